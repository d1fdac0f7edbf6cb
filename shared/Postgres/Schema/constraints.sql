-- $1 oid[]: relations. Primary keys, unique, check and exclusion constraints. The index is 0 for a check; a constraint whose index is not valid does not count.
select c.conrelid, c.conname::text, c.contype::text, pg_get_constraintdef(c.oid), coalesce(c.conkey, '{}')::int[], c.conindid
from pg_constraint c
where c.conrelid = any($1) and c.contype in ('p', 'u', 'c', 'x')
  and (c.conindid = 0 or exists (select from pg_index i where i.indexrelid = c.conindid and i.indisvalid))
order by c.conrelid, c.contype <> 'p', c.conname
