-- $1 oid[]: tables of a source. One row for each live column, all from one snapshot: a rewrite that a column brought is never seen without the column.
-- storage: the file of every heap of the table ({"oid": relfilenode}; of a partitioned one, its leaves), which changes when its rows are rewritten.
-- missing: what the rows have that were there when the column was added and were not rewritten since (attmissingval, one array element of the column's
-- type). Several: partitions differ, or the type's arrays cannot be read as text.
-- is_plain: the default uses nothing but what is built in and the column's own type, so that every database knows it.
with heap as (
  select c.oid as root, l.oid as relid, l.relfilenode
  from pg_class c
  cross join lateral (select c.oid as relid where c.relkind = 'r' union all select p.relid from pg_partition_tree(c.oid) p where c.relkind = 'p' and p.isleaf) h
  join pg_class l on l.oid = h.relid and l.relkind = 'r'
  where c.oid = any($1)
)
select c.oid, n.nspname::text, c.relname::text,
       coalesce((select jsonb_object_agg(h.relid::text, h.relfilenode::bigint) from heap h where h.root = c.oid), '{}')::text,
       a.attnum::int, a.attname::text, a.atttypid, a.atttypmod, format_type(a.atttypid, a.atttypmod),
       case when a.attcollation <> t.typcollation and a.attcollation <> 0 then quote_ident(cn.nspname) || '.' || quote_ident(co.collname) end,
       a.attnotnull, a.attidentity <> '', a.attgenerated <> '',
       case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end,
       not exists (select from pg_depend u
                   where u.classid = 'pg_attrdef'::regclass and u.objid = d.oid and u.refobjid >= 16384
                     and (u.refclassid, u.refobjid) not in (('pg_class'::regclass, c.oid), ('pg_type'::regclass, a.atttypid))),
       array(select distinct case when t.typdelim = ',' then (m.attmissingval::text::text[])[1] else m.attrelid::text || k end
             from heap h
             join pg_attribute m on m.attrelid = h.relid and m.attname = a.attname and not m.attisdropped and m.atthasmissing
             cross join generate_series(1, case when t.typdelim = ',' then 1 else 2 end) k
             where h.root = c.oid)
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_type t on t.oid = a.atttypid
left join pg_collation co on co.oid = a.attcollation
left join pg_namespace cn on cn.oid = co.collnamespace
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where c.oid = any($1)
order by c.oid, a.attnum
