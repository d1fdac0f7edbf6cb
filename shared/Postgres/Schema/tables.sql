-- $1 text[] schemas, $2 text[] names, of the same length. What is not there gives no row.
-- The columns of the replica identity: PostgreSQL takes no deferrable key for one.
select c.oid, n.nspname::text, c.relname::text, c.relkind::text, c.relpersistence::text, c.relreplident::text,
       n.nspname in ('pg_catalog', 'information_schema') or n.nspname like 'pg\_toast%' or c.oid < 16384,
       c.relispartition,
       c.relkind = 'r' and exists (select from pg_inherits h where h.inhparent = c.oid),
       array(select k.attname::text from pg_index i join pg_attribute k on k.attrelid = i.indrelid and k.attnum = any(i.indkey[0:i.indnkeyatts - 1])
             where i.indrelid = c.oid and i.indimmediate and case c.relreplident when 'd' then i.indisprimary when 'i' then i.indisreplident else false end
             order by array_position(i.indkey::int2[], k.attnum)),
       c.reltuples::bigint
from unnest($1::text[], $2::text[]) w (schema_name, table_name)
join pg_namespace n on n.nspname = w.schema_name
join pg_class c on c.relnamespace = n.oid and c.relname = w.table_name
