-- $1 oid[]: tables that are swapped. Materialized views that read one of them, or one another, and so are made anew; size with indexes, in bytes.
with recursive anew (oid) as (
  select unnest($1)
  union
  select w.ev_class
  from anew r
  cross join lateral (select 'pg_class'::regclass::oid, r.oid union all select 'pg_type'::regclass::oid, t.oid from pg_type t where t.typrelid = r.oid) part (classid, objid)
  join pg_depend d on d.refclassid = part.classid and d.refobjid = part.objid and d.classid = 'pg_rewrite'::regclass
  join pg_rewrite w on w.oid = d.objid
  join pg_class c on c.oid = w.ev_class and c.relkind = 'm'
)
select c.oid, n.nspname::text, c.relname::text, pg_get_userbyid(c.relowner)::text, pg_get_viewdef(c.oid), c.relispopulated, coalesce(c.reloptions, '{}'),
       am.amname::text, (select spcname::text from pg_tablespace where oid = coalesce(nullif(c.reltablespace, 0), b.dattablespace)),
       obj_description(c.oid, 'pg_class'), pg_total_relation_size(c.oid),
       (select count(*) from pg_statistic_ext s where s.stxrelid = c.oid)::int
from anew join pg_class c on c.oid = anew.oid and c.relkind = 'm'
join pg_namespace n on n.oid = c.relnamespace
join pg_am am on am.oid = c.relam
join pg_database b on b.datname = current_database()
order by c.oid
