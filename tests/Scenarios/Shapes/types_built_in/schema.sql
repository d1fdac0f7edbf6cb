-- Every built-in type with its odd values, once a column and once as elements of an array. For each kind of types one table with a key and one
-- without, whose rows are found by all of their values.
create table odd (kind text, type text, texts text[]);
comment on table odd is 'unmapped';
insert into odd values
  ('number', 'boolean', '{t,f}'),
  ('number', 'int2', '{0,-32768,32767}'),
  ('number', 'int4', '{0,-2147483648,2147483647}'),
  ('number', 'int8', '{0,-9223372036854775808,9223372036854775807}'),
  ('number', 'oid', '{0,4294967295,1}'),
  ('number', 'float4', '{-0,0,NaN,Infinity,-Infinity,1e-45,1.17549435e-38,3.4028235e38,-3.4028235e38,0.1,1.1,16777217}'),
  ('number', 'float8', '{-0,0,NaN,Infinity,-Infinity,5e-324,2.2250738585072014e-308,1.7976931348623157e308,0.1,0.30000000000000004,1e23,9007199254740993}'),
  ('number', 'numeric', array['1', '1.0', '1.00', 'NaN', 'Infinity', '-Infinity', '0', '0.00', '-0.0', repeat('9', 300) || '.' || repeat('1', 300),
    '0.' || repeat('0', 999) || '1', '1e-16383', '-1e1000']),
  ('number', 'numeric(20,4)', '{1,-1.0001,NaN,9999999999999999.9999,0}'),
  ('time', 'date', '{4713-11-24 BC,0044-03-15 BC,0001-12-31 BC,0001-01-01,1582-10-10,2024-02-29,5874897-12-31,infinity,-infinity}'),
  ('time', 'time', '{00:00,24:00,23:59:59.999999,00:00:00.000001,12:34:56.7}'),
  ('time', 'time(2)', '{00:00:00.12,24:00}'),
  ('time', 'timetz', '{00:00+15:59:59,24:00-15:59:59,12:00:00.5+05:45,12:00-00:00:01,12:00+00}'),
  ('time', 'timestamp', '{4713-11-24 00:00:00 BC,0001-01-01 00:00:00 BC,294276-12-31 23:59:59.999999,infinity,-infinity,2024-03-31 02:30:00,2024-06-30 23:59:60,1999-12-31 24:00:00}'),
  ('time', 'timestamp(0)', '{2024-01-01 12:34:56.5,2024-01-01 12:34:57.5}'),
  ('time', 'timestamptz', '{4713-11-24 00:00:00+00 BC,294276-12-31 23:59:59.999999+00,infinity,-infinity,2024-03-31 02:30:00+02,2024-01-01 00:00+05:45,1890-01-01 00:00:00+00}'),
  ('time', 'interval', '{0,1 year -2 days 03:04:05.678901,-1 mon +30 days -24:00:00,178000000 years,-178000000 years,1 mon,30 days,720:00:00,-00:00:00.000001,00:00:00.1}'),
  ('time', 'interval day to second(3)', '{1 2:03:04.5678,-1 2:03:04}'),
  ('text', 'text', array['', ' ', E'\\', E'\\N', E'\\.', E'\\n', E'a\tb', E'a\r\nb', E'\n\\.\n', '''', '"', '""', '{}', '{"a",NULL}', 'NULL', 'null', U&'\FFFD\FFFE\FFFF', '😀𝄞',
    U&'\0001\001F\007F\0080\009F', E'\b\f\v', '$1', ':name @p {0}', '(,)', repeat('ä', 100), '--', '/*', E'\u2028\ufeff']),
  ('text', 'varchar(8)', array['', ' a ', 'NULL', E'\\x00', '12345678']),
  ('text', 'char(7)', array['', ' ', 'a', '  a  ', E'\\N', '1234567', E'\t']),
  ('text', 'name', array['', 'a', repeat('n', 63), 'NULL', '"q"']),
  ('text', '"char"', array['', 'a', E'\\', '"', ' ', '{', ',']),
  ('text', 'bytea', array[E'\\x', E'\\x00', E'\\xff', E'\\x5c', E'\\x5c78', '\x' || (select string_agg(lpad(to_hex(n), 2, '0'), '' order by n) from generate_series(0, 255) n), 'abc', E'\\\\']),
  ('text', 'uuid', '{00000000-0000-0000-0000-000000000000,FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF}'),
  ('text', 'bit(5)', '{00000,10101,11111}'),
  ('text', 'bit varying(9)', array['', '0', '1', '101010101']),
  ('document', 'json', array['{"b": 1,  "a":[1, 2.50,1e400]}', '{"a":1,"a":2}', E' {\n\t"a" : "\\u00e4\\ud83d\\ude00"\n} ', 'null', '""', '"\u0000"', '"\n\\\""', '[]', '1.0', '-0']),
  ('document', 'jsonb', array['{"b": 1,  "a":[1, 2.50]}', '{"a":1,"a":2}', 'null', '""', '[]', '1.0', '1.00', '1', '-0.0', '{"": {"": null}}', '"\u00e4\\\""', '1e300']),
  ('document', 'jsonpath', array['$', '$.a[*] ? (@ > 1)', 'strict $."ä"', '$."\"" ? (@ like_regex "^a" flag "i")']),
  ('document', 'xml', array['<a b="c">d</a>', 'no element', '', '<!-- c --><a/>', '<?xml version="1.0"?><a>ä</a>', '&lt;&amp;', E'<a>\n </a>', '<a/><b/>']),
  ('network', 'inet', '{10.0.0.1,10.0.0.1/8,0.0.0.0/0,::,::1/64,::ffff:1.2.3.4,fe80::1/128,255.255.255.255}'),
  ('network', 'cidr', '{10.0.0.0/8,10.0.0.1/32,0.0.0.0/0,::/0,2001:db8::/32}'),
  ('network', 'macaddr', '{00:00:00:00:00:00,08:00:2b:01:02:03,ff:ff:ff:ff:ff:ff}'),
  ('network', 'macaddr8', '{08:00:2b:ff:fe:01:02:03,00:00:00:00:00:00:00:00}'),
  ('shape', 'point', array['(1.5,-2)', '(-0,0)', '(NaN,Infinity)', '(1e-320,1e300)']),
  ('shape', 'line', array['{1,2,3}', '{-0,1,0.1}']),
  ('shape', 'lseg', array['[(0,0),(1,1)]', '[(-0,0.1),(1,NaN)]']),
  ('shape', 'box', array['(2,2),(0,0)', '(0.1,-0),(0,-0)']),
  ('shape', 'path', array['((0,0),(1,1))', '[(0,0),(1,1),(0,0)]', '[(0,0)]']),
  ('shape', 'polygon', array['((0,0),(1,1),(1,0))', '((0.1,0.2))']),
  ('shape', 'circle', array['<(0,0),1>', '<(0.1,-0),0>']),
  ('search', 'tsvector', array['', 'a:1A fat:2B,4C cat:5D', E'''it''''s'':1 ''b\\\\s''', 'b a c', 'a:16383', '''sp ace''']),
  ('search', 'tsquery', array['', '''fat'' & ( ''cat'' | !''dog'':AB* )', 'a <-> b <2> c', '!!a', E'''it''''s''']),
  ('range', 'int4range', '{empty,"(,)","[1,10)","(1,10]","[,5]","[-2147483648,2147483647)"}'),
  ('range', 'int8range', '{empty,"[1,1]","(,9223372036854775807)"}'),
  ('range', 'numrange', '{empty,"[1.0,1.00]","(1.0,2.50]","[NaN,)","(,Infinity]","(,)"}'),
  ('range', 'daterange', '{empty,"[2024-01-01,2024-02-29]","(,infinity)","[-infinity,infinity]","[0044-03-15 BC,)"}'),
  ('range', 'tsrange', '{empty,"[2024-01-01 00:00:00,)","(\"0001-01-01 00:00:00 BC\",infinity]"}'),
  ('range', 'tstzrange', '{empty,"[2024-01-01 00:00:00+05:45,2024-01-02)","(-infinity,)"}'),
  ('range', 'int4multirange', array['{}', '{[1,2),[5,)}', '{(,)}']),
  ('range', 'int8multirange', array['{}', '{[1,3],(4,9]}']),
  ('range', 'nummultirange', array['{}', '{[1.0,1.10),(2.00,2.50]}', '{(,NaN)}']),
  ('range', 'datemultirange', array['{}', '{[2024-01-01,2024-01-03),(,0044-03-15 BC]}']),
  ('range', 'tsmultirange', array['{}', '{["2024-01-01 00:00:00",infinity]}']),
  ('range', 'tstzmultirange', array['{}', '{["2024-01-01 00:00:00+01",)}']),
  ('inner', 'money', array['12.34', '-92233720368547758.08', '0', '-$1,234.50']),
  ('inner', 'xid', '{0,1,4294967295}'),
  ('inner', 'xid8', '{0,18446744073709551615}'),
  ('inner', 'cid', '{0,4294967295}'),
  ('inner', 'tid', array['(0,0)', '(4294967295,65535)']),
  ('inner', 'pg_lsn', '{0/0,FFFFFFFF/FFFFFFFF,16/B374D848}'),
  ('inner', 'txid_snapshot', array['10:20:10,14,15', '1:1:']),
  ('inner', 'pg_snapshot', array['10:20:10,14,15', '1:1:']),
  ('inner', 'refcursor', array['', 'a "cursor"']),
  ('inner', 'int2vector', array['', '1 -2 3']),
  ('inner', 'oidvector', array['', '1 4294967295']),
  ('inner', 'aclitem', array['=r/postgres', 'postgres=arwdDxt/postgres']);

-- A value, and four kinds of arrays of it: empty, two dimensions with a NULL, a lower bound of its own, and with NULLs between.
create function value_of(type text, at int, texts text[]) returns text language sql as
$$ select case when at > cardinality(texts) then 'null' else format('%L::%s', texts[at], type) end $$;
create function array_of(type text, at int, texts text[]) returns text language sql as
$$
  select case
    when at = 1 then format('array[]::%s[]', type)
    when at = 2 then format('array[[%1$L::%3$s, null], [%2$L::%3$s, %1$L::%3$s]]', texts[1], texts[2], type)
    when at = 3 then format('(''[-2:0]='' || array[%1$L::%3$s, null, %2$L::%3$s]::text)::%3$s[]', texts[1], texts[2], type)
    when at = 4 then format('array[null]::%s[]', type)
    when at > cardinality(texts) then 'null'
    else format('array[null, %L, null]::text[]::%s[]', texts[at], type)
  end
$$;

select format('create table keyed_%1$s (id int primary key, round int not null, %2$s);
               create table whole_%1$s (like keyed_%1$s); alter table whole_%1$s replica identity full',
              kind, string_agg(format('%1$I %2$s, %3$I %2$s[]', type, type, type || '[]'), ', ' order by type))
from odd group by kind \gexec

select format('insert into keyed_%s (id, round, %s) values (%s, 0, %s)', kind, string_agg(format('%I, %I', type, type || '[]'), ', ' order by type),
              at, string_agg(value_of(type, at, texts) || ', ' || array_of(type, at, texts), ', ' order by type))
from odd cross join generate_series(1, 28) at
group by kind, at having at <= max(cardinality(texts)) or at <= 4 order by kind, at \gexec

select format('insert into whole_%1$s select k.* from keyed_%1$s k, generate_series(1, 2)', kind) from (select distinct kind from odd) k \gexec
