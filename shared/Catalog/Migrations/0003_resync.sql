-- A resync that was asked for, its way and what came of it: the history that operators read.
create table resync (
  id uuid primary key,               -- also the correlation id of its state machine
  mirror_id uuid not null references mirror on delete cascade,
  is_whole boolean not null,         -- all tables of the mirror
  strategy text not null check (strategy in ('TRUNCATE', 'SWAP')),
  status text not null default 'REQUESTED' check (status in ('REQUESTED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  phase text not null default 'SNAPSHOT',
  phases jsonb not null default '[]', -- ResyncPhase[]: when each began
  cutover_asked boolean not null default false,
  cancel_asked boolean not null default false,
  touched boolean not null default false,    -- the tables were emptied, or are not followed any more: only its end makes them whole
  is_swapped boolean not null default false, -- the hand-over was committed on the destination
  attempts int not null default 0,   -- tries to swap
  blockers jsonb not null default '[]', -- Blocker[]: who was in the way of the last try
  lock_wait_ms double precision,
  lock_held_ms double precision,
  rows_copied bigint not null default 0,
  bytes_copied bigint not null default 0,
  fault jsonb,                       -- Fault; why it failed
  warnings jsonb not null default '[]', -- string[]: what is done but not as it was
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz
);
create unique index resync_one on resync (mirror_id) where finished_at is null;
create index resync_newest on resync (mirror_id, created_at desc);

-- Its tables. target: the shadow that is filled; null until it is made, and where the table itself is filled.
create table resync_table (
  resync_id uuid not null references resync on delete cascade,
  mapping_id uuid not null,
  source_schema text not null,
  source_table text not null,
  destination_schema text not null,
  destination_table text not null,
  target_schema text,
  target_table text,
  status_before text not null,       -- of the mapping
  primary key (resync_id, mapping_id)
);

-- The lane that loads a resync's tables; null: a lane that is the mirror's own affair.
alter table lane add column resync_id uuid references resync on delete set null;
