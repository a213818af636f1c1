-- breaking: no
-- Exceptions: who proposed one and who approved it, for which store, and when it was ended before its day.
alter table exception alter column approved_by drop not null;
alter table exception add column store text references store(id) on delete cascade;
alter table exception add column proposed_by text not null default '';
alter table exception add column proposed_at timestamptz not null default '-infinity';
alter table exception add column approved_at timestamptz;
alter table exception add column ended_by text;
alter table exception add column ended_at timestamptz;
-- INVARIANT: nobody approves their own.
alter table exception add constraint exception_two_people check (approved_by is null or approved_by <> proposed_by);
create index exception_store on exception (store, proposed_at desc);
