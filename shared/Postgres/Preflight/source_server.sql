-- What this server offers a source. Slots and senders in use are counted for the whole cluster.
select current_setting('server_version_num')::int, current_setting('server_version'), current_setting('wal_level'),
       current_setting('max_replication_slots')::int, (select count(*)::int from pg_replication_slots),
       current_setting('max_wal_senders')::int, (select count(*)::int from pg_stat_activity where backend_type = 'walsender'),
       r.rolreplication or r.rolsuper, has_database_privilege(current_database(), 'create'), pg_is_in_recovery(), current_user::text, current_database()::text
from pg_roles r
where r.rolname = current_user
