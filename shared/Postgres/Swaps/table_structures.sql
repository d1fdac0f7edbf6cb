-- $1 oid: a table. Its valid indexes and its checks, each with what makes it equal to another table's: key columns, behind-constraint, options, tablespace.
-- definition: what follows the table's name in pg_get_indexdef, or the text of a check. constraint_definition: of a constraint with an index behind it.
-- statistics: targets of the index's columns as "number=target".
select x.kind, x.name, x.is_unique, x.definition, x.constraint_type, x.constraint_definition, x.deferrable, x.tablespace, x.is_identity, x.is_clustered, x.statistics
from (
  select 'index' as kind, c.relname::text as name, i.indisunique as is_unique,
         substr(pg_get_indexdef(i.indexrelid),
                length(case when i.indisunique then 'CREATE UNIQUE INDEX ' else 'CREATE INDEX ' end || quote_ident(c.relname) || ' ON '
                       || quote_ident(n.nspname) || '.' || quote_ident(t.relname) || ' ') + 1) as definition,
         coalesce(k.contype::text, '') as constraint_type,
         pg_get_constraintdef(k.oid) as constraint_definition,
         case when k.condeferred then ' deferrable initially deferred' when k.condeferrable then ' deferrable' else '' end as deferrable,
         case when c.reltablespace = 0 then '' else (select spcname::text from pg_tablespace where oid = c.reltablespace) end as tablespace,
         i.indisreplident as is_identity, i.indisclustered as is_clustered,
         array(select a.attnum || '=' || a.attstattarget from pg_attribute a where a.attrelid = i.indexrelid and coalesce(a.attstattarget, -1) >= 0 order by a.attnum) as statistics
  from pg_index i
  join pg_class c on c.oid = i.indexrelid
  join pg_class t on t.oid = i.indrelid
  join pg_namespace n on n.oid = t.relnamespace
  left join pg_constraint k on k.conindid = i.indexrelid and k.conrelid = i.indrelid and k.contype in ('p', 'u', 'x')
  where i.indrelid = $1 and i.indisvalid
  union all
  select 'check', k.conname::text, false, pg_get_constraintdef(k.oid), 'c', null, '', '', false, false, '{}'
  from pg_constraint k where k.conrelid = $1 and k.contype = 'c'
) x
order by x.constraint_type <> 'p', not x.is_identity, x.kind desc, x.name
