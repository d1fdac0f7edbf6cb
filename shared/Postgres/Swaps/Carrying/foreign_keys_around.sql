-- $1 oid[]: tables. Foreign keys of theirs and to them; those of partitions follow their parent's.
select k.conrelid, n.nspname::text, c.relname::text, c.relkind = 'p', k.conname::text, pg_get_constraintdef(k.oid), k.convalidated,
       k.confrelid, fn.nspname::text, f.relname::text, f.relkind = 'p', obj_description(k.oid, 'pg_constraint'),
       has_table_privilege(f.oid, 'references') or has_any_column_privilege(f.oid, 'references'),
       has_table_privilege(f.oid, 'update, delete, truncate')
from pg_constraint k
join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
join pg_class f on f.oid = k.confrelid join pg_namespace fn on fn.oid = f.relnamespace
where k.contype = 'f' and k.conparentid = 0 and (k.conrelid = any($1) or k.confrelid = any($1))
order by k.conrelid, k.conname
