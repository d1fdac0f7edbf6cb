-- $1 text[], $2 text[]: tables of the destination. What a resync needs to know of each: whether it is ours to change, and who uses it now.
select t.s, t.n, c.oid is not null, coalesce(pg_has_role(c.relowner, 'usage'), false), coalesce(c.relkind::text, ''),
       (select coalesce(array_agg(distinct format('pid %s (%s, %s) holds %s', l.pid, coalesce(a.usename, '?'), coalesce(nullif(a.application_name, ''), '-'), l.mode)), '{}')
        from pg_locks l left join pg_stat_activity a on a.pid = l.pid
        where l.locktype = 'relation' and l.database = (select oid from pg_database where datname = current_database()) and l.relation = c.oid and l.granted
          and l.pid <> pg_backend_pid() and coalesce(a.application_name, '') not like 'bunnydb %'),
       (select coalesce(array_agg(format('%I.%I', fn.nspname, f.relname)), '{}') from pg_constraint k join pg_class f on f.oid = k.conrelid join pg_namespace fn on fn.oid = f.relnamespace
        where k.contype = 'f' and k.confrelid = c.oid and k.conrelid <> c.oid and not pg_has_role(f.relowner, 'usage'))
from unnest($1::text[], $2::text[]) t (s, n)
left join pg_namespace n on n.nspname = t.s
left join pg_class c on c.relnamespace = n.oid and c.relname = t.n and c.relkind in ('r', 'p')
