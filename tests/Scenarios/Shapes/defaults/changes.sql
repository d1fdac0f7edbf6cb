insert into constant values (3, null, null), (4, 4, ''); update constant set v = null where id = 2; insert into constant (id) values (5); update constant set t = null where id = 4;
insert into volatile values (3, null, null, null); insert into volatile values (4, now(), gen_random_uuid(), random()); update volatile set at = null, u = null where id = 2; update volatile set id = 40 where id = 4;
insert into more_there values (3, 3); update more_there set v = 10 where id = 1; update more_there set id = 20 where id = 2; begin; delete from more_there where id = 3; insert into more_there values (3, 33); commit;
insert into sequenced values (3, null); update sequenced set n = null where id = 2;
insert into whole values (null, null), (2, null); update whole set t = null where v = 1; delete from whole where ctid = (select min(ctid) from whole where v is null);
