-- Whether a column takes another type's values: $1 text, the other type as format_type prints it; $2 oid, the column's type. The same base type,
-- a text column, or an implicit or assignment cast; of arrays, their elements.
with recursive named (role, oid) as (
  select 'source', to_regtype($1)::oid
  union all select 'destination', $2::oid
), base (role, oid, depth) as (
  select role, oid, 0 from named
  union all
  select b.role, case when t.typtype = 'd' then t.typbasetype else t.typelem end, b.depth + 1
  from base b join pg_type t on t.oid = b.oid
  where t.typtype = 'd' or (t.typcategory = 'A' and t.typelem <> 0 and (
    -- Into elements only when both sides are arrays.
    select count(*) = 2 from named n join pg_type a on a.oid = n.oid left join pg_type d on d.oid = a.typbasetype where a.typcategory = 'A' or d.typcategory = 'A'))
), resolved (role, oid) as (
  select distinct on (role) role, oid from base order by role, depth desc
)
select exists (
  select
  from resolved d
  join pg_type t on t.oid = d.oid
  left join resolved s on s.role = 'source'
  where d.role = 'destination'
    and (t.typcategory = 'S' or s.oid = d.oid
         or exists (select from pg_cast c where c.castsource = s.oid and c.casttarget = d.oid and c.castcontext in ('a', 'i')))
)
