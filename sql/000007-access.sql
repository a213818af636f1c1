-- breaking: no
-- Principals and the access map.
create index grant_route_principal on grant_route (principal);
