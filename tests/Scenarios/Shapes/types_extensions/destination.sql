create extension if not exists hstore schema public;
create extension if not exists citext schema public;
create extension if not exists ltree schema public;
create extension if not exists cube schema public;
create extension if not exists isn schema public;
