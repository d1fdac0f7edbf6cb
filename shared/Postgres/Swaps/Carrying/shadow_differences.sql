-- $1 oid live, $2 oid shadow. Names of columns that are not the same on both, in place, name, type, default or not null.
with side as (
  select a.attrelid, row_number() over (partition by a.attrelid order by a.attnum) as place, a.attname, a.atttypid, a.atttypmod, a.attcollation,
         a.attnotnull, a.attgenerated, pg_get_expr(d.adbin, d.adrelid) as expression
  from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attrelid in ($1, $2) and a.attnum > 0 and not a.attisdropped
),
same as (
  select place, attname, atttypid, atttypmod, attcollation, attnotnull, attgenerated, expression, count(*) from side group by 1, 2, 3, 4, 5, 6, 7, 8
)
select attname::text from same where count <> 2 group by attname order by attname
