-- $1 oid live, $2 oid shadow. Comments that the two do not have in common: on the table (column null) and on columns. A comment that is to go is null.
select l.attname::text, l.comment
from (select null::name as attname, obj_description($1, 'pg_class') as comment
      union all select a.attname, col_description(a.attrelid, a.attnum) from pg_attribute a where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped) l
left join (select null::name as attname, obj_description($2, 'pg_class') as comment
      union all select a.attname, col_description(a.attrelid, a.attnum) from pg_attribute a where a.attrelid = $2 and a.attnum > 0 and not a.attisdropped) s
  on s.attname is not distinct from l.attname
where l.comment is distinct from s.comment
