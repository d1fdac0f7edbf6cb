-- A schema sync that was asked for, and what came of it. begun: the state machine let it begin; a dry run needs no leave.
create table schema_sync (
  id uuid primary key,
  mirror_id uuid not null references mirror on delete cascade,
  is_dry_run boolean not null,
  begun boolean not null,
  steps jsonb,                       -- SchemaStep[], once it ended well
  fault jsonb,                       -- Fault, when it did not
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
create unique index schema_sync_one on schema_sync (mirror_id) where finished_at is null and not is_dry_run;
