-- $1 oid[]: relations. Sessions that hold a lock on one of them and are not about to let go: idle in their transaction, or in one that is older than a quick query takes.
-- Of a session whose activity our role may not see nothing is known; it is met by the lock itself.
select distinct on (a.pid) a.pid, a.usename::text, a.application_name, a.xact_start, l.mode || ' on ' || l.relation::regclass
from pg_locks l join pg_stat_activity a on a.pid = l.pid
where l.locktype = 'relation' and l.granted and l.database = (select oid from pg_database where datname = current_database()) and l.relation = any($1)
  and a.pid <> pg_backend_pid() and a.application_name not like 'bunnydb %'
  and (a.state like 'idle in transaction%' or a.xact_start < clock_timestamp() - interval '100 ms')
order by a.pid, a.xact_start
