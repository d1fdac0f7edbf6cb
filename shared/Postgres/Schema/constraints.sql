-- $1 oid[]: relations. Primary keys, unique, check and exclusion constraints. The index is 0 for a check; a constraint whose index is not valid does not count.
-- By its text, because a check that is NOT ENFORCED (PostgreSQL 18) is not validated either.
select c.conrelid, c.conname::text, c.contype::text, regexp_replace(pg_get_constraintdef(c.oid), ' NOT VALID$', ''), coalesce(c.conkey, '{}')::int[], c.conindid,
       pg_get_constraintdef(c.oid) !~ ' NOT VALID$'
from pg_constraint c
where c.conrelid = any($1) and c.contype in ('p', 'u', 'c', 'x')
  and (c.conindid = 0 or exists (select from pg_index i where i.indexrelid = c.conindid and i.indisvalid))
order by c.conrelid, c.contype <> 'p', c.conname
