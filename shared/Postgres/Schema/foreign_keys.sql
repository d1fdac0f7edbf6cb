-- $1 oid[]: relations. The foreign keys that these tables have; a key to a partitioned table has further rows, one for each partition
-- of that table, which are not keys of their own.
select c.conrelid, c.conname::text,
       array(select a.attname::text from unnest(c.conkey) with ordinality u (k, at) join pg_attribute a on a.attrelid = c.conrelid and a.attnum = u.k order by u.at),
       n.nspname::text, r.relname::text,
       array(select a.attname::text from unnest(c.confkey) with ordinality u (k, at) join pg_attribute a on a.attrelid = c.confrelid and a.attnum = u.k order by u.at),
       c.confmatchtype = 'f', c.confupdtype::text, c.confdeltype::text,
       -- confdelsetcols came with PostgreSQL 15: read through jsonb, so that one query serves 14 too.
       array(select a.attname::text from jsonb_array_elements_text(nullif(to_jsonb(c) -> 'confdelsetcols', 'null')) with ordinality u (k, at)
             join pg_attribute a on a.attrelid = c.conrelid and a.attnum = u.k::int order by u.at),
       c.condeferrable, c.condeferred, c.convalidated
from pg_constraint c
join pg_class r on r.oid = c.confrelid
join pg_namespace n on n.oid = r.relnamespace
where c.conrelid = any($1) and c.contype = 'f'
  and not exists (select from pg_constraint p where p.oid = c.conparentid and p.conrelid = c.conrelid)
order by c.conrelid, c.conname
