-- Assessment: what the citizens said of units, and strikes for a dissatisfied visit (R54-R56). One
-- entry a dissatisfied visit, for the lead unit and its named officer of then, by calendar year of
-- China. An entry counts when nobody appeals in time or the appeal is dismissed; voiding takes two
-- persons, neither of them of the unit. Counters of work results, not of citizens.
create schema assessment;
grant usage on schema assessment to yushan_web, yushan_keeper;

-- What casework publishes: no words, and no officer but the one who answered for the case.
create view casework.rated_visit with (security_barrier) as
select v.case_id, v.redo, c.receipt_number, left(c.public_place, 6) as county, v.satisfaction,
       v.lead_agency, v.officer_id, v.visited_at
  from casework.visit v join casework.case_file c using (case_id)
 where v.lead_agency is not null and v.officer_id is not null;
grant select on casework.rated_visit to yushan_keeper;

-- How far the journal was read; who moves it holds it.
create table assessment.position (
  one boolean primary key default true check (one),
  seq bigint  not null
);
insert into assessment.position (seq) values (0);

create table assessment.visit (
  case_id      bigint      not null references casework.case_file,
  redo         integer     not null,
  agency_id    text        not null references accounts.agency,
  satisfaction text        not null,
  visited_at   timestamptz not null,
  primary key (case_id, redo)
);
create index visit_visited on assessment.visit (visited_at);

create table assessment.strike (
  strike_id    bigint generated always as identity primary key,
  case_id      bigint      not null,
  redo         integer     not null,
  receipt      text        not null,
  county       text        not null,
  year         integer     not null,
  agency_id    text        not null references accounts.agency,
  officer_id   bigint      not null references accounts.account,
  visited_at   timestamptz not null,
  entered_at   timestamptz not null,
  appeal_until timestamptz not null,
  state        text        not null default 'pending'
               check (state in ('pending', 'appealed', 'counted', 'voided')),
  counted_at   timestamptz,
  unique (case_id, redo),
  foreign key (case_id, redo) references assessment.visit,
  constraint strike_year check (
    year = extract(year from visited_at at time zone interval '8 hours')),
  constraint strike_counted check (counted_at >= appeal_until),
  constraint strike_state check (
    case state when 'counted' then counted_at is not null
               when 'voided' then true else counted_at is null end)
);
create index strike_agency on assessment.strike (year, agency_id);
create index strike_officer on assessment.strike (year, officer_id);
create index strike_pending on assessment.strike (appeal_until) where state = 'pending';

create table assessment.appeal (
  strike_id   bigint      primary key references assessment.strike,
  words       text        not null check (length(words) between 4 and 1000),
  appealed_by bigint      not null references accounts.account,
  appealed_at timestamptz not null,
  answer      text        not null default '' check (length(answer) <= 1000),
  decided_by  bigint      references accounts.account,
  decided_at  timestamptz,
  upheld      boolean,
  constraint appeal_other_decides check (decided_by <> appealed_by),
  constraint appeal_decided check (num_nonnulls(decided_by, decided_at, upheld) in (0, 3))
);

create table assessment.voiding (
  voiding_id  bigint generated always as identity primary key,
  strike_id   bigint      not null references assessment.strike,
  why         text        not null check (length(why) between 4 and 1000),
  proposed_by bigint      not null references accounts.account,
  proposed_at timestamptz not null,
  answer      text        not null default '' check (length(answer) <= 1000),
  decided_by  bigint      references accounts.account,
  decided_at  timestamptz,
  approved    boolean,
  constraint voiding_other_decides check (decided_by <> proposed_by),
  constraint voiding_decided check (num_nonnulls(decided_by, decided_at, approved) in (0, 3))
);
create unique index voiding_open on assessment.voiding (strike_id) where decided_at is null;
create index voiding_strike on assessment.voiding (strike_id);

-- The interview (约谈) that is owed when a unit or an officer reaches the third entry of a year.
create table assessment.interview (
  interview_id      bigint generated always as identity primary key,
  strike_id         bigint      not null unique references assessment.strike,
  county            text        not null,
  year              integer     not null,
  agency_id         text        references accounts.agency,
  officer_id        bigint      references accounts.account,
  owed_at           timestamptz not null,
  state             text        not null default 'owed'
                    check (state in ('owed', 'held', 'signed', 'withdrawn')),
  talker            text        check (length(talker) between 2 and 60),
  held_on           date,
  minutes           text        check (length(minutes) between 10 and 4000),
  rectify_by        date,
  recorded_by       bigint      references accounts.account,
  recorded_at       timestamptz,
  digest            text        check (digest ~ '^[0-9a-f]{64}$'),
  unit_signed_by    bigint      references accounts.account,
  unit_signed_at    timestamptz,
  officer_signed_at timestamptz,
  constraint interview_subject check (num_nonnulls(agency_id, officer_id) > 0),
  constraint interview_record check (
    num_nonnulls(talker, held_on, minutes, rectify_by, recorded_by, recorded_at, digest)
      = case when state in ('held', 'signed') then 7 else 0 end
    and rectify_by >= held_on and recorded_by <> officer_id),
  constraint interview_signed check (
    state <> 'signed'
    or ((agency_id is null or unit_signed_at is not null)
        and (officer_id is null or officer_signed_at is not null)))
);
create unique index interview_unit on assessment.interview (year, agency_id)
  where agency_id is not null and state <> 'withdrawn';
create unique index interview_officer on assessment.interview (year, officer_id)
  where officer_id is not null and state <> 'withdrawn';

-- Only the moves of the table, and each with what it needs.
create function assessment.strike_moves() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if (new.case_id, new.redo, new.receipt, new.county, new.year, new.agency_id, new.officer_id,
      new.visited_at, new.entered_at)
     is distinct from
     (old.case_id, old.redo, old.receipt, old.county, old.year, old.agency_id, old.officer_id,
      old.visited_at, old.entered_at)
     or (old.state || '>' || new.state) not in
        ('pending>appealed', 'appealed>pending', 'pending>counted', 'pending>voided',
         'appealed>voided', 'counted>voided') then
    raise exception 'an entry does not move like that' using errcode = 'check_violation';
  end if;
  if new.state = 'voided' and not exists (
       select from assessment.voiding v where v.strike_id = new.strike_id and v.approved) then
    raise exception 'voiding takes two persons' using errcode = 'check_violation';
  end if;
  if old.state = 'appealed' and new.state = 'pending' and not exists (
       select from assessment.appeal a where a.strike_id = new.strike_id and not a.upheld) then
    raise exception 'nobody has decided on the appeal' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger strike_moves before update on assessment.strike
  for each row execute function assessment.strike_moves();

-- Neither who proposes nor who decides is of the unit, or the officer.
create function assessment.voiding_by_others() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (select from assessment.strike s
               join accounts.account a on a.account_id in (new.proposed_by, new.decided_by)
              where s.strike_id = new.strike_id
                and (a.agency_id = s.agency_id or a.account_id = s.officer_id)) then
    raise exception 'the unit does not void its own entry' using errcode = 'check_violation';
  end if;
  if tg_op = 'UPDATE' and (old.decided_at is not null
      or (new.strike_id, new.why, new.proposed_by, new.proposed_at)
         is distinct from (old.strike_id, old.why, old.proposed_by, old.proposed_at)) then
    raise exception 'a proposal stays as it was' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger voiding_by_others before insert or update on assessment.voiding
  for each row execute function assessment.voiding_by_others();

-- What was written down and signed stays.
create function assessment.interview_stands() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if old.state in ('signed', 'withdrawn')
     or (new.strike_id, new.year, new.owed_at) is distinct from
        (old.strike_id, old.year, old.owed_at)
     or (old.state = 'held' and
         (new.agency_id, new.officer_id, new.talker, new.held_on, new.minutes, new.rectify_by,
          new.recorded_by, new.recorded_at, new.digest)
         is distinct from
         (old.agency_id, old.officer_id, old.talker, old.held_on, old.minutes, old.rectify_by,
          old.recorded_by, old.recorded_at, old.digest))
     or (old.state || '>' || new.state) not in
        ('owed>owed', 'owed>held', 'owed>withdrawn', 'held>held', 'held>signed') then
    raise exception 'a record of an interview stays as it is' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger interview_stands before update on assessment.interview
  for each row execute function assessment.interview_stands();
revoke all on function assessment.strike_moves(), assessment.voiding_by_others(),
  assessment.interview_stands() from public;

alter table assessment.position enable row level security, force row level security;
alter table assessment.visit enable row level security, force row level security;
alter table assessment.strike enable row level security, force row level security;
alter table assessment.appeal enable row level security, force row level security;
alter table assessment.voiding enable row level security, force row level security;
alter table assessment.interview enable row level security, force row level security;
create policy house on assessment.position to yushan_house using (true) with check (true);
create policy house on assessment.visit to yushan_house using (true) with check (true);
create policy house on assessment.strike to yushan_house using (true) with check (true);
create policy house on assessment.appeal to yushan_house using (true) with check (true);
create policy house on assessment.voiding to yushan_house using (true) with check (true);
create policy house on assessment.interview to yushan_house using (true) with check (true);
create policy keeper on assessment.position to yushan_keeper using (true);
create policy keeper on assessment.visit to yushan_keeper using (true) with check (true);
create policy keeper on assessment.strike to yushan_keeper using (true) with check (true);
create policy keeper on assessment.interview to yushan_keeper using (true) with check (true);

-- Whoever assesses reads all of it; a unit its own, an officer their own wherever they are now.
create policy reach on assessment.visit to yushan_web using (
  (select accounts.my_role()) in ('supervisor', 'county_leader')
);
create policy reach on assessment.strike to yushan_web using (
  (select accounts.my_role()) in ('supervisor', 'county_leader')
  or agency_id = (select accounts.my_agency()) or officer_id = (select accounts.my_account())
);
create policy reach on assessment.interview to yushan_web using (
  (select accounts.my_role()) in ('supervisor', 'county_leader')
  or agency_id = (select accounts.my_agency()) or officer_id = (select accounts.my_account())
);
create policy reach on assessment.appeal to yushan_web using (
  exists (select from assessment.strike s where s.strike_id = appeal.strike_id)
);
create policy reach on assessment.voiding to yushan_web using (
  exists (select from assessment.strike s where s.strike_id = voiding.strike_id)
);
grant select, update (seq) on assessment.position to yushan_keeper;
grant select, insert on assessment.visit to yushan_keeper;
grant select, insert, update (state, counted_at) on assessment.strike to yushan_keeper;
grant select, insert, update (state, agency_id, officer_id) on assessment.interview
  to yushan_keeper;
grant select on assessment.visit to yushan_web;
grant select, update (state, appeal_until) on assessment.strike to yushan_web;
grant select, insert, update (answer, decided_by, decided_at, upheld) on assessment.appeal
  to yushan_web;
grant select, insert, update (answer, decided_by, decided_at, approved) on assessment.voiding
  to yushan_web;
grant select, update (state, talker, held_on, minutes, rectify_by, recorded_by, recorded_at, digest,
  unit_signed_by, unit_signed_at, officer_signed_at) on assessment.interview to yushan_web;

-- What is published: how many entries of a year count. Whoever looks through it sees the rows that
-- are theirs.
create view assessment.unit_year with (security_invoker) as
select s.year, s.agency_id, count(*) filter (where s.state = 'counted') as counted,
       count(*) filter (where s.state in ('pending', 'appealed')) as waiting
  from assessment.strike s group by s.year, s.agency_id;
create view assessment.officer_year with (security_invoker) as
select s.year, s.officer_id, count(*) filter (where s.state = 'counted') as counted,
       count(*) filter (where s.state in ('pending', 'appealed')) as waiting
  from assessment.strike s group by s.year, s.officer_id;
grant select on assessment.unit_year, assessment.officer_year to yushan_web, yushan_keeper;
