-- Ledgers kept before this house. Their cases come in through one door, batch by batch: the keeper
-- has it, who sees no words and no names; whoever serves people has not. A row of a ledger comes in
-- once, by its key.
create table casework.historic (
  case_id  bigint      primary key references casework.case_file deferrable initially deferred,
  key      bytea       not null unique check (length(key) = 32),
  number   text        not null default '' check (length(number) <= 60),
  taken_at timestamptz not null
);
alter table casework.historic enable row level security, force row level security;
create policy house on casework.historic to yushan_house using (true) with check (true);
create policy keeper on casework.historic for select to yushan_keeper using (true);
create policy reach on casework.historic for select to yushan_web using (
  exists (select from casework.case_file c where c.case_id = historic.case_id)
);
grant select on casework.historic to yushan_keeper, yushan_web;

-- A case that was closed elsewhere had its visit there, or none: it may come in closed. One that
-- comes in open closes like any other.
create or replace function casework.visit_before_end() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT'
     and exists (select from casework.historic h where h.case_id = new.case_id) then
    return new;
  end if;
  if not exists (select from casework.visit v
                  where v.case_id = new.case_id and v.redo = new.redo_count
                    and v.satisfaction <> 'dissatisfied') then
    raise exception 'no case closes before its return visit' using errcode = 'check_violation';
  end if;
  return new;
end $$;

-- A result of then has no tries here, and nobody here made it.
create or replace function casework.visit_was_tried() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  found_tries integer;
  found_reached boolean;
begin
  if new.visited_by is null and new.redo = 0
     and exists (select from casework.historic h where h.case_id = new.case_id) then
    return new;
  end if;
  select count(*), coalesce(bool_or(t.reached), false) into found_tries, found_reached
    from casework.visit_try t where t.case_id = new.case_id and t.redo = new.redo;
  if found_reached is distinct from (new.satisfaction <> 'unreached')
     or (new.satisfaction = 'unreached' and found_tries < 3) then
    raise exception 'a result is what a try came to' using errcode = 'check_violation';
  end if;
  return new;
end $$;

create function casework.next_cases(number integer) returns setof bigint
language sql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
  select nextval('casework.case_file_case_id_seq') from generate_series(1, least(number, 1000))
$$;

-- Cases of a ledger with everything that belongs to them, as lists of rows by column.
create function casework.take_over(rows jsonb) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into casework.historic (case_id, key, number, taken_at)
  select case_id, key, number, taken_at
    from jsonb_populate_recordset(null::casework.historic, rows -> 'historic');
  insert into casework.case_file
    (case_id, receipt_number, query_code_hash, kind, channel, opened_by, charge_id, opened_at,
     accepted_at, changed_at, resolved_at, closed_at, satisfaction, type, title, level, difficulty,
     headcount, place, public_place, spot, lon, lat, precision, state, version, due_at, due_name,
     next_at, overdue)
  overriding system value
  select case_id, receipt_number, query_code_hash, kind, channel, opened_by, charge_id, opened_at,
         accepted_at, changed_at, resolved_at, closed_at, satisfaction, type, title, level,
         difficulty, headcount, place, public_place, spot, lon, lat, precision, state, version,
         due_at, due_name, next_at, overdue
    from jsonb_populate_recordset(null::casework.case_file, rows -> 'cases');
  insert into casework.part
    (case_id, agency_id, part, officer_id, assigned_at, signed_at, returned_at, return_by)
  select case_id, agency_id, part, officer_id, assigned_at, signed_at, returned_at, return_by
    from jsonb_populate_recordset(null::casework.part, rows -> 'parts');
  insert into casework.deadline
    (case_id, name, task, redo, started_at, due_at, provisional, met_at, escalated_at, days, count,
     granted, edition, warned, paused, paused_until)
  select case_id, name, task, redo, started_at, due_at, provisional, met_at, escalated_at, days,
         count, granted, edition, warned, paused, paused_until
    from jsonb_populate_recordset(null::casework.deadline, rows -> 'deadlines');
  insert into casework.report (case_id, words, channel, received_at, received_by, reference)
  select case_id, words, channel, received_at, received_by, reference
    from jsonb_populate_recordset(null::casework.report, rows -> 'reports');
  insert into casework.entry (case_id, at, type, by_id, by_name, by_agency, words, facts)
  select case_id, at, type, by_id, by_name, by_agency, words, facts
    from jsonb_populate_recordset(null::casework.entry, rows -> 'entries')
    with ordinality order by ordinality;
  insert into casework.visit (case_id, redo, satisfaction, lead_agency, officer_id, visited_at)
  select case_id, redo, satisfaction, lead_agency, officer_id, visited_at
    from jsonb_populate_recordset(null::casework.visit, rows -> 'visits');
  insert into casework.step (case_id, version, at, way, agency_id, level)
  select case_id, version, at, way, agency_id, level
    from jsonb_populate_recordset(null::casework.step, rows -> 'steps');
  insert into identity.person
    (case_id, part, nature, key_version, key_id, name_sealed, phone_sealed, id_sealed,
     address_sealed, name_masked, phone_masked, id_masked, address_masked, index_version,
     phone_index, id_index, recorded_at)
  select case_id, part, nature, key_version, key_id, name_sealed, phone_sealed, id_sealed,
         address_sealed, name_masked, phone_masked, id_masked, address_masked, index_version,
         phone_index, id_index, recorded_at
    from jsonb_populate_recordset(null::identity.person, rows -> 'people');
end $$;
revoke all on function casework.next_cases(integer), casework.take_over(jsonb) from public;
grant execute on function casework.next_cases(integer), casework.take_over(jsonb)
  to yushan_keeper;

-- What the room itself keeps: how far an import is, and how columns were put right.
create schema ledger;
grant usage on schema ledger to yushan_keeper;
create table ledger.import (
  import_id   bigint generated always as identity primary key,
  file_name   text        not null check (length(file_name) <= 200),
  file_hash   bytea       not null check (length(file_hash) = 32),
  source      text        not null default '' check (length(source) <= 60),
  total       integer     not null check (total >= 0),
  faulty      integer     not null check (faulty between 0 and total),
  known       integer     not null check (known between 0 and total - faulty),
  taken       integer     not null default 0 check (taken between 0 and total - faulty - known),
  begun_at    timestamptz not null,
  changed_at  timestamptz not null,
  finished_at timestamptz,
  begun_by    bigint      not null references accounts.account
);
create table ledger.layout (
  fingerprint bytea       primary key check (length(fingerprint) = 32),
  columns     jsonb       not null,
  kept_at     timestamptz not null,
  kept_by     bigint      not null references accounts.account
);
alter table ledger.import enable row level security, force row level security;
alter table ledger.layout enable row level security, force row level security;
create policy house on ledger.import to yushan_house using (true) with check (true);
create policy house on ledger.layout to yushan_house using (true) with check (true);
create policy keeper on ledger.import to yushan_keeper using (true) with check (true);
create policy keeper on ledger.layout to yushan_keeper using (true) with check (true);
grant select, insert, update (taken, changed_at, finished_at) on ledger.import to yushan_keeper;
grant select, insert, update (columns, kept_at, kept_by) on ledger.layout to yushan_keeper;
