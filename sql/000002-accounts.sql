-- breaking: no
-- Accounts of the people who use Holdfast, their sessions, second factors and one-time links. The first five tables are those of the
-- account library (better-auth 1.7.6) under our names; auth-library.test.ts asks it whether anything is missing. It signs session cookies
-- with the install's key, so a token from this table alone opens nothing; *_enc columns are sealed by it with the same key.

create table account_user (
  id text primary key,
  name text not null,
  email text not null unique check (email = lower(email)),
  email_verified boolean not null,
  image text,
  second_factor boolean,
  role text not null check (role in ('owner','analyst','auditor','viewer')),
  off_at timestamptz,                        -- set: may not sign in, has no sessions
  last_seen_at timestamptz,                  -- ours: the last sign-in
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table account_session (
  id text primary key,
  account text not null references account_user(id) on delete cascade,
  token text not null unique,
  ip text,
  agent text,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index account_session_account on account_session (account);

create table account_credential (
  id text primary key,
  account text not null references account_user(id) on delete cascade,
  provider text not null,                    -- 'credential': e-mail and password
  provider_account text not null,
  password text,                             -- scrypt, salted
  access_token_enc text,
  refresh_token_enc text,
  id_token_enc text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (provider, provider_account)
);
create index account_credential_account on account_credential (account);

create table account_challenge (             -- a sign-in that waits for its second factor
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index account_challenge_identifier on account_challenge (identifier);

create table account_second_factor (
  id text primary key,
  account text not null unique references account_user(id) on delete cascade,
  secret_enc text not null,
  recovery_codes_enc text not null,
  verified boolean,
  failures integer,
  locked_until timestamptz,
  last_step bigint                           -- ours: the 30-second step of the last code accepted; a code counts once
);

create table account_link (                  -- one-time links: first owner, invitation, recovery
  id uuid primary key,
  token_hash bytea not null unique check (length(token_hash) = 32),
  purpose text not null check (purpose in ('first-owner','invite','recover')),
  account text references account_user(id) on delete cascade,
  made_by text not null,
  made_at timestamptz not null,
  until timestamptz not null,
  used_at timestamptz,
  check ((purpose = 'first-owner') = (account is null))
);

create table account_attempt (               -- failed tries by account and address; keys are HMACs
  key bytea primary key,
  tries integer not null,
  since timestamptz not null,
  until timestamptz not null
);
create index account_attempt_until on account_attempt (until);
