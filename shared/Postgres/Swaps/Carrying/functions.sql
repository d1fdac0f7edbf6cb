-- $1 oid[]: functions and procedures. users: what depends on one, other than by itself.
select f.oid, n.nspname::text, f.proname::text, pg_get_function_identity_arguments(f.oid), pg_get_functiondef(f.oid), pg_get_userbyid(f.proowner)::text,
       obj_description(f.oid, 'pg_proc'),
       (select string_agg(pg_describe_object(d.classid, d.objid, 0), ', ') from pg_depend d where d.refclassid = 'pg_proc'::regclass and d.refobjid = f.oid)
from pg_proc f join pg_namespace n on n.oid = f.pronamespace
where f.oid = any($1)
order by n.nspname, f.proname, 4
