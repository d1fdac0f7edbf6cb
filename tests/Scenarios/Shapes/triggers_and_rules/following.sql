create table seen (kind text, tab text, op text, old_id int, new_id int, v int);
create function see() returns trigger language plpgsql as $$
begin
  insert into triggers_and_rules.seen values (tg_argv[0], tg_table_name, tg_op, case when tg_op <> 'INSERT' then old.id end, case when tg_op <> 'DELETE' then new.id end,
    case when tg_op <> 'DELETE' then new.v end);
  return null;
end $$;
create function swallow() returns trigger language plpgsql as $$ begin return null; end $$;
create function fill() returns trigger language plpgsql as $$ begin new.filled := 'by trigger'; return new; end $$;
create trigger swallow before insert or update or delete on plain for each row execute function swallow();
create trigger ordinary after insert or update or delete on plain for each row execute function see('ordinary');
create trigger ordinary after insert or update or delete on watched for each row execute function see('ordinary');
create trigger always after insert or update or delete on watched for each row execute function see('always');
create trigger replica after insert or update or delete on watched for each row execute function see('replica');
create trigger never after insert or update or delete on watched for each row execute function see('never');
alter table watched enable always trigger always, enable replica trigger replica, disable trigger never;
create rule swallow_insert as on insert to swallowed do instead nothing;
create rule swallow_update as on update to swallowed do instead nothing;
create rule swallow_delete as on delete to swallowed do instead nothing;
create rule note_insert as on insert to ruled do also insert into seen values ('rule', 'ruled', 'INSERT', null, new.id, new.v);
create rule note_update as on update to ruled do also insert into seen values ('rule', 'ruled', 'UPDATE', old.id, new.id, new.v);
alter table ruled enable always rule note_insert, enable replica rule note_update;
