-- $1 oid[]: relations on which any lock is in the way, $2 oid[]: on which a writer's is, $3 oid[]: on which a vacuum's or a stronger one is. Who holds one, longest first;
-- pid 0 is a prepared transaction.
select coalesce(l.pid, 0), coalesce(a.usename, x.owner)::text, a.application_name, coalesce(a.xact_start, x.prepared),
       string_agg(distinct l.mode || ' on ' || l.relation::regclass::text, ', ')
       || coalesce(', ' || a.state, '') || coalesce(', ' || nullif(a.backend_type, 'client backend'), '') || coalesce(', prepared transaction ' || x.gid, '')
from pg_locks l
left join pg_stat_activity a on a.pid = l.pid
left join pg_prepared_xacts x on l.pid is null and '-1/' || x.transaction::text = l.virtualtransaction
where l.locktype = 'relation' and l.granted and l.database = (select oid from pg_database where datname = current_database())
  and l.pid is distinct from pg_backend_pid()
  and (l.relation = any($1) or l.relation = any($2) and l.mode not in ('AccessShareLock', 'RowShareLock')
       or l.relation = any($3) and l.mode not in ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock'))
group by l.pid, a.usename, x.owner, a.application_name, a.xact_start, x.prepared, a.state, a.backend_type, x.gid
order by 4 nulls last, 1
