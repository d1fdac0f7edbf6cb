-- $1 oid[]: relations. Primary keys, unique, check and exclusion constraints. index_oid is 0 for a check.
select c.conrelid, c.conname::text, c.contype::text, pg_get_constraintdef(c.oid), coalesce(c.conkey, '{}')::int[], c.conindid
from pg_constraint c
where c.conrelid = any($1) and c.contype in ('p', 'u', 'c', 'x')
order by c.conrelid, c.contype <> 'p', c.conname
