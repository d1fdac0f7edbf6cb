-- Columns of a destination table. $1: schema, $2: table. No row: there is no such table (or it has no columns).
-- A trigger or rule fires by its mode and the role that the session writes in; those of partitions count for their table.
select c.oid, c.relkind = 'p',
       exists (select from (select c.oid as relid union select p.relid from pg_partition_tree(c.oid) p) r
               where exists (select from pg_trigger g where g.tgrelid = r.relid
                             and g.tgenabled in ('A', case current_setting('session_replication_role') when 'replica' then 'R' else 'O' end))
                  or exists (select from pg_rewrite w where w.ev_class = r.relid and w.ev_type <> '1'
                             and w.ev_enabled in ('A', case current_setting('session_replication_role') when 'replica' then 'R' else 'O' end))),
       exists (select from pg_rewrite w where w.ev_class = c.oid and w.ev_type <> '1'),
       a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), pg_catalog.format_type(a.atttypid, -1), a.attgenerated <> '', a.attidentity <> '', a.attidentity = 'a',
       coalesce(b.typtype = 'e'
         or (b.typnamespace = 'pg_catalog'::regnamespace and (b.oid = 'varchar'::regtype
             or exists (select from pg_operator o where o.oprname = '=' and o.oprnamespace = 'pg_catalog'::regnamespace
                        and o.oprleft = b.oid and o.oprright = b.oid))), false),
       a.attnotnull and not a.atthasdef and a.attidentity = '' and t.typdefaultbin is null,
       b.oid, case when t.typtype = 'd' then t.typtypmod else a.atttypmod end
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_type t on t.oid = a.atttypid
join pg_type b on b.oid = case when t.typtype = 'd' then t.typbasetype else t.oid end
where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p')
order by a.attnum
