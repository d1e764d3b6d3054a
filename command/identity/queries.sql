-- add_person: A person of a case, sealed, with what everybody may see.
insert into identity.person
  (case_id, part, key_version, name_sealed, phone_sealed, name_masked, phone_masked, recorded_at)
values ($1, 'reporter', $2, $3, $4, $5, $6, $7);

-- find_reporter: The masks of a case's reporter, as recorded last.
select name_masked, phone_masked from identity.person
 where case_id = $1 and part = 'reporter' order by person_id desc limit 1;
