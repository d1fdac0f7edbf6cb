-- The relations to read for one mapped table, with what the statistics say of them.
-- $1 schema, $2 table.
select n.nspname, c.relname,
       case when c.relkind in ('r', 'm') and am.amname = 'heap'
            then pg_relation_size(c.oid) / current_setting('block_size')::bigint else 0 end as pages,
       case when c.relpages > 0 and c.reltuples > 0 then c.reltuples::float8 / c.relpages end as rows_per_page,
       row_security_active(c.oid) as hides_rows
from pg_class mapped
join pg_namespace mapped_schema on mapped_schema.oid = mapped.relnamespace
cross join lateral (
  select tree.relid::oid as oid from pg_partition_tree(mapped.oid) tree where tree.isleaf
  union
  select mapped.oid where mapped.relkind <> 'p'
) leaf
join pg_class c on c.oid = leaf.oid
join pg_namespace n on n.oid = c.relnamespace
left join pg_am am on am.oid = c.relam
where mapped_schema.nspname = $1 and mapped.relname = $2
order by 1, 2
