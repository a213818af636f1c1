-- breaking: no
-- Subject directory: a reference is found without its space (the space is inside the HMAC), as access records carry only references.
create index subject_ref_ref on subject_ref (ref);
