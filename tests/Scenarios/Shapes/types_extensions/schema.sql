create extension if not exists hstore schema public;
create extension if not exists citext schema public;
create extension if not exists ltree schema public;
create extension if not exists cube schema public;
create extension if not exists isn schema public;
create table kept (word citext primary key, round int, h hstore, hs hstore[], w citext[], t ltree, ts ltree[], q lquery, c cube, i isbn13);
create table whole (like kept);
alter table whole replica identity full;
insert into kept values
  ('Straße', 0, 'a=>1, b=>NULL, ""=>"", "q\"\\"=>"\\"', '{"a=>1",NULL}', '{Ab,NULL,""}', 'Top.Science', '{a.b,NULL,""}', 'Top.*{1,2}.!x', '(1,2),(0.1,-0)', '978-0-393-04002-9'),
  ('', 0, '', '{}', '{}', '', '{}', '*', '(0)', null), ('NULL', 0, null, null, null, null, null, null, null, null);
insert into whole select k.* from kept k, generate_series(1, 2);
