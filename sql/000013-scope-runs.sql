-- breaking: no
-- A scope is computed, and checked, by a job: what was asked, how far it is, and what came of it.
create table scope_run (
  id uuid primary key,
  incident uuid not null references incident(id),
  kind text not null check (kind in ('compute','check')),
  version integer,                           -- check: of which; compute: which it became, set when that is kept
  state text not null check (state in ('waiting','running','stopping','done','stopped','failed')),
  stage text,                                -- what is done now, our own words
  share real not null default 0 check (share between 0 and 1),
  started_by jsonb not null,                 -- {kind, id, role}
  created_at timestamptz not null,
  started_at timestamptz,                    -- of the last try
  ended_at timestamptz,
  outcome jsonb,                             -- of a check: what was compared
  problem text,
  check ((kind = 'check' or state = 'done') = (version is not null))
);
create index scope_run_incident on scope_run (incident, created_at);
create index scope_run_open on scope_run (created_at) where state in ('waiting','running','stopping');

-- The rows of a version are written in its own transaction, from numbers of the directory, which are never taken away. Two checks a person
-- took most of the time of a scope of a million.
alter table scope_person drop constraint scope_person_n_fkey;
alter table scope_person drop constraint scope_person_incident_version_fkey;
