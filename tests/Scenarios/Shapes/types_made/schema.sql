-- Types of one's own. The destination has some of them already, with its labels in another order: what a value says is its label, not its number.
create type mood as enum ('sad', 'so "so"', 'it''s, (fine)', '', 'happy \ ever');
create type place as (street text, number int, mood mood);
create type house as ("The Place" place, past place[], area numrange);
create domain positive as int check (value > 0);
-- A built-in type has this name too.
create domain types_made.line as text not null default 'x' check (value !~ E'\n');
create domain moods as mood[];
create domain spot as place;
create type span as range (subtype = float8, multirange_type_name = spanmultirange);
create table kept (
  id mood, n positive, primary key (id, n),
  round int, m mood, ms mood[], p place, ps place[], h house, hs house[], l types_made.line, ls types_made.line[], mm moods, s spot, sp span, sps spanmultirange[]);
create table whole (like kept);
alter table whole replica identity full;
insert into kept
select m, n, 0, m, array[m, null, 'sad'], row(E'a "quoted", \\ (street)\n', n, m)::place, array[null, row(null, null, null)::place, row('', 0, 'happy \ ever')::place],
       row(row('NULL', null, m)::place, array[row('x', n, null)::place], numrange(1.0, 1.00, '[]'))::house, array[null::house, row(null, '{}', 'empty')::house],
       'line ' || n, array['a', '', '"']::types_made.line[], array[m], row(' ', n, m)::spot, span(0.1, 'NaN'), array['{}', '{[0.1,0.30000000000000004),[5,)}']::spanmultirange[]
from unnest(enum_range(null::mood)) m, generate_series(1, 3) n;
insert into whole select k.* from kept k, generate_series(1, 2);
