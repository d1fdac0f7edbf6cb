-- $1 oid[]: relations. What the session's role may do with each. unreadable: columns it may not select.
select c.oid, has_schema_privilege(c.relnamespace, 'usage'), pg_has_role(c.relowner, 'usage'), row_security_active(c.oid),
       array(select a.attname::text from pg_attribute a
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and not has_column_privilege(c.oid, a.attnum, 'select') order by a.attnum),
       array(select p from unnest(array['insert', 'update', 'delete', 'truncate', 'select']) p where not has_table_privilege(c.oid, p)),
       array(select s.relname::text from pg_depend d join pg_class s on s.oid = d.objid and s.relkind = 'S'
             where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid and d.deptype in ('a', 'i')
               and case s.relkind when 'S' then not has_sequence_privilege(s.oid, 'select') else false end),
       array(select p.relid::oid from pg_partition_ancestors(c.oid) p where p.relid <> c.oid),
       -- Leaves whose changes cannot be told as the root's: the old row is what the leaf's own identity says, its columns are marked as the root's says.
       array(select l.oid::regclass::text from pg_partition_tree(c.oid) p join pg_class l on l.oid = p.relid
             where c.relkind = 'p' and p.isleaf and (l.relkind <> 'r' or l.relpersistence <> 'p' or (l.relreplident = 'f') <> (c.relreplident = 'f')
               or not (l.relreplident = 'f' or exists (
                 select from pg_index i where i.indrelid = l.oid
                   and case l.relreplident when 'd' then i.indisprimary and i.indimmediate when 'i' then i.indisreplident else false end))))
from pg_class c
where c.oid = any($1)
