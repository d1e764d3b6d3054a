-- add_person: A person of a case, sealed, with what everybody may see.
insert into identity.person
  (case_id, part, key_version, name_sealed, phone_sealed, name_masked, phone_masked, recorded_at)
values ($1, 'reporter', $2, $3, $4, $5, $6, $7);

-- find_reporter: The masks of a case's reporter, as recorded last.
select name_masked, phone_masked from identity.person
 where case_id = $1 and part = 'reporter' order by person_id desc limit 1;

-- add_conflict: Somebody or some unit whom a case concerns too much.
insert into identity.conflict (case_id, account_id, agency_id, why, declared_at, declared_by)
values ($1, $2, $3, $4, $5, $6);

-- end_conflicts: The conflicts of a case end.
update identity.conflict set ended_at = $2 where case_id = $1 and ended_at is null;

-- find_sealed: One sealed field of a case's reporter, as recorded last.
select case $2::text when 'name' then name_sealed else phone_sealed end as sealed
  from identity.person where case_id = $1 and part = 'reporter' order by person_id desc limit 1;

-- hold_openings: One opening at a time for an account, until the transaction ends.
select pg_advisory_xact_lock(1886151013, $1::int);

-- count_openings: Fields that the one who acts has opened between two instants.
select identity.opened_by_me($1, $2);
