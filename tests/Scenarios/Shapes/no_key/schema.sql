-- Without a key, of equal rows exactly one changes.
create table line (a int, b text);
alter table line replica identity full;
create table odd (j json, p point, x xml, n numeric, f float8, a text[]);
alter table odd replica identity full;
create table big (a int, body text);
alter table big replica identity full;
alter table big alter body set storage external;
create table with_index (a int, b text);
create index on with_index (a);
alter table with_index replica identity full;
insert into line select n % 3, case when n % 2 = 0 then null else 'b' end from generate_series(1, 60) n;
insert into odd select '{"a": 1}', '(1,2)', '<a/>', null, '-0', '{a,NULL}' from generate_series(1, 8);
insert into big select n % 5, repeat(md5((n % 5)::text), 300) from generate_series(1, 20) n;
insert into with_index select n % 10, null from generate_series(1, 100) n;
