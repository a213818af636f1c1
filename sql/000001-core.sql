-- breaking: no
-- The tables that join the phases (docs: ARCHITECTURE.md). Append-only: a later change is a new file.
-- Times come from the injected clock of the program, so no column defaults to now(). Customer values stand in no column: samples
-- are masked, references are HMACs, secrets and bodies are sealed (bytea named *_enc).

-- Landscape: stores and catalogue ------------------------------------------------------------------------------------

create table store (
  id text primary key check (id ~ '^st_[a-z2-7]{20}$'),
  kind text not null check (kind in ('postgres','mysql','sqlite','folder','file')),
  address jsonb not null,                    -- host, port, database, user, options; or path. Never a secret
  name text not null check (length(name) between 1 and 200),
  secret_enc bytea,
  drill boolean not null default false,
  alias_of text references store(id),
  added_at timestamptz not null,
  removed_at timestamptz
);
create unique index store_name on store (lower(name)) where removed_at is null;

create table object (
  id text primary key check (id ~ '^ob_[a-z2-7]{20}$'),
  store text not null references store(id) on delete cascade,
  path text[] not null,
  name text not null,                        -- as people read it: schema.table or the relative path
  kind text not null,                        -- table, view, foreign-table, csv, json, text …
  rows bigint,
  rows_exact boolean not null default false,
  bytes bigint,
  label_level smallint check (label_level between 0 and 3),
  regimes text[] not null default '{}',
  seen_at timestamptz not null,
  gone_at timestamptz
);
create index object_store on object (store, name);

create table field (
  id text primary key check (id ~ '^fi_[a-z2-7]{20}$'),
  object text not null references object(id) on delete cascade,
  path text not null,
  position integer not null default 0,
  declared text,
  verdict text check (verdict in ('personal','not-personal','unsure')),
  label_level smallint check (label_level between 0 and 3),   -- null: unlabelled or unread, enforced as 3
  regimes text[] not null default '{}',
  why jsonb not null default '[]',
  pinned jsonb,                              -- a person's decision: {verdict, level, regimes, reason, by, at}; survives rescans
  owner text,
  scan uuid,                                 -- the scan that last read it
  seen_at timestamptz not null,
  gone_at timestamptz
);
create index field_object on field (object, position);
create index field_label on field (label_level, verdict);

-- Discover: scans, findings, coverage --------------------------------------------------------------------------------

create table scan (
  id uuid primary key,
  number integer generated always as identity unique,
  mode jsonb not null,                       -- {"kind":"full"} or {"kind":"sample","rows":n}
  state text not null check (state in ('waiting','running','stopping','done','stopped','failed')),
  started_by text not null,
  created_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  problem text,                              -- an error code with its message, never a value
  engine text                                -- version of the detector catalogue that read
);

create table scan_store (
  scan uuid not null references scan(id) on delete cascade,
  store text not null references store(id) on delete cascade,
  state text not null check (state in ('waiting','running','done','stopped','failed')),
  objects_total integer,
  objects_done integer not null default 0,
  rows_read bigint not null default 0,
  bytes_total bigint,
  bytes_read bigint not null default 0,
  now_reading text,
  started_at timestamptz,
  ended_at timestamptz,
  problem text,
  primary key (scan, store)
);

create table finding (
  field text not null references field(id) on delete cascade,
  type text not null,
  scan uuid not null references scan(id) on delete cascade,
  confidence real not null check (confidence between 0 and 1),
  count bigint not null,
  share real not null check (share between 0 and 1),
  sample text,                               -- masked
  sample_ref bytea,                          -- HMAC under the install's key
  why jsonb not null default '[]',
  found_at timestamptz not null,
  primary key (field, type)
);
create index finding_scan on finding (scan, found_at);

create table coverage (
  scan uuid not null references scan(id) on delete cascade,
  store text not null references store(id) on delete cascade,
  object text not null,                      -- the object's id, or the name of what could not become one
  name text not null,
  status text not null check (status in ('read','partial','skipped','failed')),
  reason text,
  bytes bigint not null default 0,
  rows bigint not null default 0,
  accepted jsonb,                            -- {by, at, reason}: somebody said that it may stay unread
  primary key (scan, object),
  check (status = 'read' or reason is not null)
);

-- Discover: subjects -------------------------------------------------------------------------------------------------

create table subject (
  n integer generated always as identity primary key,
  id uuid not null unique,
  jurisdictions text[] not null default '{unknown}',
  residence_basis text,
  lang text,
  minor boolean,
  erased_at timestamptz
);

create table subject_ref (
  space text not null,                       -- the key's field id, or an identity space: email, phone, a national id type
  ref bytea not null check (length(ref) = 16),
  n integer not null references subject(n),
  native_enc bytea,
  from_at timestamptz not null,
  to_at timestamptz,
  primary key (space, ref, from_at)
);
create index subject_ref_n on subject_ref (n);

create table subject_path (
  object text not null references object(id) on delete cascade,
  role text not null,
  hops jsonb not null,
  anchor text not null references field(id) on delete cascade,
  basis text not null check (basis in ('fk','overlap','identity','person')),
  coverage real not null check (coverage between 0 and 1),
  pinned jsonb,
  primary key (object, role, anchor)
);

-- Landscape: who acts, who can read ----------------------------------------------------------------------------------

create table principal (
  id text primary key,
  kind text not null check (kind in ('person','service','vendor','unknown')),
  name text not null,
  teams text[] not null default '{}',
  manager text references principal(id)
);

create table principal_alias (
  kind text not null,
  value text not null,
  principal text not null references principal(id),
  from_at timestamptz not null,
  to_at timestamptz,
  primary key (kind, value, from_at)
);

create table grant_route (
  field text not null references field(id) on delete cascade,
  principal text not null references principal(id),
  route jsonb not null,
  seen_at timestamptz not null,
  primary key (field, principal, route)
);

-- Protect ------------------------------------------------------------------------------------------------------------

create table policy_set (id text primary key, text text not null, at timestamptz not null);
create table policy_class (
  id text not null,
  store text not null references store(id) on delete cascade,
  role text not null,
  schema text not null,
  columns jsonb not null,
  rows text,
  policy_set text not null references policy_set(id),
  catalog_hash text not null,
  primary key (store, id, policy_set)
);
create table decision (
  id uuid primary key,
  policy_set text not null references policy_set(id),
  policies text[] not null,
  class text not null,
  principal text not null,
  purpose text,
  from_at timestamptz not null,
  to_at timestamptz not null,
  why jsonb not null default '[]'
);
create table exception (
  id uuid primary key,
  role text not null,
  fields text[] not null,
  reason text not null,
  approved_by text not null,
  until timestamptz not null
);
create table plan (
  id uuid primary key,
  store text not null references store(id),
  steps jsonb not null,
  undo jsonb not null,
  state text not null check (state in ('draft','approved','applied','undone','failed','expired')),
  hash text not null,
  made_by text not null,
  made_at timestamptz not null
);

-- Monitor and respond ------------------------------------------------------------------------------------------------

create table alert (
  id uuid primary key,
  fingerprint text not null,
  story uuid not null,
  state text not null check (state in ('new','open','true','benign','false')),
  rules text[] not null,
  severity smallint not null check (severity between 0 and 4),
  principals text[] not null,
  query jsonb not null,
  label_level smallint check (label_level between 0 and 3),
  regimes text[] not null default '{}',
  subjects jsonb not null,
  why jsonb not null,
  drill boolean not null,
  opened_at timestamptz not null
);
create index alert_fingerprint on alert (fingerprint);
create table incident (
  id uuid primary key,
  number integer generated always as identity unique,
  alerts uuid[] not null default '{}',
  facts jsonb not null default '{}',
  actors jsonb not null default '[]',
  drill boolean not null,
  opened_at timestamptz not null,
  closed_at timestamptz
);
create table scope (
  incident uuid not null references incident(id),
  version integer not null,
  body jsonb not null,
  input_hash text not null,
  computed_at timestamptz not null,
  primary key (incident, version)
);
create table scope_person (
  incident uuid not null,
  version integer not null,
  n integer not null references subject(n),
  grade text not null check (grade in ('in-store','reachable','accessed','exfiltrated','excluded')),
  primary key (incident, version, n),
  foreign key (incident, version) references scope(incident, version)
);
create table notice (
  id uuid primary key,
  incident uuid not null,
  scope_version integer not null,
  law text not null,                         -- row@version
  body jsonb not null,
  state text not null check (state in ('draft','approved','sending','sent')),
  foreign key (incident, scope_version) references scope(incident, version)
);
create table sent (
  notice uuid not null references notice(id),
  n integer not null references subject(n),
  proof jsonb not null,                      -- {message sha256, salted address sha256, mta id, time}; a row only on the server's 250
  primary key (notice, n)
);

-- Improve ------------------------------------------------------------------------------------------------------------

create table lesson (
  id uuid primary key,
  incident uuid not null references incident(id),
  cause text not null,
  owner text not null,
  due timestamptz not null,
  change jsonb not null,
  control text not null,
  retest jsonb not null
);
create table control_run (
  id uuid primary key,
  control text not null,
  test text not null,
  code_sha text not null,
  params jsonb not null,
  target text not null,
  from_at timestamptz not null,
  to_at timestamptz not null,
  population jsonb not null,
  valid_until timestamptz not null,
  results text not null,
  state text not null check (state in ('pass','fail','error','stale','not-evaluated','not-applicable','manual'))
);
create index control_run_control on control_run (control, to_at desc);

-- Ledger and outbox --------------------------------------------------------------------------------------------------

create table ledger_leaf (
  seq bigint primary key,
  leaf text not null,                        -- JCS {v, seq, time, actor, kind, entity, commit}
  hash bytea not null check (length(hash) = 32)
);
create table ledger_body (
  seq bigint primary key references ledger_leaf(seq),
  salt bytea not null,
  body_enc bytea not null
);
create table ledger_checkpoint (
  size bigint primary key,
  note text not null,                        -- signed note, C2SP tlog-checkpoint
  at timestamptz not null
);

create table outbox (
  id bigint generated always as identity primary key,
  topic text not null,
  payload jsonb not null,
  at timestamptz not null,
  done_at timestamptz,
  tries integer not null default 0,
  next_at timestamptz,                       -- after a failed delivery: not before
  problem text,                              -- the error code of the last failure
  dead_at timestamptz                        -- given up after too many tries; stays for a person to see
);
create index outbox_open on outbox (topic, id) where done_at is null and dead_at is null;
create index outbox_dead on outbox (id) where dead_at is not null;
create index outbox_done on outbox (done_at) where done_at is not null;

create table setting (
  name text primary key,
  value jsonb not null,
  changed_at timestamptz not null
);
