-- $1 oid[]: relations. One value for the state of all catalog rows that they, their parts, and whatever depends on those consist of: a DDL statement in between changes it,
-- a row that is written, a vacuum or an analyze does not.
with part (classid, objid) as (
  select 'pg_class'::regclass::oid, o from unnest($1) o
  union all select 'pg_type'::regclass, t.oid from pg_type t where t.typrelid = any($1)
  union all select 'pg_type'::regclass, t.typarray from pg_type t where t.typrelid = any($1)
  union all select 'pg_class'::regclass, i.indexrelid from pg_index i where i.indrelid = any($1)
  union all select 'pg_constraint'::regclass, c.oid from pg_constraint c where c.conrelid = any($1)
),
dependant (classid, objid) as (
  select d.classid, d.objid from part p join pg_depend d on d.refclassid = p.classid and d.refobjid = p.objid
  union select p.classid, p.objid from part p
),
relation (oid) as (
  select objid from dependant where classid = 'pg_class'::regclass
  union select w.ev_class from dependant d join pg_rewrite w on d.classid = 'pg_rewrite'::regclass and w.oid = d.objid
  union select k.conrelid from dependant d join pg_constraint k on d.classid = 'pg_constraint'::regclass and k.oid = d.objid
),
seen (what) as (
  select 'r' || c.oid || ':' || c.xmin from relation r join pg_class c on c.oid = r.oid
  union all select 'a' || a.attrelid || '.' || a.attnum || ':' || a.xmin from pg_attribute a where a.attrelid = any($1)
  union all select 'd' || e.oid || ':' || e.xmin from pg_attrdef e where e.adrelid = any($1)
  union all select 'i' || i.indexrelid || ':' || i.xmin from pg_index i where i.indrelid = any($1)
  union all select 'k' || k.oid || ':' || k.xmin from dependant d join pg_constraint k on d.classid = 'pg_constraint'::regclass and k.oid = d.objid
  union all select 't' || t.oid || ':' || t.xmin from pg_trigger t where t.tgrelid = any($1) and not t.tgisinternal
  union all select 'p' || p.oid || ':' || p.xmin from dependant d join pg_policy p on d.classid = 'pg_policy'::regclass and p.oid = d.objid
  union all select 'w' || w.oid || ':' || w.xmin from dependant d join pg_rewrite w on d.classid = 'pg_rewrite'::regclass and w.oid = d.objid
  union all select 'f' || f.oid || ':' || f.xmin from dependant d join pg_proc f on d.classid = 'pg_proc'::regclass and f.oid = d.objid
  union all select 's' || s.oid || ':' || s.xmin from dependant d join pg_statistic_ext s on d.classid = 'pg_statistic_ext'::regclass and s.oid = d.objid
  union all select 'b' || b.oid || ':' || b.xmin from dependant d join pg_publication_rel b on d.classid = 'pg_publication_rel'::regclass and b.oid = d.objid
  union all select 'q' || q.seqrelid || ':' || q.xmin from relation r join pg_sequence q on q.seqrelid = r.oid
  union all select 'o' || d.classid || '.' || d.objid from dependant d
  union all select 'c' || c.classoid || '.' || c.objoid || '.' || c.objsubid || ':' || c.xmin from dependant d join pg_description c on c.classoid = d.classid and c.objoid = d.objid
)
select md5(string_agg(what, ',' order by what collate "C")) from seen
