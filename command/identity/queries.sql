-- add_person: A person of a case, sealed, with what everybody may see.
insert into identity.person
  (case_id, part, nature, key_version, key_id, name_sealed, phone_sealed, id_sealed,
   address_sealed, name_masked, phone_masked, id_masked, address_masked, index_version,
   phone_index, id_index, recorded_at, report_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
returning person_id;

-- find_people: The masks of a case's people, the first named first.
select person_id, part, nature, report_id, name_masked, phone_masked, id_masked, address_masked
  from identity.person where case_id = $1 order by person_id;

-- add_conflict: Somebody or some unit whom a case concerns too much.
insert into identity.conflict (case_id, account_id, agency_id, why, declared_at, declared_by)
values ($1, $2, $3, $4, $5, $6);

-- end_conflicts: The conflicts of a case end.
update identity.conflict set ended_at = $2 where case_id = $1 and ended_at is null;

-- find_sealed: One sealed field of a case's person; without one of whoever reported it first.
select case $2::text when 'name' then name_sealed when 'phone' then phone_sealed
                     when 'id_number' then id_sealed when 'address' then address_sealed
       end as sealed,
       person_id, part = 'reporter' and report_id is null as is_first
  from identity.person
 where case_id = $1 and case when $3::bigint is null then part = 'reporter' and report_id is null
                                else person_id = $3 end
 order by person_id limit 1;

-- hold_openings: One opening at a time for an account, until the transaction ends.
select pg_advisory_xact_lock(1886151013, $1::int);

-- count_openings: Fields that the one who acts has opened between two instants.
select identity.opened_by_me($1, $2);

-- count_lookups: Lookups by a number that the one who acts has made between two instants.
select identity.looked_up_by_me($1, $2);

-- count_behind: Rows that are not under today's keys.
select count(*) from identity.person
 where (key_id is null or key_version < $1 or index_version < $2)
   and num_nonnulls(name_sealed, phone_sealed, id_sealed, address_sealed) > 0;

-- rows_behind: Rows that are not under today's keys, in order, kept for this transaction.
select person_id, case_id, key_id, name_sealed, phone_sealed, id_sealed, address_sealed
  from identity.person
 where person_id > $3 and (key_id is null or key_version < $1 or index_version < $2)
   and num_nonnulls(name_sealed, phone_sealed, id_sealed, address_sealed) > 0
 order by person_id limit $4 for update;

-- replace_seals: The same fields, sealed anew.
update identity.person
   set key_version = $2, key_id = $3, name_sealed = $4, phone_sealed = $5, id_sealed = $6,
       address_sealed = $7, index_version = $8, phone_index = $9, id_index = $10
 where person_id = $1;

-- lowest_versions: The oldest keys that rows still need.
select coalesce(min(key_version) filter (where key_id is not null), 2147483647) as generation,
       coalesce(min(index_version) filter (where phone_index is not null or id_index is not null),
                2147483647) as index,
       coalesce(bool_or(key_id is null), false) as is_old_left
  from identity.person
 where num_nonnulls(name_sealed, phone_sealed, id_sealed, address_sealed) > 0;

-- keys_of: The keys of a case's people.
select distinct key_id from identity.person where case_id = $1 and key_id is not null;

-- has_old_seals: Whether a case has a row sealed before the vault.
select exists (select from identity.person where case_id = $1 and key_id is null);

-- empty: Rows of destroyed keys keep nothing, not even a mask.
with emptied as (
  update identity.person
     set name_sealed = null, phone_sealed = null, id_sealed = null, address_sealed = null,
         name_masked = '', phone_masked = '', id_masked = '', address_masked = '',
         phone_index = null, id_index = null
   where key_id = any($1::uuid[])
     and (num_nonnulls(name_sealed, phone_sealed, id_sealed, address_sealed, phone_index,
                       id_index) > 0
          or name_masked || phone_masked || id_masked || address_masked <> '')
  returning 1
)
select count(*) from emptied;

-- vault_of: Whose keys seal this database, held until the transaction ends.
select vault_id from identity.vault for update;

-- note_vault: Whose keys seal this database from now on.
insert into identity.vault (vault_id, since) values ($1, $2)
on conflict (one) do update set vault_id = excluded.vault_id, since = excluded.since;
