-- One key inserted, changed, deleted and inserted again, within and across transactions.
create table seat (id int primary key, guest text, n numeric);
create table pair (a int, b text, v int, primary key (b, a));
create table keyless (id int, guest text);
alter table keyless replica identity full;
insert into seat select n, 'guest ' || n, n from generate_series(1, 40) n;
insert into pair select n % 5, 'b' || n / 5, n from generate_series(0, 24) n;
insert into keyless select n % 4, 'guest' from generate_series(1, 20) n;
