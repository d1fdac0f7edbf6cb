-- Unique indexes of a destination table that identify its rows: one line per key column, in the index's order. $1: the table's oid.
-- The operator is the one that the index itself compares with, so that a condition finds the index whatever schema the type is from.
select i.indexrelid, i.indisprimary, not i.indimmediate, a.attname,
       case when o.oprnamespace = 'pg_catalog'::regnamespace then '=' else format('operator(%I.%s)', n.nspname, o.oprname) end
from pg_index i
cross join lateral generate_series(0, i.indnkeyatts - 1) as k (at)
join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[k.at]
join pg_opclass p on p.oid = i.indclass[k.at]
join pg_amop m on m.amopfamily = p.opcfamily and m.amopstrategy = 3 and m.amoplefttype = p.opcintype and m.amoprighttype = p.opcintype
join pg_operator o on o.oid = m.amopopr
join pg_namespace n on n.oid = o.oprnamespace
where i.indrelid = $1 and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null
  and not exists (select from unnest(i.indkey::int2[]) with ordinality as x (attnum, at)
                  join pg_attribute b on b.attrelid = i.indrelid and b.attnum = x.attnum
                  where x.at <= i.indnkeyatts and not b.attnotnull)
order by not i.indisprimary, not i.indisreplident, not i.indimmediate, i.indexrelid, k.at
