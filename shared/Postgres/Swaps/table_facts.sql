-- $1 text[] schemas, $2 text[] names, of the same length: what could keep each of these tables from being swapped. A null oid: it is not there.
select w.schema_name, w.table_name, c.oid, coalesce(c.relkind::text, ''), coalesce(pg_has_role(c.relowner, 'usage'), false), pg_get_userbyid(c.relowner)::text,
       coalesce(c.relispartition, false),
       exists (select from pg_inherits h where h.inhparent = c.oid or h.inhrelid = c.oid),
       coalesce(c.reloftype <> 0, false),
       (select e.extname::text from pg_depend d join pg_extension e on e.oid = d.refobjid
        where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.objsubid = 0 and d.refclassid = 'pg_extension'::regclass limit 1),
       exists (select from pg_seclabel s where s.classoid = 'pg_class'::regclass and s.objoid = c.oid),
       exists (select from pg_subscription_rel s where s.srrelid = c.oid),
       c.relpersistence = 't' or n.nspname in ('pg_catalog', 'information_schema'),
       exists (select from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal and t.tgconstrrelid <> 0),
       exists (select from pg_depend d where d.deptype = 'x'
               and (d.classid = 'pg_class'::regclass and d.objid in (select i.indexrelid from pg_index i where i.indrelid = c.oid)
                    or d.classid = 'pg_trigger'::regclass and d.objid in (select t.oid from pg_trigger t where t.tgrelid = c.oid))),
       coalesce(has_schema_privilege(n.oid, 'create'), false),
       coalesce(has_schema_privilege(c.relowner, n.oid, 'create'), false) or (select rolsuper from pg_roles where rolname = current_user),
       coalesce(has_table_privilege(c.oid, 'update, delete, truncate'), false),
       (select string_agg(x.what, ', ' order by x.what)
        from (select pg_describe_object('pg_constraint'::regclass, k.oid, 0) as what, k.conbin::text as expression from pg_constraint k where k.conrelid = c.oid
              union all select pg_describe_object('pg_class'::regclass, i.indexrelid, 0), concat(i.indexprs::text, i.indpred::text) from pg_index i where i.indrelid = c.oid) x
        where x.expression like '%:varattno 0 %')
from unnest($1::text[], $2::text[]) w (schema_name, table_name)
left join pg_namespace n on n.nspname = w.schema_name
left join pg_class c on c.relnamespace = n.oid and c.relname = w.table_name
