create table wide (
  id int primary key, round int, i2 int2, i4 int4, v varchar(10), c char(5), n numeric(8,2), t timestamp(0), d date, f float4, b bit(3), a int4[], va varchar(5)[], e varchar(20), j json);
create table whole (like wide);
alter table whole replica identity full;
insert into wide values
  (1, 0, -32768, 2147483647, 'ten chars!', 'ab', 123456.70, '2024-02-29 12:00:00', 'infinity', 0.1, '101', '{1,NULL}', '{"a",NULL}', 'sad', '{"a":  1}'),
  (2, 0, null, null, '', '', 'NaN', '-infinity', '0044-03-15 BC', 'NaN', null, '[3:4]={5,6}', '{}', 'happy', '[1]'),
  (3, 0, 0, 0, ' x ', ' x', 0.10, null, '2024-01-01', 16777216, '000', '{{1,2},{3,4}}', null, null, 'null');
insert into whole select w.* from wide w, generate_series(1, 2);
