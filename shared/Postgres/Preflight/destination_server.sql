-- What this server offers a destination.
select current_setting('server_version_num')::int, current_setting('server_version'), pg_is_in_recovery(),
       has_database_privilege(current_database(), 'create'),
       (select has_schema_privilege(n.oid, 'usage') and has_schema_privilege(n.oid, 'create')
          and coalesce((select bool_and(has_table_privilege(c.oid, p)) from pg_class c, unnest('{select,insert,update,delete}'::text[]) p
                        where c.relnamespace = n.oid and c.relkind = 'r'), true)
        from pg_namespace n where n.nspname = 'bunnydb'),
       r.rolsuper, current_user::text, current_database()::text
from pg_roles r
where r.rolname = current_user
