-- $1 oid[]: relations. Foreign keys at either end of them.
select n.nspname::text, t.relname::text, rn.nspname::text, r.relname::text, c.conname::text
from pg_constraint c
join pg_class t on t.oid = c.conrelid
join pg_namespace n on n.oid = t.relnamespace
join pg_class r on r.oid = c.confrelid
join pg_namespace rn on rn.oid = r.relnamespace
where c.contype = 'f' and c.conparentid = 0 and (c.conrelid = any($1) or c.confrelid = any($1))
order by 1, 2, 5
