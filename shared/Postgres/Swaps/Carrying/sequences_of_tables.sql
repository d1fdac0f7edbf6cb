-- $1 oid[] tables. Sequences that belong to their columns. type: empty when it is what the column's type gives an identity.
select d.refobjid, a.attname::text, d.deptype = 'i', n.nspname::text, c.relname::text, c.oid, a.attidentity::text,
       case when s.seqtypid = a.atttypid then '' else format_type(s.seqtypid, null) end,
       s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle, obj_description(c.oid, 'pg_class'),
       (select string_agg(pg_describe_object(o.classid, o.objid, 0), ', ') from pg_depend o
        where o.refclassid = 'pg_class'::regclass and o.refobjid = c.oid and o.deptype = 'n' and not (o.classid = 'pg_attrdef'::regclass and o.objid in (select oid from pg_attrdef where adrelid = d.refobjid)))
from pg_depend d
join pg_class c on c.oid = d.objid and c.relkind = 'S'
join pg_namespace n on n.oid = c.relnamespace
join pg_sequence s on s.seqrelid = c.oid
join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid = any($1) and d.refobjsubid > 0 and d.deptype in ('a', 'i')
order by c.relname
