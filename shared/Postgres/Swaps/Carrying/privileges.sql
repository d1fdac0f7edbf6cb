-- $1 oid[]: tables, materialized views, sequences. Every privilege that somebody has, the owner's own too, on the relation or (column) on one of its columns.
-- may_speak: our role may act as the grantor.
select x.oid, x.attname::text, pg_get_userbyid(a.grantor)::text, case when a.grantee <> 0 then pg_get_userbyid(a.grantee)::text end, a.privilege_type, a.is_grantable,
       pg_has_role(a.grantor, case when current_setting('server_version_num')::int < 160000 then 'member' else 'set' end), a.grantor = x.relowner
from (
  select c.oid, null::name as attname, c.relowner, coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner)) as acl
  from pg_class c where c.oid = any($1)
  union all
  select c.oid, a.attname, c.relowner, a.attacl from pg_class c join pg_attribute a on a.attrelid = c.oid where c.oid = any($1) and a.attacl is not null and not a.attisdropped
) x, aclexplode(x.acl) with ordinality a
order by x.oid, x.attname nulls first, a.ordinality
