-- Everything that tables can use and that is not built in, as kind and identity, to be compared with another database's needs.
select o.type, o.identity
from (
  select 'pg_proc'::regclass as class, oid from pg_proc where oid >= 16384
  union all select 'pg_operator'::regclass, oid from pg_operator where oid >= 16384
  union all select 'pg_opclass'::regclass, oid from pg_opclass where oid >= 16384
  union all select 'pg_collation'::regclass, oid from pg_collation where oid >= 16384
  union all select 'pg_am'::regclass, oid from pg_am where oid >= 16384
) x
cross join lateral pg_identify_object(x.class, x.oid, 0) o
union all
select 'extension', extname::text from pg_extension
