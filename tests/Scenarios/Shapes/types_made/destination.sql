create type mood as enum ('happy \ ever', 'more', '', 'it''s, (fine)', 'so "so"', 'sad');
create type place as (street text, number int, mood mood);
create domain positive as bigint check (value > 0);
-- A mirror makes enums, domains and composites, no ranges.
create type span as range (subtype = float8, multirange_type_name = spanmultirange);
