-- Columns of a destination table. $1: schema, $2: table. No row: there is no such table (or it has no columns).
select c.oid, c.relkind = 'p', a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attgenerated <> '', a.attidentity <> '', a.attidentity = 'a',
       coalesce(b.typtype = 'e'
         or (b.typnamespace = 'pg_catalog'::regnamespace and (b.oid = 'varchar'::regtype
             or exists (select from pg_operator o where o.oprname = '=' and o.oprnamespace = 'pg_catalog'::regnamespace
                        and o.oprleft = b.oid and o.oprright = b.oid))), false)
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_type t on t.oid = a.atttypid
join pg_type b on b.oid = case when t.typtype = 'd' then t.typbasetype else t.oid end
where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p')
order by a.attnum
