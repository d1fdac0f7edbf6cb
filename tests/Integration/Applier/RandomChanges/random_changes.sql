-- Tables of every kind that writing by sets must treat rightly. The same on both sides.
create table parent (id int primary key, v text);
create table keyed (
  id int primary key,
  u int unique,                                                       -- rotated, reused, shifted
  n numeric,
  big text,                                                           -- left in place by many updates
  parent int references parent deferrable initially deferred
);
alter table keyed alter big set storage external;
create table composite (a text, b int, v text, w int, primary key (b, a));
create table nokey (a int, b text);
alter table nokey replica identity full;
create table always (id int generated always as identity primary key, v int, twice int generated always as (v * 2) stored);
create table by_numeric (n numeric primary key, v text);              -- 1 and 1.0 are one key
create table late (id int primary key, d int unique deferrable initially deferred);
create table parted (id int, region int, v text, primary key (id, region)) partition by list (region);
create table parted_0 partition of parted for values in (0);
create table parted_1 partition of parted default;
create table onlykey (id int primary key);
