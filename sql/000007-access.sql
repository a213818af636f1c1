-- breaking: no
-- Principals and the access map.
create index grant_route_principal on grant_route (principal);

-- A route in words may be longer than an entry of an index: routes of a store are replaced as a whole, so that none comes twice.
alter table grant_route drop constraint grant_route_pkey;
create index grant_route_field on grant_route (field);

-- When a store was last asked who can read it, and what it could not say.
create table access_reading (
  store text primary key references store(id) on delete cascade,
  roles integer not null,
  fields integer not null,
  routes integer not null,
  problems text[] not null default '{}',
  read_at timestamptz not null
);
