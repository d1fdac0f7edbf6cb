do $$
declare
  fired text[];
  expected text[] := array['INSERT -> 100: 1', 'INSERT -> 101: 1', 'INSERT -> 102: 1', 'UPDATE 100 -> 100: 2', 'UPDATE 100 -> 100: 3', 'UPDATE 100 -> 100: 4', 'UPDATE 101 -> 101: 5',
    'UPDATE 101 -> 201: 5', 'INSERT -> 300: 1', 'DELETE 300', 'DELETE 1', 'INSERT -> 1: 10', 'UPDATE 2 -> 2: 2', 'DELETE 3'];
  which text;
begin
  foreach which in array array['always', 'replica'] loop
    select array_agg(op || coalesce(' ' || old_id, '') || coalesce(' -> ' || new_id || ': ' || v, '') order by ctid) from seen where kind = which into fired;
    assert fired is not distinct from expected, format('trigger %s fired for %s', which, fired);
  end loop;
  select array_agg(op || ' ' || new_id || ': ' || v order by ctid) from seen where kind = 'rule' into fired;
  assert fired is not distinct from array['INSERT 100: 1', 'INSERT 101: 1', 'INSERT 102: 2', 'UPDATE 100: 3', 'UPDATE 100: 4'], format('rules acted for %s', fired);
  assert not exists (select from seen where kind in ('ordinary', 'never')), 'an ordinary or disabled trigger has fired';
end $$;
