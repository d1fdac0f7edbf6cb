-- $1 oid[] tables, $2 oid[] policies: the policies of the tables, and those that are named. Conditions as text; roles empty for PUBLIC.
select p.oid, p.polrelid, n.nspname::text, c.relname::text, p.polname::text, p.polpermissive,
       case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
       array(select r.rolname::text from unnest(p.polroles) o join pg_roles r on r.oid = o order by r.rolname),
       pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid), c.relkind = 'p'
from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
where p.polrelid = any($1) or p.oid = any($2)
order by c.relname, p.polname
