-- $1 oid[]: tables. Every view and materialized view that reads them, directly or through others, with the longest way there: who reads another one has a longer way.
with recursive reach (oid, depth) as (
  select unnest($1), 0
  union
  select w.ev_class, r.depth + 1
  from reach r
  cross join lateral (select 'pg_class'::regclass::oid, r.oid union all select 'pg_type'::regclass::oid, t.oid from pg_type t where t.typrelid = r.oid) part (classid, objid)
  join pg_depend d on d.refclassid = part.classid and d.refobjid = part.objid and d.classid = 'pg_rewrite'::regclass
  join pg_rewrite w on w.oid = d.objid and w.rulename = '_RETURN' and w.ev_class <> r.oid
  where r.depth < 64
)
select oid, max(depth) from reach where depth > 0 group by oid
