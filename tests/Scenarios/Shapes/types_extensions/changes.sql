insert into kept select word || '+', 1, h, hs, w, t, ts, q, c, i from kept;
update kept set round = round + 1;
-- The same key to the index, another value to the reader.
update kept set word = upper(word) where word = 'straße+';
update kept set word = lower(word), h = h || 'c=>3' where word = 'NULL';
begin; delete from kept where word = 'null'; insert into kept (word, round) values ('Null', 7); commit;
update kept set t = t || 'more', w = w || 'X'::citext, c = null where word = '+';
delete from whole where ctid in (select min(ctid) from whole group by word having word = 'straße');
update whole set word = 'STRASSE', round = 5 where ctid in (select min(ctid) from whole where word = 'NULL');
update whole set h = h || 'x=>y' where word = '';
delete from whole where word = 'null';
