-- $1 oid[]: live tables, $2 oid[]: materialized views that are made anew, $3 oid[]: views that are given their definition again, $4 oid[]: functions and procedures that are, $5 oid[]: those
-- of them that are made anew, $6 oid[]: rules and policies of others that are given their text again. What is lacking for that: of a role (null: ours) on a schema, tablespace or language, or
-- (role) the right to give something to its owner. A superuser lacks nothing.
with me as (
  select rolsuper, case when current_setting('server_version_num')::int < 160000 then 'member' else 'set' end as set_role from pg_roles where rolname = current_user
),
made (classid, objid, schema_oid, owner) as (
  select 'pg_class'::regclass, c.oid, c.relnamespace, case c.relkind when 'm' then c.relowner end from pg_class c where c.oid = any($2) or c.oid = any($3)
  union all select 'pg_proc'::regclass, f.oid, f.pronamespace, case when f.oid = any($5) then f.proowner end from pg_proc f where f.oid = any($4)
  union all select 'pg_statistic_ext'::regclass, s.oid, s.stxnamespace, s.stxowner from pg_statistic_ext s where s.stxrelid = any($1)
),
given (classid, objid, owner) as (
  select classid, objid, owner from made where owner is not null
  union all select 'pg_class'::regclass, c.oid, c.relowner from pg_class c where c.oid = any($1)
),
part (classid, objid) as (
  select classid, objid from made
  union all select 'pg_rewrite'::regclass, w.oid from pg_rewrite w where w.ev_class = any($1) or w.ev_class = any($2) or w.ev_class = any($3) or w.oid = any($6)
  union all select 'pg_policy'::regclass, p.oid from pg_policy p where p.polrelid = any($1) or p.oid = any($6)
  union all select 'pg_trigger'::regclass, t.oid from pg_trigger t where t.tgrelid = any($1) and not t.tgisinternal
  union all select 'pg_constraint'::regclass, k.oid from pg_constraint k where k.conrelid = any($1) or k.confrelid = any($1)
  union all select 'pg_class'::regclass, i.indexrelid from pg_index i where i.indrelid = any($1) or i.indrelid = any($2)
),
named (classid, objid, schema_oid) as (
  select p.classid, p.objid, coalesce(c.relnamespace, f.pronamespace, t.typnamespace, o.oprnamespace)
  from part p join pg_depend d on d.classid = p.classid and d.objid = p.objid
  left join pg_class c on d.refclassid = 'pg_class'::regclass and c.oid = d.refobjid
  left join pg_proc f on d.refclassid = 'pg_proc'::regclass and f.oid = d.refobjid
  left join pg_type t on d.refclassid = 'pg_type'::regclass and t.oid = d.refobjid
  left join pg_operator o on d.refclassid = 'pg_operator'::regclass and o.oid = d.refobjid
),
lacking (what, kind, place, role, privilege) as (
  select pg_describe_object(m.classid, m.objid, 0), 'schema', n.nspname::text, null::text, 'create'
  from made m join pg_namespace n on n.oid = m.schema_oid where not has_schema_privilege(n.oid, 'create')
  union select pg_describe_object(m.classid, m.objid, 0), 'schema', n.nspname::text, pg_get_userbyid(m.owner)::text, 'create'
  from made m join pg_namespace n on n.oid = m.schema_oid where m.owner is not null and pg_get_userbyid(m.owner) <> current_user and not has_schema_privilege(m.owner, n.oid, 'create')
  union select pg_describe_object(x.classid, x.objid, 0), 'schema', n.nspname::text, null, 'usage'
  from named x join pg_namespace n on n.oid = x.schema_oid where not has_schema_privilege(n.oid, 'usage')
  union select pg_describe_object('pg_class'::regclass, c.oid, 0), 'tablespace', s.spcname::text, null, 'create'
  from pg_class c join pg_tablespace s on s.oid = c.reltablespace
  where (c.oid = any($1) or c.oid = any($2) or c.oid in (select i.indexrelid from pg_index i where i.indrelid = any($1) or i.indrelid = any($2)))
    and not has_tablespace_privilege(s.oid, 'create')
  union select pg_describe_object('pg_proc'::regclass, f.oid, 0), 'language', l.lanname::text, null, 'usage'
  from pg_proc f join pg_language l on l.oid = f.prolang where f.oid = any($5) and not (l.lanpltrusted and has_language_privilege(l.oid, 'usage'))
  union select pg_describe_object(g.classid, g.objid, 0), 'role', pg_get_userbyid(g.owner)::text, null, 'set'
  from given g, me where pg_has_role(g.owner, 'usage') and not pg_has_role(g.owner, me.set_role)
)
select what, kind, place, role, privilege from lacking, me
where not me.rolsuper and not (kind = 'schema' and place like 'pg\_temp\_%')
order by 1, 2, 3, 4 nulls first, 5
