-- What identifies a row changes while rows do.
create table by_index (id int primary key, code text not null unique, region int not null, v int);
create unique index by_index_pair on by_index (region, code);
alter table by_index replica identity using index by_index_code_key;
create table only_index (code text not null, v int);
create unique index only_index_code on only_index (code);
alter table only_index replica identity using index only_index_code;
create table switched (id int primary key, code text not null, body text, v int);
alter table switched alter body set storage external;
create unique index switched_code on switched (code);
create table rekeyed (id int constraint rekeyed_id primary key, code text not null, v int);
insert into by_index select n, 'c' || n, n % 3, n from generate_series(1, 40) n;
insert into only_index select 'c' || n, n from generate_series(1, 40) n;
insert into switched select n, 'c' || n, repeat(md5(n::text), 200), n from generate_series(1, 60) n;
insert into rekeyed select n, 'c' || n, n from generate_series(1, 40) n;
