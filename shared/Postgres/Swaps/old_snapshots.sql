-- $1 bigint: a transaction id, $2 timestamptz: the clock then, $3 text[]: the virtual transactions that were open then. Sessions of this database whose snapshot may be
-- older than that. Of a session whose activity our role may not see, only its xmin and the lock on its virtual transaction are known.
select a.pid, a.usename::text, a.application_name, a.xact_start, coalesce(a.state, 'its activity is hidden from our role')
from pg_stat_activity a
where a.datid = (select oid from pg_database where datname = current_database())
  and a.pid <> pg_backend_pid() and a.usesysid is not null
  -- Of our own sessions only those of a copy read with a snapshot; a walsender may have exported one that others still import.
  and (a.application_name not like 'bunnydb %' or a.application_name = 'bunnydb copy' or a.backend_type = 'walsender')
  and coalesce(a.backend_type, 'client backend') in ('client backend', 'background worker', 'parallel worker', 'walsender')
  -- Transaction ids of 32 bits go round: older is less than half a circle behind.
  and a.backend_xmin is not null and ($1 - a.backend_xmin::text::bigint + 4294967296) % 4294967296 between 1 and 2147483647
  and case when a.state is not null then a.xact_start < $2
           else exists (select from pg_locks l where l.pid = a.pid and l.locktype = 'virtualxid' and l.virtualxid = any($3)) end
order by a.xact_start nulls last, a.pid
