-- $1 oid[]: relations. What their defaults, checks and indexes use that is neither built in nor the table itself: extensions, and functions,
-- operators, collations of the database's own. kind: extension, or pg_identify_object's; identity can be compared between databases.
with piece (relation, classid, objid) as (
  select d.adrelid, 'pg_attrdef'::regclass, d.oid from pg_attrdef d where d.adrelid = any($1)
  union all select c.conrelid, 'pg_constraint'::regclass, c.oid from pg_constraint c where c.conrelid = any($1) and c.contype in ('c', 'x')
  union all select i.indrelid, 'pg_class'::regclass, i.indexrelid from pg_index i where i.indrelid = any($1)
  union all select a.attrelid, 'pg_class'::regclass, a.attrelid from pg_attribute a where a.attrelid = any($1) and a.attnum = 1
), used as (
  select distinct p.relation, d.refclassid, d.refobjid
  from piece p
  join pg_depend d on d.classid = p.classid and d.objid = p.objid
  where d.refclassid in ('pg_proc'::regclass, 'pg_operator'::regclass, 'pg_opclass'::regclass, 'pg_collation'::regclass, 'pg_am'::regclass) and d.refobjid >= 16384
)
select distinct u.relation, case when e.oid is null then o.type else 'extension' end, coalesce(e.extname::text, o.identity)
from used u
cross join lateral pg_identify_object(u.refclassid, u.refobjid, 0) o
left join pg_depend m on m.classid = u.refclassid and m.objid = u.refobjid and m.refclassid = 'pg_extension'::regclass and m.deptype = 'e'
left join pg_extension e on e.oid = m.refobjid
order by 1, 2, 3
