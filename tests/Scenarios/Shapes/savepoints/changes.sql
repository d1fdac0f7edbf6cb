begin; insert into entry values (100, 1); savepoint a; insert into entry values (101, 1); rollback to a; insert into entry values (101, 2); release a; insert into entry values (102, 3); commit;
begin; savepoint a; update entry set v = -1; rollback to a; savepoint b; update entry set v = -2 where id < 5; savepoint c; delete from entry where id < 10; rollback to c; rollback to b; update entry set v = -3 where id = 1; commit;
begin; delete from entry where id = 20; savepoint a; insert into entry values (20, 1, 'first'); rollback to a; insert into entry values (20, 2, 'second'); savepoint b; update entry set id = 50000 where id = 20; savepoint c; delete from entry where id = 50000; rollback to c; commit;
begin; truncate entry; rollback;
begin; savepoint a; truncate entry; insert into entry values (1, 0, 'gone'); rollback to a; insert into entry values (200, 0, 'stays'); commit;
-- Very many, every third of them rolled back, and nested ones.
do $$ begin
  for i in 1..3000 loop
    begin
      insert into entry values (1000 + i, i, case when i % 100 = 0 then repeat(md5(i::text), 100) end);
      if i % 3 = 0 then raise exception 'no'; end if;
      begin update entry set v = -i where id = 1000 + i - 1; if i % 5 = 0 then raise exception 'no'; end if; exception when raise_exception then null; end;
    exception when raise_exception then null;
    end;
  end loop;
end $$;
begin; insert into entry values (9000, 0); savepoint a; insert into entry values (9001, 0); savepoint b; insert into entry values (9002, 0); savepoint c; insert into entry values (9003, 0); rollback to b; insert into entry values (9002, 1); rollback;
insert into entry select n, n, 'many in one statement' from generate_series(10000, 12000) n;
insert into entry values (20000, 1), (20001, 2), (20002, 3) on conflict do nothing; insert into entry values (20000, 9), (20003, 9) on conflict (id) do update set v = excluded.v + entry.v;
with gone as (delete from entry where id between 10000 and 10100 returning *) insert into entry select id + 20000, v, body from gone;
merge into entry e using (values (20001, 'merged'), (40000, 'made')) m (id, body) on e.id = m.id when matched then update set body = m.body when not matched then insert values (m.id, 0, m.body);
