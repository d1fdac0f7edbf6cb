-- Constraints that hold for what comes, while older rows break them.
create table checked (id int primary key, v int, note text, doubled int generated always as (v * 2) stored);
insert into checked select n, n - 10, 'old' from generate_series(1, 20) n;
alter table checked add constraint vpos check (v > 0) not valid, add constraint note_set check (note is not null);
create table unkeyed (v int, note text);
alter table unkeyed replica identity full;
insert into unkeyed select n - 10, 'old' from generate_series(1, 20) n;
alter table unkeyed add constraint vpos check (v > 0) not valid;
create table parted (id int, v int, primary key (id)) partition by range (id);
create table parted_1 partition of parted for values from (0) to (50);
create table parted_2 partition of parted for values from (50) to (1000);
insert into parted select n, 50 - n from generate_series(1, 99) n;
alter table parted add constraint vpos check (v > 0) not valid;
create domain positive as int constraint small check (value < 1000);
create table of_domain (id int primary key, v positive, list positive[]);
insert into of_domain select n, n - 10, array[n - 10] from generate_series(1, 20) n;
alter domain positive add constraint vpos check (value > 0) not valid;
