-- Somebody answers for every open case, at every commit: one lead with a person who works there, a
-- person for every supporter and every open task, and until a case is handed over the person who took
-- it in or whoever follows them (first asked, first in charge). Nobody leaves, and no agency ends,
-- while it holds open cases: they are handed on first, in the same transaction. No served program
-- runs while this does.

-- What was left behind before there was a law goes to the longest-standing of the agency.
create function casework.longest_standing(unit text, roles text[]) returns bigint
language sql stable set search_path = pg_catalog, pg_temp
return (select min(o.account_id) from accounts.account o
         where o.agency_id = unit and o.disabled_at is null and o.role = any(roles));
update casework.part p
   set officer_id = coalesce(casework.longest_standing(p.agency_id, array[
         'duty_officer', 'agency_officer', 'township_officer', 'village_cadre']), p.officer_id)
  from casework.case_file c, accounts.account o
 where c.case_id = p.case_id and c.closed_at is null and o.account_id = p.officer_id
   and (o.disabled_at is not null or o.agency_id <> p.agency_id);
update casework.task t
   set officer_id = coalesce(casework.longest_standing(t.agency_id, array[
         'duty_officer', 'agency_officer', 'township_officer', 'village_cadre']), t.officer_id)
  from casework.case_file c, accounts.account o
 where c.case_id = t.case_id and c.closed_at is null and o.account_id = t.officer_id
   and t.answered_at is null and t.withdrawn_at is null
   and (o.disabled_at is not null or o.agency_id <> t.agency_id);

-- squawk-ignore adding-foreign-key-constraint
alter table casework.case_file add column charge_id bigint references accounts.account;
update casework.case_file c
   set charge_id = case when c.closed_at is null and o.disabled_at is not null
                        then coalesce(casework.longest_standing(o.agency_id, array[
                               'window_clerk', 'dispatcher', 'duty_officer', 'township_officer']),
                             c.opened_by)
                        else c.opened_by end
  from accounts.account o where o.account_id = c.opened_by;
-- squawk-ignore ban-drop-function
drop function casework.longest_standing(text, text[]);
-- squawk-ignore adding-not-nullable-field
alter table casework.case_file alter column charge_id set not null;
create index case_charge on casework.case_file (charge_id) where state = 'registered';
create index task_officer_open on casework.task (officer_id, case_id)
  where answered_at is null and withdrawn_at is null;

create function casework.first_asked() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp
as $$ begin new.charge_id := coalesce(new.charge_id, new.opened_by); return new; end $$;
create trigger first_asked before insert on casework.case_file
  for each row execute function casework.first_asked();

-- Whether a person works in a unit that exists. Both are kept as they are until the transaction
-- ends: a leave at the same instant waits for it, or has happened.
create function casework.works_in(who bigint, unit text, can_sign boolean) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform from accounts.account o join accounts.agency a on a.agency_id = o.agency_id
   where o.account_id = who and o.agency_id = coalesce(unit, o.agency_id)
     and o.disabled_at is null and a.retired_at is null
     and o.role not in ('system_admin', 'security_admin', 'auditor')
     and (not can_sign or o.role in ('duty_officer', 'agency_officer', 'township_officer',
                                     'village_cadre'))
     for share;
  return found;
end $$;

create function casework.is_named() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not casework.works_in(new.officer_id, new.agency_id, true) then
    raise exception 'nobody of this number works in this agency and can sign'
      using errcode = 'check_violation', constraint = 'answers_works_there';
  end if;
  return null;
end $$;
create trigger part_named after insert or update of officer_id, agency_id on casework.part
  for each row when (new.part <> 'copy') execute function casework.is_named();
create trigger task_named after insert or update of officer_id, agency_id on casework.task
  for each row when (new.answered_at is null and new.withdrawn_at is null)
  execute function casework.is_named();

create function casework.is_in_charge() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not casework.works_in(new.charge_id, null, false) then
    raise exception 'nobody of this number can be in charge'
      using errcode = 'check_violation', constraint = 'answers_works_there';
  end if;
  return null;
end $$;
create trigger case_charged after insert on casework.case_file
  for each row when (new.state = 'registered') execute function casework.is_in_charge();
create trigger case_charged_anew after update of charge_id on casework.case_file
  for each row when (new.state = 'registered' and new.charge_id <> old.charge_id)
  execute function casework.is_in_charge();

-- At the end of the transaction: one lead once a case is handed over, a part for every open task.
create function casework.is_answered_for() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  wanted bigint := case when tg_op = 'DELETE' then old.case_id else new.case_id end;
  held record;
begin
  select c.state, (select count(*) from casework.part p
                    where p.case_id = wanted and p.part = 'lead') as leads,
         exists (select from casework.task t
                  where t.case_id = wanted and t.answered_at is null and t.withdrawn_at is null
                    and not exists (select from casework.part p
                                     where p.case_id = wanted and p.agency_id = t.agency_id)) as apart
    into held
    from casework.case_file c where c.case_id = wanted and c.closed_at is null;
  if found and held.state <> 'registered' and held.leads <> 1 then
    raise exception 'an open case has one lead'
      using errcode = 'check_violation', constraint = 'answers_one_lead';
  elsif found and held.apart then
    raise exception 'an agency with an open task has a part'
      using errcode = 'check_violation', constraint = 'answers_task_has_part';
  end if;
  return null;
end $$;
create constraint trigger case_answered after insert on casework.case_file
  deferrable initially deferred
  for each row execute function casework.is_answered_for();
create constraint trigger case_answered_on after update of state on casework.case_file
  deferrable initially deferred
  for each row when (new.state <> old.state) execute function casework.is_answered_for();
create constraint trigger part_answered after insert or delete on casework.part
  deferrable initially deferred for each row execute function casework.is_answered_for();
create constraint trigger part_answered_on after update of part, agency_id on casework.part
  deferrable initially deferred
  for each row when (new.part <> old.part or new.agency_id <> old.agency_id)
  execute function casework.is_answered_for();
create constraint trigger task_answered after insert or update of agency_id on casework.task
  deferrable initially deferred for each row execute function casework.is_answered_for();

-- How many open cases a person, or everybody in an agency, answers for; a copy is to know, no more.
create function casework.held_by(who bigint, unit text) returns bigint
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    select count(*) from casework.case_file c
     where c.closed_at is null and c.case_id in (
       select p.case_id from casework.part p
        where p.part <> 'copy' and (p.officer_id = who or p.agency_id = unit)
       union all
       select t.case_id from casework.task t
        where t.answered_at is null and t.withdrawn_at is null
          and (t.officer_id = who or t.agency_id = unit)
       union all
       select f.case_id from casework.case_file f
        where f.state = 'registered'
          and (f.charge_id = who
               or f.charge_id in (select o.account_id from accounts.account o
                                   where o.agency_id = unit))));
end $$;

create function casework.leaves_nothing() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  held bigint;
begin
  if tg_table_name = 'account' then
    held := casework.held_by(new.account_id, null);
  else
    held := casework.held_by(null, new.agency_id);
  end if;
  if held > 0 then
    raise exception 'open cases are handed on first'
      using errcode = 'check_violation', constraint = 'answers_leaves_nothing', detail = held::text;
  end if;
  return null;
end $$;
create trigger account_leaves after update of disabled_at, agency_id, role on accounts.account
  for each row when ((new.disabled_at is not null and old.disabled_at is null)
                     or new.agency_id <> old.agency_id
                     or (new.role <> old.role
                         and new.role not in ('duty_officer', 'agency_officer',
                                              'township_officer', 'village_cadre')))
  execute function casework.leaves_nothing();
create trigger agency_leaves after update of retired_at on accounts.agency
  for each row when (new.retired_at is not null and old.retired_at is null)
  execute function casework.leaves_nothing();

revoke all on function casework.first_asked(), casework.works_in(bigint, text, boolean),
  casework.is_named(), casework.is_in_charge(), casework.is_answered_for(),
  casework.held_by(bigint, text), casework.leaves_nothing() from public;
grant execute on function casework.works_in(bigint, text, boolean),
  casework.held_by(bigint, text) to yushan_web, yushan_keeper;

-- Agencies that end on a day: their open cases go to the successor then.
create table accounts.retirement (
  agency_id  text primary key references accounts.agency,
  successor  text        not null references accounts.agency,
  retires_at timestamptz not null,
  why        text        not null check (length(why) between 2 and 500),
  asked_at   timestamptz not null,
  asked_by   bigint      references accounts.account,
  done_at    timestamptz,
  check (successor <> agency_id)
);
create index retirement_due on accounts.retirement (retires_at) where done_at is null;
grant select, insert, update, delete on accounts.retirement to yushan_web;
grant select on accounts.retirement to yushan_keeper;
grant update (done_at) on accounts.retirement to yushan_keeper;

-- Handing on is the keeper's work, who sees every case and no words of reporters: administrators of
-- accounts and agencies see none.
grant select on accounts.agency, accounts.duty to yushan_keeper;
grant select (login, role, agency_id, is_demo, disabled_at) on accounts.account to yushan_keeper;
grant update (disabled_at) on accounts.account to yushan_keeper;
grant select (session_id, account_id, ended_at, expires_at) on accounts.session to yushan_keeper;
grant update (ended_at) on accounts.session to yushan_keeper;
grant update (retired_at) on accounts.agency to yushan_keeper;
grant select on casework.mandate, casework.give_back to yushan_keeper;
grant select, insert on casework.step to yushan_keeper;
grant update (agency_id, officer_id) on casework.task to yushan_keeper;
create policy keeper on casework.mandate for select to yushan_keeper using (true);
create policy keeper on casework.give_back for select to yushan_keeper using (true);
create policy keeper on casework.step to yushan_keeper using (true);
grant execute on function
  audit.record(text, bigint, timestamptz, text, bigint, text, text, text) to yushan_keeper;
