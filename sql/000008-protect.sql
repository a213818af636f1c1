-- breaking: no
-- What a class may reach in a while, kept by the gateway.
alter table policy_class add column budget jsonb;
