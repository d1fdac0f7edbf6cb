-- $1 oid[]: relations. Every valid index. The definition is what follows the table's name in pg_get_indexdef: "USING btree (a)", found by the
-- length of the exact text before it, because a name may itself hold " USING ". columns: every column that it reads, in keys, expressions or predicate.
with index_ as (
  select i.*, c.relname, pg_get_indexdef(i.indexrelid) as definition,
         case when i.indisunique then 'CREATE UNIQUE INDEX ' else 'CREATE INDEX ' end || quote_ident(c.relname) || ' ON '
         || case when t.relkind = 'p' then 'ONLY ' else '' end || quote_ident(n.nspname) || '.' || quote_ident(t.relname) || ' ' as head
  from pg_index i
  join pg_class c on c.oid = i.indexrelid
  join pg_class t on t.oid = i.indrelid
  join pg_namespace n on n.oid = t.relnamespace
  where i.indrelid = any($1) and i.indisvalid
)
select i.indrelid, i.indexrelid, i.relname::text, i.indisunique, i.indisprimary, i.indisreplident, i.indimmediate,
       case when starts_with(i.definition, i.head) then substr(i.definition, length(i.head) + 1) end,
       array(select u.k::int from unnest(i.indkey::int2[]) u (k) where u.k <> 0
             union
             select d.refobjsubid::int from pg_depend d
             where d.classid = 'pg_class'::regclass and d.objid = i.indexrelid and d.refclassid = 'pg_class'::regclass and d.refobjid = i.indrelid and d.refobjsubid > 0),
       i.indpred is null and i.indexprs is null,
       array(select a.attname::text from unnest(i.indkey[0:i.indnkeyatts - 1]) with ordinality u (k, at) join pg_attribute a on a.attrelid = i.indrelid and a.attnum = u.k order by u.at)
from index_ i
order by i.indrelid, i.indisprimary desc, i.indisreplident desc, i.relname
