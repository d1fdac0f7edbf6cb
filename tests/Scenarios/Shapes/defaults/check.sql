do $$
begin
  assert (select not is_called from counted), 'the destination''s own sequence was asked';
  assert (select bool_and(only_here = 'here') and count(number) = 3 and bool_and(v_twice = v * 2) from more_there), 'columns of the destination alone are not as it fills them in';
end $$;
