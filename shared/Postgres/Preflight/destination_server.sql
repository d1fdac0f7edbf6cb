-- What this server offers a destination.
select current_setting('server_version_num')::int, current_setting('server_version'), pg_is_in_recovery(),
       has_database_privilege(current_database(), 'create'),
       (select has_schema_privilege(n.oid, 'usage') and has_schema_privilege(n.oid, 'create') from pg_namespace n where n.nspname = 'bunnydb'),
       r.rolsuper, current_user::text, current_database()::text
from pg_roles r
where r.rolname = current_user
