-- The catalog: everything BunnyDb knows that is not on the two databases of a mirror. One schema, owned by shared/Catalog alone.
-- Enum columns hold the contract's spelling (SETTING_UP); LSNs are pg_lsn; times are timestamptz.

create table account (
  username text primary key,
  password_hash text not null,
  role text not null check (role in ('admin', 'viewer')),
  created_at timestamptz not null default now()
);

-- Bearer tokens: a login makes a short one (kind LOGIN), an admin makes long ones for runbooks (kind API). Only a hash is stored.
create table access_token (
  id uuid primary key,
  kind text not null check (kind in ('LOGIN', 'API')),
  name text not null,
  username text references account on delete cascade,
  role text not null check (role in ('admin', 'viewer')),
  secret_hash bytea not null unique,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz
);
create unique index access_token_api_name on access_token (name) where kind = 'API';

create table peer (
  name text primary key,
  host text not null,
  port int not null,
  username text not null,
  password_sealed bytea,             -- AES-GCM under BUNNY_SECRET_KEY
  database text not null,
  ssl_mode text not null,
  ssl_root_cert text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table mirror (
  id uuid primary key,               -- also the correlation id of its state machine
  name text not null unique,
  source_peer text not null references peer,
  destination_peer text not null references peer,
  options jsonb not null,            -- MirrorOptions
  status text not null,
  phase text not null,
  error jsonb,                       -- Fault; null while nothing is wrong
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- One ordered stream of changes. "ordered" is what the state machine wants, "stage" what a service reported; stage answers the
-- order when stage_no = order_no. seen: the state machine has handled the report.
create table lane (
  id uuid primary key,
  mirror_id uuid not null references mirror on delete cascade,
  kind text not null check (kind in ('MAIN', 'TEMPORARY')),
  slot_name text not null,
  publication_name text not null,
  ordered text not null,
  order_no bigint not null default 1,
  stage text not null default 'REQUESTED',
  stage_no bigint not null default 0,
  seen boolean not null default true,
  resume_with text not null default 'OPEN', -- the order with which a resume continues
  generation int not null default 0, -- counts the copies begun; a lost snapshot starts the next
  source_system_id text,
  snapshot_name text,
  consistent_point pg_lsn,
  position pg_lsn,                   -- as last seen on the destination, for show; the truth is bunnydb.lane there
  lag_bytes bigint,
  lag_seconds double precision,
  fault jsonb,                       -- Fault; transient ones are cleared by the next success
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index lane_one_main on lane (mirror_id) where kind = 'MAIN';

create table table_mapping (
  id uuid primary key,               -- a table removed and added again is a new mapping
  mirror_id uuid not null references mirror on delete cascade,
  ordinal int not null,
  source_schema text not null,
  source_table text not null,
  destination_schema text not null,
  destination_table text not null,
  partition_key text,
  exclude_columns text[] not null default '{}',
  lane_id uuid references lane on delete set null, -- the lane that writes it; null: nobody yet
  status text not null default 'PENDING',
  rows_total bigint,                 -- an estimate until the copy is done
  rows_copied bigint not null default 0,
  bytes_copied bigint not null default 0,
  rows_inserted bigint not null default 0,
  rows_updated bigint not null default 0,
  rows_deleted bigint not null default 0,
  conflicts bigint not null default 0,
  last_synced_at timestamptz,
  unique (mirror_id, source_schema, source_table),
  unique (mirror_id, destination_schema, destination_table)
);

-- One piece of a table's copy. predicate is SQL text made by the planner through Identifiers; null is the whole relation.
create table chunk (
  lane_id uuid not null references lane on delete cascade,
  generation int not null,
  number int not null,
  mapping_id uuid not null references table_mapping on delete cascade,
  relation_schema text not null,     -- the source relation that is read: the mapped table or one of its leaf partitions
  relation_name text not null,
  predicate text,
  state text not null default 'PENDING' check (state in ('PENDING', 'COPYING', 'DONE')),
  worker_no int,                     -- who copies it; alive while it holds its advisory lock
  rows bigint,
  bytes bigint,
  started_at timestamptz,
  finished_at timestamptz,
  primary key (lane_id, generation, number)
);

create table log_entry (
  id bigint generated always as identity primary key,
  mirror_id uuid not null references mirror on delete cascade,
  level text not null check (level in ('info', 'warning', 'error')),
  message text not null,
  details jsonb,
  created_at timestamptz not null default now()
);
create index log_entry_newest on log_entry (mirror_id, id desc);

-- Sagas of MassTransit's state machines: the instance as JSON, locked by row while a message is handled.
create table saga (
  correlation_id uuid not null,
  saga_type text not null,
  current_state text not null,
  body jsonb not null,
  updated_at timestamptz not null default now(),
  primary key (saga_type, correlation_id)
);

-- Messages written in the same transaction as the rows they tell of; published, in order of seq, until their receiver has handled them.
create table outbox (
  id uuid primary key default gen_random_uuid(), -- the message id on the broker
  seq bigint generated always as identity,
  message_type text not null,
  body jsonb not null,
  created_at timestamptz not null default now(),
  published_at timestamptz
);

-- Numbers for processes that claim work; the number's advisory lock says whether the process lives.
create sequence worker_no as int;
