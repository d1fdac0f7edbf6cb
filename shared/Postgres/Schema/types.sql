-- $1 oid[]: types of columns. Those and every type they are made of that is not built in, the deepest first, so that they can be made in this order.
-- Checks of a domain: those that are valid.
with recursive made_of (oid, part) as (
  select t.oid, t.typelem from pg_type t where t.typcategory = 'A' and t.typelem <> 0
  union all select t.oid, t.typbasetype from pg_type t where t.typtype = 'd'
  union all select r.rngtypid, r.rngsubtype from pg_range r
  union all select r.rngmultitypid, r.rngtypid from pg_range r
  union all select t.oid, a.atttypid from pg_type t join pg_attribute a on a.attrelid = t.typrelid
            where t.typtype = 'c' and a.attnum > 0 and not a.attisdropped
), part (oid, depth) as (
  select u.oid, 0 from unnest($1::oid[]) u (oid)
  union
  select m.part, p.depth + 1 from part p join made_of m using (oid) where p.depth < 32
), needed as (
  select oid, max(depth) as depth from part group by oid
)
select t.oid, n.nspname::text, t.typname::text, t.typtype::text, t.typcategory = 'A' and t.typelem <> 0,
       coalesce(c.relkind::text in ('r', 'p', 'v', 'm', 'f'), false),
       (select e.extname::text from pg_depend d join pg_extension e on e.oid = d.refobjid
        where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.refclassid = 'pg_extension'::regclass and d.deptype = 'e'),
       array(select l.enumlabel::text from pg_enum l where l.enumtypid = t.oid order by l.enumsortorder),
       case when t.typtype = 'd' then format_type(t.typbasetype, t.typtypmod) end,
       t.typnotnull, coalesce(pg_get_expr(t.typdefaultbin, 'pg_type'::regclass), quote_literal(t.typdefault)),
       case when t.typtype = 'd' and t.typcollation <> b.typcollation then quote_ident(cn.nspname) || '.' || quote_ident(co.collname) end,
       array(select pg_get_constraintdef(k.oid) from pg_constraint k where k.contypid = t.oid and k.contype = 'c' and k.convalidated order by k.conname),
       array(select k.conname::text from pg_constraint k where k.contypid = t.oid and k.contype = 'c' and k.convalidated order by k.conname),
       array(select a.attname::text from pg_attribute a where a.attrelid = t.typrelid and t.typtype = 'c' and a.attnum > 0 and not a.attisdropped order by a.attnum),
       array(select format_type(a.atttypid, a.atttypmod)
                    || case when a.attcollation <> y.typcollation and a.attcollation <> 0 then ' collate ' || quote_ident(zn.nspname) || '.' || quote_ident(z.collname) else '' end
             from pg_attribute a join pg_type y on y.oid = a.atttypid left join pg_collation z on z.oid = a.attcollation left join pg_namespace zn on zn.oid = z.collnamespace
             where a.attrelid = t.typrelid and t.typtype = 'c' and a.attnum > 0 and not a.attisdropped order by a.attnum),
       t.typbasetype,
       array(select p.part from made_of p where p.oid = t.oid and p.part is not null)
from needed d
join pg_type t on t.oid = d.oid
join pg_namespace n on n.oid = t.typnamespace
left join pg_class c on c.oid = t.typrelid
left join pg_type b on b.oid = t.typbasetype
left join pg_collation co on co.oid = t.typcollation
left join pg_namespace cn on cn.oid = co.collnamespace
where not (n.nspname = 'pg_catalog' and t.oid < 16384)
order by d.depth desc, t.oid
