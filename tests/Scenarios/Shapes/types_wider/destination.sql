create table wide (
  j json, id bigint primary key, round numeric, i2 int4, i4 int8, v text, c char(5), n numeric, t timestamp, d date, f float4, b bit(3), a int8[], va text[], e text, only_here int default 7);
create table whole (like wide including defaults);
