-- $1 oid[]: relations. Every live column, in the order of the table. Names of types and collations are qualified unless they are built in,
-- because every session of ours has search_path = pg_catalog.
select a.attrelid, a.attnum::int, a.attname::text, format_type(a.atttypid, a.atttypmod), t.oid, t.typname::text,
       n.nspname = 'pg_catalog' and t.oid < 16384, t.typtype::text, e.typname::text,
       case when a.attcollation <> t.typcollation and a.attcollation <> 0 then quote_ident(cn.nspname) || '.' || quote_ident(co.collname) end,
       a.attnotnull, a.attidentity::text, a.attgenerated::text, pg_get_expr(d.adbin, d.adrelid),
       array(select f.refobjsubid::int from pg_depend f
             where f.classid = 'pg_attrdef'::regclass and f.objid = d.oid and f.refclassid = 'pg_class'::regclass and f.refobjid = a.attrelid
               and f.refobjsubid <> 0 and f.refobjsubid <> a.attnum),
       a.atttypmod
from pg_attribute a
join pg_type t on t.oid = a.atttypid
join pg_namespace n on n.oid = t.typnamespace
left join pg_type e on e.oid = t.typelem and t.typcategory = 'A'
left join pg_collation co on co.oid = a.attcollation
left join pg_namespace cn on cn.oid = co.collnamespace
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attrelid = any($1) and a.attnum > 0 and not a.attisdropped
order by a.attrelid, a.attnum
