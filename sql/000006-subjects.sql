-- breaking: no
-- Subject directory: a reference is found without its space (the space is inside the HMAC), as access records carry only references.
create index subject_ref_ref on subject_ref (ref);

-- One telephone may be two people's (a conflict stays two people), so that a reference may lead to several.
alter table subject_ref drop constraint subject_ref_pkey;
alter table subject_ref add primary key (space, ref, n, from_at);

-- Two numbers that turned out to be one person: the later one leads to the earlier one.
alter table subject add column merged_into integer references subject(n);
create index subject_merged on subject (merged_into) where merged_into is not null;

-- Fields whose value refers to a person.
create table subject_key (
  field text primary key references field(id) on delete cascade,
  object text not null references object(id) on delete cascade,
  space text not null,
  form text not null check (form in ('email','phone','text','digits','id'))
);
create index subject_key_object on subject_key (object);

-- Who is in an object: a set of numbers; how many rows there are, and how many of them reach a person.
create table subject_object (
  object text primary key references object(id) on delete cascade,
  people bytea not null,
  rows bigint not null,
  reached bigint not null,
  built_at timestamptz not null
);

create table subject_build (
  id uuid primary key,
  number integer generated always as identity unique,
  state text not null check (state in ('waiting','running','done','failed')),
  stores text[] not null,
  all_stores boolean not null,
  started_by text not null,
  created_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  doing text,                                -- what is read now, names only
  rows_read bigint not null default 0,
  problems jsonb not null default '[]',      -- what could not be read, what reaches nobody: texts of ours, never a value
  people bigint,
  refs bigint,
  digest text                                -- sha256 over the directory as this build left it
);
create index subject_build_active on subject_build (state) where state in ('waiting','running');
