-- $1 oid[] live tables. Comments on their parts, foreign keys aside; what they are on, as far as it is said before the name of the table.
select x.kind, x.tab, x.schema_name, x.name, x.comment
from (
  select 'constraint' as kind, k.conrelid as tab, '' as schema_name, k.conname::text as name, obj_description(k.oid, 'pg_constraint') as comment
  from pg_constraint k where k.conrelid = any($1) and k.contype <> 'f'
  union all
  select 'index', i.indrelid, n.nspname::text, c.relname::text, obj_description(c.oid, 'pg_class')
  from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace where i.indrelid = any($1) and i.indisvalid
  union all
  select 'trigger', t.tgrelid, '', t.tgname::text, obj_description(t.oid, 'pg_trigger') from pg_trigger t where t.tgrelid = any($1) and not t.tgisinternal
  union all
  select 'policy', p.polrelid, '', p.polname::text, obj_description(p.oid, 'pg_policy') from pg_policy p where p.polrelid = any($1)
  union all
  select 'rule', w.ev_class, '', w.rulename::text, obj_description(w.oid, 'pg_rewrite') from pg_rewrite w where w.ev_class = any($1)
  union all
  select 'statistics', s.stxrelid, n.nspname::text, s.stxname::text, obj_description(s.oid, 'pg_statistic_ext')
  from pg_statistic_ext s join pg_namespace n on n.oid = s.stxnamespace where s.stxrelid = any($1)
) x
where x.comment is not null
order by 1, 2, 4
