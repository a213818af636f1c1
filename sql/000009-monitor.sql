-- breaking: no
-- Alerts are read newest first.
create index alert_opened on alert (opened_at desc);
-- When the story was last extended or decided, and the fields it is about.
alter table alert add column changed_at timestamptz;
alter table alert add column fields text[] not null default '{}';
-- A story that goes on extends its alert: there is one that is not decided.
create unique index alert_undecided on alert (fingerprint) where state in ('new','open');

create table collector (
  id uuid primary key,
  store text not null references store(id) on delete cascade,
  kind text not null check (kind in ('postgres-log')),
  path text not null,                        -- a folder on this machine
  added_at timestamptz not null,
  removed_at timestamptz,
  position jsonb,                            -- how far each file was read, before and after the batch appended last; no text of a line
  version integer not null default 0,
  read_to timestamptz,
  looked_at timestamptz,
  records bigint not null default 0,
  lines bigint not null default 0,
  unread bigint not null default 0,
  unread_reasons jsonb not null default '{}',
  problem text
);
create unique index collector_path on collector (store, path) where removed_at is null;

create table baseline (
  principal text not null,
  drill boolean not null,
  state jsonb not null,                      -- days, hours and places of a principal; people as parts of keyed references
  changed_at timestamptz not null,
  primary key (principal, drill)
);

create table detection (
  one boolean primary key default true check (one),
  cursor text,                               -- how far the records were looked at
  state jsonb not null,
  version integer not null default 0
);
insert into detection (state) values ('{}');
