-- breaking: no
-- Missing or doubtful stretches of access records, as their sources report them.
create table event_gap (
  id uuid primary key,
  source text not null,
  store text,
  from_at timestamptz not null,
  to_at timestamptz not null,
  upper bigint,                              -- people; null: everybody in the store
  reason text not null,
  seen_at timestamptz not null,
  check (from_at < to_at)
);
create index event_gap_span on event_gap (from_at, to_at);
create unique index event_gap_once on event_gap (source, store, from_at, to_at, reason) nulls not distinct;
