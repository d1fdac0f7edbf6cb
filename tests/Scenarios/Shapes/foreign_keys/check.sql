do $$ begin assert (select count(*) from pg_constraint where connamespace = 'foreign_keys'::regnamespace and contype = 'f' and convalidated) = 11, 'foreign keys are missing'; end $$;
