create sequence counted start 1000;
create sequence own;
create table constant (id int primary key, v int default 42, t text default 'filled in');
create table volatile (id int primary key, at timestamptz default clock_timestamp(), u uuid default gen_random_uuid(), r float8 default random());
create table more_there (only_here text not null default 'here', id int primary key, v int, number int default nextval('own'), v_twice int generated always as (v * 2) stored);
create table sequenced (id int primary key default nextval('counted'), n int default nextval('counted'));
create table whole (v int default 42, t text default 'filled in');
