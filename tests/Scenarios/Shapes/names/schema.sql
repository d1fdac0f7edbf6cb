create schema "names of 'all' ""kinds""";
create schema "names Älter.ß 日本";
create table "names of 'all' ""kinds"""."a.b" ("Id " int primary key, "say ""hi""" text unique, "table" int, "$1" int, ":x" int, "@y" int, "{0}" int, "a,b" int generated always as ("table" * 2) stored);
create table "names Älter.ß 日本"."Tábla 😀" ("schlüssel" text, "😀" int, primary key ("schlüssel", "😀"), "ctid " int, "old" int, "row" int, "select" int[]);
create table "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz01234567890" (
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz01234567890" serial primary key,
  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ01234567890" text);
create index on "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz01234567890" ("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ01234567890");
create table "user" ("select" int, "from" int, "where" text, "all" numeric);
alter table "user" replica identity full;
create table " " (" " int primary key, "  " int, "%s" text, "\" text, "'" text);
insert into "names of 'all' ""kinds"""."a.b" select n, 'hi ' || n, n, n, n, n, n from generate_series(1, 20) n;
insert into "names Älter.ß 日本"."Tábla 😀" select 'k' || n, n, n, n, n, array[n] from generate_series(1, 20) n;
insert into "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz01234567890" ("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ01234567890") select 'n ' || n from generate_series(1, 20) n;
insert into "user" select n % 3, n % 3, 'x', 1.0 from generate_series(1, 20) n;
insert into " " select n, n, 'x', 'y', 'z' from generate_series(1, 20) n;
