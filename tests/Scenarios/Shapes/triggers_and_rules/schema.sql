-- The destination's ordinary triggers and rules are silent, those that fire always or on a replica fire once for each row of the source.
create table plain (id int primary key, v int);
create table watched (id int primary key, v int);
create table filled (id int primary key, v int, filled text);
create table ruled (id int primary key, v int);
create table swallowed (id int primary key, v int);
insert into plain select n, n from generate_series(1, 20) n;
insert into watched select n, n from generate_series(1, 20) n;
insert into filled select n, n from generate_series(1, 20) n;
insert into ruled select n, n from generate_series(1, 20) n;
insert into swallowed select n, n from generate_series(1, 20) n;
-- On the source they are nobody's business: their effects come as rows.
create function double() returns trigger language plpgsql as $$ begin new.v := new.v * 2; return new; end $$;
create trigger double before insert or update on plain for each row execute function double();
