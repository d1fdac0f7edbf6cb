-- Two-phase transactions arrive when they are committed, in the order of the commits.
create table entry (id int primary key, v int);
insert into entry select n, n from generate_series(1, 20) n;
