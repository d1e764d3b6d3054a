-- Identity under keys of each case's own, which only the vault holds, and a keyed index to look a
-- person up by phone or identity number. `key_id` is null for rows sealed before the vault.
alter table identity.person
  add column key_id uuid,
  add column id_sealed bytea,
  add column id_masked text not null default '',
  add column index_version integer not null default 0,
  add column phone_index bytea check (length(phone_index) = 32),
  add column id_index bytea check (length(id_index) = 32);
create index person_phone on identity.person (phone_index) where phone_index is not null;
create index person_id_number on identity.person (id_index) where id_index is not null;

-- Two cases with one reporter have one index: nobody who serves people reads it.
revoke select on identity.person from yushan_web;
grant select (person_id, case_id, part, key_version, key_id, name_sealed, phone_sealed, id_sealed,
              name_masked, phone_masked, id_masked, recorded_at) on identity.person to yushan_web;

-- Whose keys opened this database last: another vault is not taken by mistake.
create table identity.vault (
  one      boolean     primary key default true check (one),
  vault_id uuid        not null,
  since    timestamptz not null
);
alter table identity.vault enable row level security, force row level security;
create policy house on identity.vault to yushan_house using (true) with check (true);

-- Cases of whoever has one of these indexes, for the one who acts. In scope by number; out of scope
-- only which unit has one. What is closed to the one who acts is in neither.
create function casework.cases_of_person(
  phones bytea[], id_numbers bytea[],
  out case_id bigint, out receipt text, out agency_id text, out agency_name text
) returns setof record
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  closed bigint[] := identity.closed_cases();
begin
  if accounts.my_account() is null then
    return;
  end if;
  return query
  select case when m.mine then c.case_id else 0 end,
         case when m.mine then c.receipt_number else '' end,
         a.agency_id, a.short_name
    from casework.case_file c
   cross join lateral (select casework.is_mine(c.case_id) as mine) m
    left join casework.part p on p.case_id = c.case_id and p.part = 'lead'
    join accounts.agency a on a.agency_id = coalesce(
           p.agency_id,
           (select o.agency_id from accounts.agency o
             where o.kind = 'centre' and length(o.place) <= 9 and starts_with(c.place, o.place)
             order by length(o.place) desc limit 1))
   where c.case_id in (
           select i.case_id from identity.person i where i.phone_index = any(phones)
           union
           select i.case_id from identity.person i where i.id_index = any(id_numbers))
     and c.case_id <> all (closed)
   order by c.case_id desc
   limit 1000;
end $$;

-- How many lookups the one who acts has made between two instants, those of the house apart.
create function identity.looked_up_by_me(since timestamptz, until timestamptz) returns bigint
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return (select count(*) from audit.entry e
           where e.by_id = accounts.my_account() and e.what = 'identity.searched'
             and e.purpose <> 'duplicate' and e.at >= since and e.at < until);
end $$;
create index entry_searched on audit.entry (by_id, at) where what = 'identity.searched';
revoke all on function casework.cases_of_person(bytea[], bytea[]),
  identity.looked_up_by_me(timestamptz, timestamptz) from public;
grant execute on function casework.cases_of_person(bytea[], bytea[]),
  identity.looked_up_by_me(timestamptz, timestamptz) to yushan_web;
