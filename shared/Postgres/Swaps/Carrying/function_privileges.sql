-- $1 oid[]: functions and procedures. Who may execute them.
select f.oid, pg_get_userbyid(a.grantor)::text, case when a.grantee <> 0 then pg_get_userbyid(a.grantee)::text end, a.privilege_type, a.is_grantable,
       pg_has_role(a.grantor, case when current_setting('server_version_num')::int < 160000 then 'member' else 'set' end), a.grantor = f.proowner
from pg_proc f, aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) with ordinality a
where f.oid = any($1)
order by f.oid, a.ordinality
