-- $1 oid[]: relations. Sequences that belong to a column (serial, identity) or that its default draws from. is_default: the default is exactly nextval of it.
select a.attrelid, a.attnum::int, n.nspname::text, s.relname::text, d.deptype::text in ('a', 'i'), d.deptype::text = 'i',
       coalesce(pg_get_expr(f.adbin, f.adrelid) = 'nextval(' || quote_literal(s.oid::regclass::text) || '::regclass)', false),
       format_type(q.seqtypid, null), q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcache, q.seqcycle
from pg_attribute a
left join pg_attrdef f on f.adrelid = a.attrelid and f.adnum = a.attnum
cross join lateral (
  select o.objid as sequence_oid, o.deptype from pg_depend o
  where o.classid = 'pg_class'::regclass and o.refclassid = 'pg_class'::regclass and o.refobjid = a.attrelid and o.refobjsubid = a.attnum and o.deptype in ('a', 'i')
  union all
  select u.refobjid, u.deptype from pg_depend u
  where u.classid = 'pg_attrdef'::regclass and u.objid = f.oid and u.refclassid = 'pg_class'::regclass and u.deptype = 'n'
    and not exists (select from pg_depend o where o.classid = 'pg_class'::regclass and o.objid = u.refobjid and o.refobjid = a.attrelid and o.refobjsubid = a.attnum and o.deptype in ('a', 'i'))
) d
join pg_class s on s.oid = d.sequence_oid and s.relkind = 'S'
join pg_sequence q on q.seqrelid = s.oid
join pg_namespace n on n.oid = s.relnamespace
where a.attrelid = any($1) and a.attnum > 0 and not a.attisdropped
order by a.attrelid, a.attnum, s.relname
