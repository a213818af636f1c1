-- breaking: no
-- Lessons are read by their incident.
create index lesson_incident on lesson (incident);

-- A lesson: who adopted it and when. Its state follows from its plan and its retests and is stored nowhere.
alter table lesson add column adopted_by text not null default '';
alter table lesson add column adopted_at timestamptz not null default '-infinity';
create unique index lesson_once on lesson (incident, control, (change ->> 'plan'));
create table lesson_retest (
  id uuid primary key,
  seq bigint generated always as identity unique,  -- order: clocks jump
  lesson uuid not null references lesson(id),
  from_at timestamptz not null,
  to_at timestamptz not null,
  result text not null check (result in ('blocked','detected','not-blocked','not-detected','not-shown')),
  body text not null,                              -- canonical JSON: what was asked, what was found, the digests of what it was computed from
  body_sha text not null,
  retested_by text not null,
  retested_at timestamptz not null
);
create index lesson_retest_lesson on lesson_retest (lesson, seq desc);

-- Control tests run in rounds: one at a time, each control once a round, so that a killed process goes on where it was.
create table control_round (
  id uuid primary key,
  seq bigint generated always as identity unique,  -- order: clocks jump
  controls text[] not null,
  started_by text not null,
  asked_at timestamptz not null,
  ended_at timestamptz
);
create unique index control_round_open on control_round ((true)) where ended_at is null;

alter table control_run add column round uuid references control_round(id);
alter table control_run add column seq bigint generated always as identity;  -- order: clocks jump
alter table control_run add column body text not null default '';            -- canonical JSON whose SHA-256 stands in `results`
create unique index control_run_once on control_run (round, control);
create index control_run_seq on control_run (control, seq desc);

-- Protect: what stood in a store right after a plan was applied, class by class, for the control that looks again.
create table policy_standing (
  store text not null references store(id) on delete cascade,
  class text not null,
  plan uuid not null,
  digest text not null,
  parts jsonb not null,                            -- name of a part → SHA-256 of its definition
  at timestamptz not null,
  primary key (store, class, plan)
);
