-- breaking: no
-- Incidents are read newest first; an alert belongs to one incident at most (checked under a lock: arrays have no unique index).
create index incident_opened on incident (opened_at desc);
create index incident_alerts on incident using gin (alerts);

-- Closing a way in: proposed by one person, approved by another, done in the store, verified by trying the same credential again.
create table containment (
  id uuid primary key,
  incident uuid not null references incident(id),
  store text not null references store(id),
  principal text not null,
  state text not null check (state in ('proposed','done','verified','failed')),
  proposed_by text not null,
  proposed_at timestamptz not null,
  approved_by text,
  approved_at timestamptz,                   -- set when the work begins: two approvals at once take turns
  verified_at timestamptz,
  detail jsonb not null default '[]',        -- what was done and what the trial said, in words
  check (approved_by is null or approved_by <> proposed_by)
);
create index containment_incident on containment (incident, proposed_at);

-- People whom a notice has not reached, with the reason. A row leaves when the server has taken the message.
create table notice_failure (
  notice uuid not null references notice(id),
  n integer not null references subject(n),
  reason text not null,                      -- our own words or an SMTP status; never an address
  tries integer not null,
  next_at timestamptz,                       -- null: not tried again by itself
  at timestamptz not null,
  primary key (notice, n)
);
alter table notice add column drafted_at timestamptz not null default 'epoch';
alter table notice alter column drafted_at drop default;
create index notice_incident on notice (incident, drafted_at);
