-- The other half of the rows: inserted, then updated one column, then every column.
create function columns_of(t text, template text) returns text language sql as
$$
  select string_agg(format(template, attname), ', ' order by attnum) from pg_attribute
  where attrelid = t::regclass and attnum > 0 and attname not in ('id', 'round')
$$;

select format('insert into keyed_%1$s (id, round, %2$s) select id + 100, 1, %2$s from keyed_%1$s order by id', kind, columns_of('keyed_' || kind, '%I'))
from (select distinct kind from odd) k order by 1 \gexec
select format('update keyed_%1$s set round = round + 1', kind) from (select distinct kind from odd) k order by 1 \gexec
select format('update keyed_%1$s k set %2$s from keyed_%1$s o where o.id = k.id + 1 and k.id between 2 and 110', kind, columns_of('keyed_' || kind, '%1$I = o.%1$I'))
from (select distinct kind from odd) k order by 1 \gexec
select format('update keyed_%1$s set %2$s where id in (1, 101)', kind, columns_of('keyed_' || kind, '%1$I = null')) from (select distinct kind from odd) k order by 1 \gexec
select format('delete from keyed_%1$s where id in (2, 102)', kind) from (select distinct kind from odd) k order by 1 \gexec

-- Of two equal rows one is deleted and one changed; what is found by its values must be found whatever they are.
select format('delete from whole_%1$s where ctid in (select min(ctid) from whole_%1$s where id %% 3 = 0 group by id)', kind) from (select distinct kind from odd) k order by 1 \gexec
select format('update whole_%1$s set round = 1 where ctid in (select min(ctid) from whole_%1$s where id %% 3 = 1 group by id)', kind) from (select distinct kind from odd) k order by 1 \gexec
select format('insert into whole_%1$s select * from keyed_%1$s', kind) from (select distinct kind from odd) k order by 1 \gexec
select format('update whole_%1$s w set round = 2, %2$s from keyed_%1$s k where k.id = w.id + 1 and w.round = 0 and w.id %% 3 = 2', kind, columns_of('keyed_' || kind, '%1$I = k.%1$I'))
from (select distinct kind from odd) k order by 1 \gexec
select format('delete from whole_%1$s where id %% 5 = 1', kind) from (select distinct kind from odd) k order by 1 \gexec
