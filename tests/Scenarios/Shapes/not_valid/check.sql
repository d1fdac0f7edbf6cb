do $$ begin
  assert (select count(*) from pg_constraint k join pg_class c on c.oid = k.conrelid
          where c.relnamespace = 'not_valid'::regnamespace and c.relname in ('checked', 'unkeyed', 'parted') and k.conname = 'vpos' and not k.convalidated) = 3, 'checks are missing or valid';
  assert (select convalidated from pg_constraint where conrelid = 'not_valid.checked'::regclass and conname = 'note_set'), 'a valid check is not';
  assert (select string_agg(conname, ' ' order by conname) = 'small' from pg_constraint where contypid = 'not_valid.positive'::regtype), 'the domain has other constraints';
end $$;
