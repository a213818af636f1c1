-- breaking: no
-- Alerts are read newest first.
create index alert_opened on alert (opened_at desc);
