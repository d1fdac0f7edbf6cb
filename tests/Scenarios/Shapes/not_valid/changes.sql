insert into checked values (100, 1, 'new'); insert into unkeyed values (1, 'new'); insert into parted values (100, 1);
update checked set v = 5, note = 'mended' where id in (1, 2); update unkeyed set v = 5 where v = -9; update parted set v = 5 where id in (98, 99);
begin; update checked set id = 200, v = 7 where id = 3; delete from checked where id in (4, 5); insert into checked values (4, 1, 'again'); commit;
begin; update checked set v = v + 100, note = note || '!'; update checked set v = 3 where id = 6; commit;
delete from unkeyed where v < -5; delete from parted where id in (96, 97); update parted set v = 1, id = 500 where id = 95;
insert into of_domain values (100, 1, '{1,2}'); update of_domain set v = 5, list = '{5}' where id in (1, 2); delete from of_domain where id = 3;
