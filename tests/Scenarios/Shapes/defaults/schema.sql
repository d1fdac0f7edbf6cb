-- What the destination would fill in by itself, where the source has said otherwise or nothing.
create table constant (id int primary key, v int, t text);
create table volatile (id int primary key, at timestamptz, u uuid, r float8);
create table more_there (id int primary key, v int);
create table sequenced (id int primary key, n int);
create table whole (v int, t text);
alter table whole replica identity full;
insert into constant values (1, null, null), (2, 2, '');
insert into volatile values (1, null, null, null), (2, '2024-01-01', gen_random_uuid(), 0.5);
insert into more_there values (1, 1), (2, 2);
insert into sequenced values (1, null), (2, 5);
insert into whole values (null, null), (1, 'x');
