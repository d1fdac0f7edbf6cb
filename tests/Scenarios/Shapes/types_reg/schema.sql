-- What these hold is an object's number, which is another one on every server; they travel by name.
create type mood as enum ('sad');
create table thing (id int primary key);
create table kept (id int primary key, round int, c regclass, t regtype, p regproc, pd regprocedure, o regoper, od regoperator, r regrole, n regnamespace, cf regconfig, d regdictionary, co regcollation, cs regclass[]);
insert into kept values
  (1, 0, 'thing', 'mood', 'now', 'lower(text)', '||/', '+(int4,int4)', 'postgres', 'types_reg', 'german', 'simple', '"C"', '{pg_class,NULL,kept}'),
  (2, 0, 'pg_class', 'int4[]', 'pg_catalog.now', 'sum(int4)', null, '=(text,text)', null, 'pg_catalog', 'pg_catalog.english', 'english_stem', '"default"', '{}'),
  (3, 0, '-', '-', '-', '-', '0', '0', '-', '-', '-', '-', '-', '{-}');
