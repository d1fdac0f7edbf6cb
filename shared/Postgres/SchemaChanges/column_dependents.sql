-- $1 oid[]: tables. What depends on their columns: table, column number, description, whether it is a key (primary, unique, foreign, exclusion), whether it
-- reads nothing but this column, whether PostgreSQL carries it along through a change of type (a plain index, a check).
select d.refobjid, d.refobjsubid::int, pg_describe_object(d.classid, d.objid, d.objsubid),
       coalesce(k.contype in ('p', 'u', 'f', 'x') or i.indisunique, false),
       not exists (select from pg_depend o where o.classid = d.classid and o.objid = d.objid and o.refclassid = 'pg_class'::regclass
                   and o.refobjsubid > 0 and (o.refobjid, o.refobjsubid) <> (d.refobjid, d.refobjsubid)),
       coalesce(k.contype = 'c' or (i.indexrelid is not null and not i.indisunique), false)
from pg_depend d
left join pg_constraint k on d.classid = 'pg_constraint'::regclass and k.oid = d.objid
left join pg_index i on d.classid = 'pg_class'::regclass and i.indexrelid = d.objid
where d.refclassid = 'pg_class'::regclass and d.refobjid = any($1) and d.refobjsubid > 0
  -- A column's own default and its own sequence go where it goes.
  and not exists (select from pg_attrdef a where d.classid = 'pg_attrdef'::regclass and a.oid = d.objid and a.adrelid = d.refobjid and a.adnum = d.refobjsubid)
  and not exists (select from pg_class s where d.classid = 'pg_class'::regclass and s.oid = d.objid and s.relkind = 'S')
group by d.refobjid, d.refobjsubid, d.classid, d.objid, d.objsubid, k.contype, i.indisunique, i.indexrelid
order by 1, 2, 3
