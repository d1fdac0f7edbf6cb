delete from line where ctid = (select ctid from line where b is null limit 1);
update line set b = 'changed' where ctid in (select ctid from line where a = 1 and b is null limit 2);
begin; insert into line values (7, 'same'), (7, 'same'), (7, 'same'); delete from line where ctid = (select ctid from line where a = 7 limit 1); update line set a = 8 where ctid = (select ctid from line where a = 7 limit 1); commit;
begin; update line set b = 'x' where a = 8; update line set b = 'same', a = 7 where a = 8; delete from line where ctid = (select ctid from line where a = 7 limit 1); commit;
insert into line select null, null from generate_series(1, 3);
delete from line where ctid = (select ctid from line where a is null limit 1);
update line set a = 1 where ctid = (select ctid from line where a is null limit 1);
-- Every row becomes equal to others, and equal rows part again.
update line set a = 1, b = null where a = 2;
update line set b = ctid::text where a = 1 and b is null;
begin; insert into line values (9, 'gone'); delete from line where a = 9; insert into line values (9, 'stays'); commit;
insert into line values (10, 'x'); insert into line values (10, 'x'); delete from line where ctid = (select ctid from line where a = 10 limit 1); insert into line values (10, 'x'); update line set b = 'y' where ctid = (select ctid from line where a = 10 limit 1);
update line set b = b;
delete from odd where ctid = (select ctid from odd limit 1);
update odd set n = 1.50 where ctid = (select ctid from odd where n is null limit 1);
update odd set n = 1.5 where ctid = (select ctid from odd where n is null limit 1);
-- Equal by value, not in print: the other one must stay.
delete from odd where n::text = '1.50';
update odd set f = '0' where ctid = (select ctid from odd where n is null limit 1);
delete from odd where ctid = (select ctid from odd where f::text = '-0' and n is null limit 1);
update odd set j = '{"a":  1}', a = '[0:1]={a,NULL}' where ctid = (select ctid from odd where n is null limit 1);
delete from odd where ctid = (select ctid from odd where j::text = '{"a": 1}' and n is null limit 1);
update big set a = a + 10 where ctid in (select min(ctid) from big group by a);
delete from big where ctid in (select max(ctid) from big where a < 10 group by a);
update big set body = 'short' where a = 11;
update with_index set b = 'x' where a = 3;
delete from with_index where ctid in (select min(ctid) from with_index group by a);
