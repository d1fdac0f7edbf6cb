-- Values that lie outside of their row are not sent with an update that leaves them alone.
create table page (id int primary key, title text, body text, other text);
alter table page alter body set storage external, alter other set storage external;
create table whole (id int, title text, body text);
alter table whole alter body set storage external;
alter table whole replica identity full;
create table squeezed (id int primary key, n int, body text, doc jsonb, bin bytea, list text[]);
create table by_body (id int primary key, body text not null, n int);
create unique index by_body_key on by_body (md5(body));
insert into page select n, 'title', repeat(md5(n::text), case when n % 10 = 0 then 4000 else 100 end), case when n % 3 = 0 then repeat(md5(n::text || 'o'), 90) end from generate_series(1, 80) n;
insert into whole select n / 2, 'title', repeat(md5((n / 2)::text), 300) from generate_series(1, 40) n;
insert into squeezed
select n, n, (select string_agg(md5(n::text || m), '') from generate_series(1, 400) m), (select jsonb_object_agg(md5(n::text || m), m) from generate_series(1, 200) m),
       (select string_agg(sha256((n::text || m)::bytea), '') from generate_series(1, 200) m), (select array_agg(md5(n::text || m)) from generate_series(1, 200) m)
from generate_series(1, 20) n;
insert into by_body select n, repeat(md5(n::text), 300), n from generate_series(1, 20) n;
