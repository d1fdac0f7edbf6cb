-- $1 oid[]: relations. Everything that depends on one of them, on its row type, or on one of its indexes and constraints, and is not itself a part of one of them.
-- relation: the one that a rule, constraint or policy belongs to. may_alter: our role is the owner or a member of it; null where nobody owns it by itself.
-- is_temporary: a session has made it for itself.
-- may_lock: our role has a privilege that lock table asks for, which an owner can have taken from itself.
with part (classid, objid) as (
  select 'pg_class'::regclass::oid, o from unnest($1) o
  union all select 'pg_type'::regclass, t.oid from pg_type t where t.typrelid = any($1)
  union all select 'pg_type'::regclass, t.typarray from pg_type t where t.typrelid = any($1)
  union all select 'pg_class'::regclass, i.indexrelid from pg_index i where i.indrelid = any($1)
  union all select 'pg_constraint'::regclass, c.oid from pg_constraint c where c.conrelid = any($1)
),
dependant as (
  select d.classid, d.objid, bool_or(d.refclassid = 'pg_type'::regclass) as by_type
  from part p join pg_depend d on d.refclassid = p.classid and d.refobjid = p.objid
  where not exists (select from part q where q.classid = d.classid and q.objid = d.objid)
  group by d.classid, d.objid
)
select k.relname::text as catalog, d.objid, d.by_type,
       case when c.oid is not null then c.relkind when f.oid is not null then f.prokind end::text as letter,
       c.oid, n.nspname::text, c.relname::text as relation, pg_get_userbyid(coalesce(c.relowner, f.proowner, b.pubowner))::text as owner,
       pg_has_role(coalesce(c.relowner, f.proowner, b.pubowner), 'usage') as may_alter,
       coalesce(w.rulename = '_RETURN', false) as is_return, coalesce(t.contype, '')::text as contype, pg_describe_object(d.classid, d.objid, 0) as description,
       c.oid is null or c.relkind not in ('r', 'p') or has_table_privilege(c.oid, 'update, delete, truncate') as may_lock,
       coalesce(n.nspname like 'pg\_temp\_%', false) as is_temporary
from dependant d
join pg_class k on k.oid = d.classid
left join pg_rewrite w on d.classid = 'pg_rewrite'::regclass and w.oid = d.objid
left join pg_constraint t on d.classid = 'pg_constraint'::regclass and t.oid = d.objid
left join pg_policy y on d.classid = 'pg_policy'::regclass and y.oid = d.objid
left join pg_publication_rel r on d.classid = 'pg_publication_rel'::regclass and r.oid = d.objid
left join pg_publication b on b.oid = r.prpubid
left join pg_proc f on d.classid = 'pg_proc'::regclass and f.oid = d.objid
left join pg_class c on c.oid = case d.classid when 'pg_class'::regclass then d.objid when 'pg_rewrite'::regclass then w.ev_class
                                               when 'pg_constraint'::regclass then t.conrelid when 'pg_policy'::regclass then y.polrelid end
left join pg_namespace n on n.oid = coalesce(c.relnamespace, f.pronamespace)
where not coalesce(case d.classid
  when 'pg_class'::regclass then c.relkind = 't' or (c.relkind = 'S' and exists (
    select from pg_depend i where i.classid = d.classid and i.objid = d.objid and i.refobjid = any($1) and i.deptype = 'i'))
  when 'pg_attrdef'::regclass then (select a.adrelid from pg_attrdef a where a.oid = d.objid) = any($1)
  when 'pg_trigger'::regclass then (select g.tgisinternal or g.tgrelid = any($1) from pg_trigger g where g.oid = d.objid)
  when 'pg_rewrite'::regclass then w.ev_class = any($1)
  when 'pg_policy'::regclass then y.polrelid = any($1)
  when 'pg_statistic_ext'::regclass then (select s.stxrelid from pg_statistic_ext s where s.oid = d.objid) = any($1)
end, false)
order by 1, 12
