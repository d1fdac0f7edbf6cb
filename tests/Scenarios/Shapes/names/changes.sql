update "names of 'all' ""kinds"""."a.b" set "table" = "table" + 1, "$1" = 5, ":x" = 6, "@y" = 7, "{0}" = 8 where "Id " < 10;
insert into "names of 'all' ""kinds"""."a.b" values (100, 'new', 7, 1, 2, 3, 4);
update "names of 'all' ""kinds"""."a.b" set "Id " = -"Id " where "Id " > 10;
delete from "names of 'all' ""kinds"""."a.b" where "Id " = 1;
update "names Älter.ß 日本"."Tábla 😀" set "old" = 0, "row" = null, "ctid " = 3 where "😀" < 5;
update "names Älter.ß 日本"."Tábla 😀" set "schlüssel" = "schlüssel" || 'ß', "select" = '{}' where "😀" > 15;
delete from "names Älter.ß 日本"."Tábla 😀" where "😀" = 3;
insert into "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz01234567890" default values;
update "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz01234567890" set "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ01234567890" = 'new'
  where "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz01234567890" < 4;
update "user" set "where" = 'changed' where ctid in (select min(ctid) from "user" group by "select");
delete from "user" where ctid in (select max(ctid) from "user" group by "select");
update " " set "  " = null, "%s" = '%s', "\" = '\' where " " < 5;
update " " set " " = " " + 100 where " " between 5 and 8;
delete from " " where " " = 20;
