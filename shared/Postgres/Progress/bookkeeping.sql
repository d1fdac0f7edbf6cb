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
