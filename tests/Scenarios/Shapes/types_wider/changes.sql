insert into wide select id + 10, 1, i2, i4, v, c, n, t, d, f, b, a, va, e, j from wide;
update wide set round = round + 1;
update wide set id = id + 100, n = n + 0.50, e = 'happy', v = null where id in (1, 12);
delete from wide where id = 3;
delete from whole where ctid in (select min(ctid) from whole group by id having id < 3);
update whole set round = 9 where id = 2;
update whole set i4 = 5 where ctid in (select min(ctid) from whole where id = 3);
