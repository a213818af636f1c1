-- breaking: no
-- What the data map and the overview are read by, so that they stay quick over 100,000 fields (src/discover/map/map-size.test.ts).

-- What Holdfast itself says while a person's decision is pinned: {verdict, level, regimes}. Null: the columns say it.
alter table field add column said jsonb;
-- When the label last changed: "new since yesterday" is read from it.
alter table field add column labelled_at timestamptz;
create index field_labelled on field (labelled_at desc) where labelled_at is not null;
create index field_verdict on field (verdict, object) where gone_at is null;

-- How the last scan that met the object ended for it; the coverage ledger keeps every scan's line, this is the newest one.
alter table object add column read_status text check (read_status in ('read','partial','skipped','failed'));
alter table object add column read_reason text;
alter table object add column read_sampled boolean not null default false;  -- partial because a sample was asked for: not unread
alter table object add column read_scan uuid;
alter table object add column read_at timestamptz;
alter table object add check (read_status is null or read_status = 'read' or read_reason is not null);
create index object_unread on object (store, read_status) where gone_at is null and read_status <> 'read' and not read_sampled;
alter table coverage add column sampled boolean not null default false;
-- Fields of the object with findings in this scan; here, and not a counter, so that a job that runs again counts nothing twice.
alter table coverage add column findings integer not null default 0;

create index finding_type on finding (type, field);
create index coverage_status on coverage (scan, status, name, object);
create index scan_store_store on scan_store (store, scan);
create index scan_active on scan (state) where state in ('waiting','running','stopping');
