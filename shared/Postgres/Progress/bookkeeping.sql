-- Our bookkeeping on a destination. Run under an advisory lock, as often as anyone likes.
create schema if not exists bunnydb;

-- The truth about a lane. Every destination transaction of a lane locks its row FOR UPDATE, so that it also is the fence.
create table if not exists bunnydb.lane (
  lane_id uuid primary key,
  mirror text not null,
  source_system_id text not null,         -- IDENTIFY_SYSTEM of the cluster whose LSNs these are
  generation int not null,                -- of the copy: a chunk of another generation is not written
  epoch bigint not null default 0,        -- of the reader: a batch of another epoch is not applied
  position pg_lsn not null,               -- end LSN of the last source commit that is committed here
  restart_asked_epoch bigint not null default 0, -- the applier met a gap in this epoch: the reader shall begin the next one
  held_marker text,                       -- the lane has reached this marker and waits there for its verdict
  updated_at timestamptz not null default now()
);

-- Which destination table a lane writes a source table's changes to, and what it has done there. Changes of a table without a route are not ours.
create table if not exists bunnydb.route (
  lane_id uuid not null references bunnydb.lane on delete cascade,
  mapping_id uuid not null,
  source_schema text not null,
  source_table text not null,
  destination_schema text not null,
  destination_table text not null,
  rows_inserted bigint not null default 0,
  rows_updated bigint not null default 0,
  rows_deleted bigint not null default 0,
  conflicts bigint not null default 0,
  known_source jsonb,                     -- the source table that the destination's was last made to fit (KnownSource)
  needs_resync boolean not null default false, -- rows have values that the WAL did not tell
  primary key (lane_id, mapping_id)
);

-- Columns that came later. Looked for first: ALTER TABLE waits for the lanes that run, also when there is nothing to add.
do $$ begin
  if not exists (select from pg_attribute where attrelid = 'bunnydb.route'::regclass and attname = 'known_source') then
    alter table bunnydb.route add column known_source jsonb, add column needs_resync boolean not null default false;
  end if;
end $$;

-- A chunk is copied exactly when its row is here: both are one transaction.
create table if not exists bunnydb.chunk (
  lane_id uuid not null references bunnydb.lane on delete cascade,
  generation int not null,
  number int not null,
  rows bigint not null default 0,
  bytes bigint not null default 0,
  primary key (lane_id, generation, number)
);

-- A marker in the source's WAL (prefix 'bunnydb', content marker_id) and what the main lane decided when it came to it.
create table if not exists bunnydb.marker (
  marker_id text primary key,
  lane_id uuid not null references bunnydb.lane on delete cascade, -- the temporary lane that it is for
  verdict text not null check (verdict in ('JOINED', 'MISSED')),
  lsn pg_lsn not null,
  decided_at timestamptz not null default now()
);

-- Tables whose content is ours to replace: filled by this mirror before. Any other table that has rows is refused.
create table if not exists bunnydb.target (
  mirror text not null,
  relation oid not null,
  mapping_id uuid not null,
  primary key (mirror, relation)
);

do $$ begin
  if not exists (select from pg_attribute where attrelid = 'bunnydb.lane'::regclass and attname = 'stop_at') then
    alter table bunnydb.lane
      add column routes_version int not null default 0, -- its routes were changed: read them again
      add column stop_at pg_lsn,                        -- apply nothing whose commit record is here or later, until this is null again
      add column is_stopped boolean not null default false; -- the lane has come there
    alter table bunnydb.marker add column reason text, add column blockers jsonb, add column lock_wait_ms double precision, add column is_final boolean not null default false;
  end if;
end $$;

-- The shadow that a lane fills instead of a live table. Dropped with the lane, unless the lane's swap row says that it is live now.
create table if not exists bunnydb.shadow (
  lane_id uuid not null,
  mapping_id uuid not null,
  live_schema text not null,
  live_table text not null,
  shadow_schema text not null,
  shadow_table text not null,
  shadow_oid oid not null,
  primary key (lane_id, mapping_id)
);

-- The verdict over a lane's swap: its row was committed with it. What it left to do is done by whoever comes next.
create table if not exists bunnydb.swap (
  lane_id uuid primary key,
  afterwards jsonb not null,              -- SwapAfterwards
  lock_wait_ms double precision,          -- these two are written after the commit
  lock_held_ms double precision,
  swapped_at timestamptz not null default now()
);

-- Foreign keys that refer to a table which a truncate resync has emptied: put back when it is whole.
create table if not exists bunnydb.kept_key (
  lane_id uuid not null,
  relation oid not null,
  name text not null,
  definition text not null,               -- as pg_get_constraintdef gave it, without NOT VALID
  comment text,
  is_valid boolean not null,
  primary key (relation, name)
);

-- Checks that are NOT VALID of tables that are being filled, which their older rows may break: made when the rows are there.
create table if not exists bunnydb.kept_check (
  relation oid not null,
  name text not null,
  definition text not null,               -- as pg_get_constraintdef gave it, without NOT VALID
  comment text,
  primary key (relation, name)
);

do $$ begin
  if not exists (select from pg_attribute where attrelid = 'bunnydb.lane'::regclass and attname = 'applier_run') then
    alter table bunnydb.lane add column applier_run bigint not null default 0; -- of the applier: only the last run that began writes
  end if;
end $$;
