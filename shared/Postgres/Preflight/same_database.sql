-- Two sessions with equal answers are in the same database of the same cluster.
select (select system_identifier from pg_control_system())::text || '/' || (select oid from pg_database where datname = current_database())::text
