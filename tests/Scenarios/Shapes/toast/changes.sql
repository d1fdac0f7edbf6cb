update page set title = 'new title' where id <= 10;
update page set id = id + 1000 where id between 5 and 15;
begin; update page set title = 'once' where id = 20; update page set id = 2000 where id = 20; update page set title = 'twice' where id = 2000; commit;
update page set title = 'a' where id = 21; update page set other = 'b' where id = 21; update page set title = 'c' where id = 21; update page set id = 2100 where id = 21; update page set title = 'd' where id = 2100;
update page set body = 'short' where id = 30;
update page set body = body || 'longer', title = null where id = 31; update page set title = 'after' where id = 31;
update page set other = repeat('o', 200000) where id = 32; update page set title = 'after' where id = 32;
begin; delete from page where id = 40; insert into page values (40, 'again', repeat('y', 120000), null); update page set title = 'and again' where id = 40; commit;
begin; insert into page values (500, 'new', repeat('z', 9000), repeat('w', 150000)); update page set title = 'x' where id = 500; update page set id = 501 where id = 500; update page set other = null where id = 501; commit;
insert into page values (510, 'new', repeat('z', 9000), null); update page set title = 'x' where id = 510; update page set id = 511 where id = 510; delete from page where id = 511; insert into page values (510, 'third', 'small', null);
-- Two rows with large values change places.
begin; update page set id = -1 where id = 50; update page set id = 50 where id = 51; update page set id = 51 where id = -1; commit;
begin; update page set id = id + 10000 where id between 60 and 70; update page set id = id - 10000 + case when id = 10070 then -10 else 1 end where id >= 10060 and id < 11000; commit;
-- One gets its large value and loses it again while others of the same statement keep theirs.
update page set body = case id when 71 then 'small' else body end, title = 'mixed' where id between 71 and 75;
update page set title = case when id % 2 = 0 then title else 'odd' end, body = case when id % 2 = 0 then repeat(md5(id::text), 90) else body end where id between 71 and 80;
update whole set title = 'new title' where id = 3;
update whole set body = 'short' where ctid in (select min(ctid) from whole where id = 4);
delete from whole where ctid = (select ctid from whole where id = 5 limit 1);
begin; update whole set id = 100 where id = 6; update whole set title = 'x' where id = 100; update whole set id = 101 where ctid in (select min(ctid) from whole where id = 100); commit;
update squeezed set n = n + 1;
update squeezed set id = id + 100, n = 0 where id < 5;
update squeezed set doc = doc || '{"x": 1}', list = list || 'x'::text where id between 6 and 9; update squeezed set bin = '\x00' where id = 6; update squeezed set n = 7 where id = 6;
update by_body set n = n + 1;
begin; update by_body set body = 'x' where id = 1; update by_body set body = repeat(md5('1'), 300) where id = 2; update by_body set id = 201 where id = 2; update by_body set n = 5 where id = 201; commit;
