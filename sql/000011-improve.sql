-- breaking: no
-- Lessons are read by their incident.
create index lesson_incident on lesson (incident);
