-- breaking: no
-- Incidents are read newest first.
create index incident_opened on incident (opened_at desc);
