-- $1 oid: a table. Its extended statistics objects. kinds: empty where they are not to be said (a single expression).
select n.nspname::text, s.stxname::text, pg_get_userbyid(s.stxowner)::text, pg_get_statisticsobjdef_columns(s.oid),
       array(select case k when 'd' then 'ndistinct' when 'f' then 'dependencies' when 'm' then 'mcv' end from unnest(s.stxkind) k where k in ('d', 'f', 'm')),
       coalesce((to_jsonb(s) ->> 'stxstattarget')::int, -1)
from pg_statistic_ext s join pg_namespace n on n.oid = s.stxnamespace
where s.stxrelid = $1
order by n.nspname, s.stxname
