-- Everything that the catalog says of the database's own objects, one line each, without an oid: equal before and after a swap.
-- Some builds of the server note in pg_attver at which WAL position a column was made; nobody can set that, and it is left out.
with own as (
  select c.*, n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname not in ('pg_catalog', 'information_schema', 'bunnydb') and n.nspname not like 'pg\_toast%'
),
acl (classid, objid, sub, line) as (
  select 'pg_class'::regclass::oid, c.oid, '', pg_get_userbyid(a.grantor) || '>' || case a.grantee when 0 then 'public' else pg_get_userbyid(a.grantee) end || ':' || a.privilege_type || case when a.is_grantable then '*' else '' end
  from own c, aclexplode(coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner))) a
  union all
  select 'pg_class'::regclass::oid, c.oid, t.attname, pg_get_userbyid(a.grantor) || '>' || case a.grantee when 0 then 'public' else pg_get_userbyid(a.grantee) end || ':' || a.privilege_type || case when a.is_grantable then '*' else '' end
  from own c join pg_attribute t on t.attrelid = c.oid, aclexplode(t.attacl) a
  union all
  select 'pg_proc'::regclass::oid, f.oid, '', pg_get_userbyid(a.grantor) || '>' || case a.grantee when 0 then 'public' else pg_get_userbyid(a.grantee) end || ':' || a.privilege_type || case when a.is_grantable then '*' else '' end
  from pg_proc f, aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a
)
select line from (
  select concat_ws(' | ', 'relation', c.nspname, c.relname, c.relkind, pg_get_userbyid(c.relowner), c.relpersistence, am.amname, t.spcname, c.reloptions::text,
         (select x.reloptions::text from pg_class x where x.oid = c.reltoastrelid), c.relrowsecurity, c.relforcerowsecurity, c.relreplident, c.relispopulated,
         obj_description(c.oid, 'pg_class')) as line
  from own c left join pg_am am on am.oid = c.relam left join pg_tablespace t on t.oid = c.reltablespace
  union all
  select concat_ws(' | ', 'acl', c.nspname, c.relname, a.sub, a.line) from acl a join own c on a.classid = 'pg_class'::regclass and a.objid = c.oid
  union all
  select concat_ws(' | ', 'column', c.nspname, c.relname, row_number() over (partition by c.oid order by a.attnum), a.attname, format_type(a.atttypid, a.atttypmod), a.attcollation::regcollation,
         a.attnotnull, a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid), a.attstorage, a.attcompression, a.attstattarget, array(select o from unnest(a.attoptions) o where o not like 'pg\_attver=%')::text, col_description(c.oid, a.attnum))
  from own c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where c.relkind <> 'S'
  union all
  select concat_ws(' | ', 'index', pg_get_indexdef(i.indexrelid), i.indisprimary, i.indisclustered, i.indisreplident, i.indimmediate, i.indisvalid)
  from pg_index i join own c on c.oid = i.indrelid
  union all
  select concat_ws(' | ', 'constraint', c.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid), k.convalidated, obj_description(k.oid, 'pg_constraint'))
  from pg_constraint k join own c on c.oid = k.conrelid
  union all
  select concat_ws(' | ', 'statistics', pg_get_statisticsobjdef(s.oid), s.stxstattarget, pg_get_userbyid(s.stxowner), obj_description(s.oid, 'pg_statistic_ext'))
  from pg_statistic_ext s
  union all
  select concat_ws(' | ', 'trigger', pg_get_triggerdef(t.oid), t.tgenabled, obj_description(t.oid, 'pg_trigger')) from pg_trigger t where not t.tgisinternal
  union all
  select concat_ws(' | ', 'rule', pg_get_ruledef(w.oid), w.ev_enabled, obj_description(w.oid, 'pg_rewrite')) from pg_rewrite w join own c on c.oid = w.ev_class
  union all
  select concat_ws(' | ', 'policy', c.nspname, c.relname, p.polname, p.polpermissive, p.polcmd, (select string_agg(r.rolname, ',' order by r.rolname) from pg_roles r where r.oid = any(p.polroles)),
         pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid), obj_description(p.oid, 'pg_policy'))
  from pg_policy p join own c on c.oid = p.polrelid
  union all
  select concat_ws(' | ', 'publication', p.pubname, c.nspname, c.relname, pg_get_expr(r.prqual, r.prrelid),
         (select string_agg(a.attname, ',' order by a.attname) from pg_attribute a where a.attrelid = c.oid and a.attnum = any(r.prattrs::int2[])))
  from pg_publication_rel r join pg_publication p on p.oid = r.prpubid join own c on c.oid = r.prrelid
  union all
  select concat_ws(' | ', 'sequence', c.nspname, c.relname, format_type(s.seqtypid, null), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle, pg_sequence_last_value(c.oid),
         (select string_agg(d.deptype::text || ' ' || pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid), ', ' order by 1) from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid))
  from pg_sequence s join own c on c.oid = s.seqrelid
  union all
  select concat_ws(' | ', 'function', pg_get_functiondef(f.oid), pg_get_userbyid(f.proowner), obj_description(f.oid, 'pg_proc'),
         (select string_agg(a.line, ',' order by a.line) from acl a where a.classid = 'pg_proc'::regclass and a.objid = f.oid))
  from pg_proc f join pg_namespace n on n.oid = f.pronamespace where n.nspname not in ('pg_catalog', 'information_schema') and f.prokind in ('f', 'p')
) x
order by line collate "C"
