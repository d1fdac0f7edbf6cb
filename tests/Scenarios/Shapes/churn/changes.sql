begin; insert into seat values (100, 'a', 1); update seat set guest = 'b' where id = 100; delete from seat where id = 100; insert into seat values (100, 'c', 2); commit;
insert into seat values (101, 'a', 1); update seat set guest = 'b' where id = 101; delete from seat where id = 101; insert into seat values (101, 'c', 2);
begin; insert into seat values (102, 'a', 1); delete from seat where id = 102; commit;
insert into seat values (103, 'a', 1); delete from seat where id = 103;
begin; delete from seat where id = 1; insert into seat values (1, 'somebody else', null); delete from seat where id = 1; insert into seat values (1, 'third', 3); commit;
delete from seat where id = 2; insert into seat values (2, 'somebody else', null); delete from seat where id = 2; insert into seat values (2, 'third', 3); delete from seat where id = 2;
begin; update seat set id = 200 where id = 3; insert into seat values (3, 'takes the place', 0); update seat set id = 201 where id = 3; insert into seat values (3, 'takes it too', 0); commit;
update seat set id = 210 where id = 4; insert into seat values (4, 'takes the place', 0); delete from seat where id = 210; update seat set id = 210 where id = 4;
-- a -> b -> c -> a, in one transaction and over several, by two and by three rows.
begin; update seat set id = 300 where id = 5; update seat set id = 301 where id = 300; update seat set id = 5, guest = 'home again' where id = 301; commit;
update seat set id = 300 where id = 6; update seat set id = 301 where id = 300; update seat set guest = 'on the way' where id = 301; update seat set id = 6 where id = 301;
begin; update seat set id = -7 where id = 7; update seat set id = 7 where id = 8; update seat set id = 8 where id = 9; update seat set id = 9 where id = -7; commit;
update seat set id = -7 where id = 10; update seat set id = 10 where id = 11; update seat set id = 11 where id = 12; update seat set id = 12 where id = -7;
begin; update seat set id = 400 where id = 13; delete from seat where id = 400; insert into seat values (13, 'new at 13', 1); commit;
begin; delete from seat where id = 14; update seat set id = 14 where id = 15; update seat set guest = 'moved', n = 1.50 where id = 14; commit;
update seat set id = 500 where id = 16; update seat set id = 16 where id = 500; update seat set guest = 'there and back' where id = 16;
begin; update seat set id = 500, guest = 'moved first' where id = 17; delete from seat where id = 500; commit;
-- Everybody moves up by one, again and again.
do $$ begin for round in 1..5 loop for i in reverse 40..20 loop update seat set id = id + 1 where id = i + round - 1; end loop; end loop; end $$;
update seat set guest = guest || '.'; update seat set guest = guest || '.', n = n + 0.10 where id % 2 = 0; update seat set n = null where id % 3 = 0;
-- The same row a thousand times in one transaction, and as often over many.
do $$ begin for i in 1..1000 loop update seat set n = i where id = 1; end loop; end $$;
do $$ begin for i in 1..300 loop update seat set n = -i where id = 1; commit; end loop; end $$;
do $$ begin for i in 1..200 loop delete from seat where id = 600; insert into seat values (600, 'again ' || i, i); if i % 3 = 0 then commit; end if; end loop; end $$;
update pair set a = a + 10, v = v + 1 where b = 'b2';
begin; update pair set a = -1 where a = 0 and b = 'b0'; update pair set a = 0 where a = 1 and b = 'b0'; update pair set a = 1 where a = -1; commit;
update pair set b = 'b9' where b = 'b3'; update pair set b = 'b3', a = a + 1 where b = 'b9' and a < 3; delete from pair where b = 'b9';
begin; insert into pair values (99, 'x', 1); update pair set v = 2 where a = 99; delete from pair where a = 99; insert into pair values (99, 'x', 3); commit;
begin; insert into keyless values (9, 'new'); update keyless set guest = 'newer' where id = 9; delete from keyless where id = 9; insert into keyless values (9, 'newest'); commit;
update keyless set id = id + 1; update keyless set guest = 'g' || id where ctid in (select min(ctid) from keyless group by id);
