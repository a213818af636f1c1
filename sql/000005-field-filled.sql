-- breaking: no
-- How many values of a field that were read hold something. A column of nothing but empty values is not put before a person: there is
-- nothing to look at. Null: not read since this is counted.
alter table field add column filled bigint;
