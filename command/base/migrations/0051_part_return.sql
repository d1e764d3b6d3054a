-- A supporter gives its own part back, once in a case. No served program runs while this does.
create table casework.part_return (
  case_id    bigint      not null references casework.case_file,
  agency_id  text        not null references accounts.agency,
  officer_id bigint      not null references accounts.account,
  ground     text        not null check (ground in ('not_competent', 'other_place', 'other_level',
                                                    'in_hand', 'legal_way', 'unclear')),
  words      text        not null,
  at         timestamptz not null,
  primary key (case_id, agency_id)
);
alter table casework.part_return enable row level security, force row level security;
create policy house on casework.part_return to yushan_house using (true) with check (true);
create policy keeper on casework.part_return for select to yushan_keeper using (true);
create policy reach on casework.part_return to yushan_web using (
  exists (select from casework.case_file c where c.case_id = part_return.case_id)
);
grant select, insert on casework.part_return to yushan_web;
grant select on casework.part_return to yushan_keeper;
