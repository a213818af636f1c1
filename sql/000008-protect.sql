-- breaking: no
-- Policies in force: who is in which class, by which login, and what was planned, applied and proven.
-- What a class may reach in a while, kept by the gateway.
alter table policy_class add column budget jsonb;
-- Each relation of the masked schema with its columns, where each comes from and how it is shown; and where people may be.
alter table policy_class add column relations jsonb not null default '[]';
alter table policy_class add column countries jsonb;         -- null: anywhere

-- The policy set that holds in a store now.
create table protection (
  store text primary key references store(id) on delete cascade,
  policy_set text not null references policy_set(id),
  plan uuid not null,
  since timestamptz not null
);

create table member (
  store text not null references store(id) on delete cascade,
  principal text not null references principal(id),
  class text not null,
  login text not null,                        -- the role in the store; one a principal
  secret_enc bytea,                           -- its password, sealed for this store and login
  until timestamptz,                          -- VALID UNTIL of the login
  plan uuid,                                  -- the plan that made it
  added_at timestamptz not null,
  disabled_at timestamptz,
  primary key (store, principal)
);

-- A person's way in at the gateway: hours, not a secret that can be read back.
create table gateway_credential (
  id uuid primary key,
  store text not null references store(id) on delete cascade,
  principal text not null references principal(id),
  salt bytea not null,
  iterations integer not null,
  stored_key bytea not null,
  server_key bytea not null,
  made_at timestamptz not null,
  until timestamptz not null,
  revoked_at timestamptz
);
create index gateway_credential_principal on gateway_credential (store, principal, made_at desc);

alter table plan add column policy_set text references policy_set(id);
alter table plan add column body jsonb not null default '{}';        -- classes, members, what changes, who loses what
alter table plan add column catalog_hash text not null default '';
alter table plan add column approved_by text;
alter table plan add column approved_at timestamptz;
alter table plan add column applying_at timestamptz;                 -- apply or undo began; the store says how it ended
alter table plan add column secrets_enc bytea;                       -- new secrets of logins, sealed before they are set
alter table plan add column applied_at timestamptz;
alter table plan add column applied_by text;
alter table plan add column undone_at timestamptz;
alter table plan add column problem text;
create index plan_store on plan (store, made_at desc);

create table proof (
  id uuid primary key,
  store text not null references store(id) on delete cascade,
  policy_set text not null,
  at timestamptz not null,
  made_by text not null,
  vectors jsonb not null
);
create index proof_store on proof (store, at desc);

-- Whom each principal has reached within the hours of their class's budget: references only, taken out when they no longer count.
create table gateway_reach (
  store text not null references store(id) on delete cascade,
  principal text not null references principal(id),
  ref bytea not null,
  people integer not null,                    -- 1; for rows that name nobody their number, under a random reference
  at timestamptz not null,
  primary key (store, principal, ref)
);
