insert into kept select id + 10, 1, c, t, p, pd, o, od, r, n, cf, d, co, cs from kept;
update kept set round = round + 1;
update kept set c = 'kept', t = 'kept', n = 'public', cs = cs || 'thing'::regclass where id in (2, 12);
