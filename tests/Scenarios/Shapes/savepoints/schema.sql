-- What was rolled back never arrives; what stands around it does, in its order.
create table entry (id int primary key, v int, body text);
alter table entry alter body set storage external;
insert into entry select n, n, repeat(md5(n::text), 100) from generate_series(1, 50) n;
