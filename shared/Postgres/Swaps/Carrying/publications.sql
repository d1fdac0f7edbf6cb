-- $1 oid[] tables. Publications that name them, with the columns (empty for all) and the filter: PostgreSQL 15 and newer.
select r.prrelid, p.pubname::text,
       array(select a.attname::text from unnest(r.prattrs::int2[]) with ordinality k (attnum, place)
             join pg_attribute a on a.attrelid = r.prrelid and a.attnum = k.attnum order by k.place),
       pg_get_expr(r.prqual, r.prrelid)
from pg_publication_rel r join pg_publication p on p.oid = r.prpubid
where r.prrelid = any($1)
order by p.pubname
