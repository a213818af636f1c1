-- breaking: no
-- The ledger grows without being read: its right edge (the roots of its complete subtrees) is kept beside the leaves and with every
-- checkpoint. The row of ledger_edge is the sequencer too: who appends holds it until commit.

create table ledger_edge (
  one boolean primary key default true check (one),
  size bigint not null check (size >= 0),
  peaks bytea not null check (length(peaks) % 32 = 0)
);
insert into ledger_edge (size, peaks) values (0, '');

alter table ledger_checkpoint add column peaks bytea not null;

-- for the filter of the console
create index ledger_leaf_kind on ledger_leaf ((leaf::jsonb ->> 'kind'), seq);

-- A slip of the program or of a hand at psql is refused; who means harm is found by the checkpoint kept outside.
create function ledger_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger only grows' using errcode = '55000';
end
$$;
create trigger ledger_leaf_append_only before update or delete or truncate on ledger_leaf
  for each statement execute function ledger_append_only();
create trigger ledger_checkpoint_append_only before update or delete or truncate on ledger_checkpoint
  for each statement execute function ledger_append_only();
create trigger ledger_edge_stays before delete or truncate on ledger_edge
  for each statement execute function ledger_append_only();
