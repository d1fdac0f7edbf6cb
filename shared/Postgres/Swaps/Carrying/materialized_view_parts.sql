-- $1 oid: a materialized view. Its indexes, with what makes them anew and statistics targets of their columns as "number=target", and the comments on its columns and indexes.
select 'index', c.relname::text, pg_get_indexdef(i.indexrelid), case when c.reltablespace = 0 then '' else (select spcname::text from pg_tablespace where oid = c.reltablespace) end,
       i.indisclustered, obj_description(c.oid, 'pg_class'),
       array(select a.attnum || '=' || a.attstattarget from pg_attribute a where a.attrelid = c.oid and coalesce(a.attstattarget, -1) >= 0 order by a.attnum)
from pg_index i join pg_class c on c.oid = i.indexrelid
where i.indrelid = $1 and i.indisvalid
union all
select 'column', a.attname::text, '', '', false, col_description(a.attrelid, a.attnum), '{}'
from pg_attribute a where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped and col_description(a.attrelid, a.attnum) is not null
order by 1, 2
