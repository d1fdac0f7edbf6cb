-- $1 text[] schemas, $2 text[] names, of the same length.
select t.oid
from unnest($1::text[], $2::text[]) w (schema_name, type_name)
join pg_namespace n on n.nspname = w.schema_name
join pg_type t on t.typnamespace = n.oid and t.typname = w.type_name
