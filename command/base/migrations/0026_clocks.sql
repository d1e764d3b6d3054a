-- Clocks of a case: several by name, each with what it was counted from, its pauses and the steps it
-- has told. A redo begins a clock beside the first, whose start stays on record. No served program
-- runs while this does.
alter table casework.deadline
  add column redo integer not null default 0,
  add column days integer not null default 0,
  add column count text not null default 'calendar_roll',
  add column granted integer not null default 0,
  add column edition integer not null default 0,
  add column warned integer not null default 0,
  add column paused date[] not null default '{}',
  add column paused_until timestamptz;

-- Clocks that run already: their days as promised then, their early steps not told in hindsight.
update casework.deadline d
   set warned = case when d.escalated_at is null then 80 else 100 end,
       count = case d.name when 'visit_by' then 'workdays' else 'calendar_roll' end,
       days = case d.name
                when 'accept_by' then 15 when 'visit_by' then 3
                when 'resolve_by' then
                  case c.difficulty when 'simple' then 1 when 'general' then 5
                                    when 'complex' then 15 else 20 end
                else 0 end
  from casework.case_file c
 where c.case_id = d.case_id;

-- squawk-ignore ban-drop-constraint
alter table casework.deadline drop constraint deadline_pkey;
-- squawk-ignore constraint-missing-not-valid, adding-serial-primary-key-field
alter table casework.deadline add primary key (case_id, name, task, redo);
-- squawk-ignore ban-drop-constraint
alter table casework.deadline drop constraint deadline_name_check;
alter table casework.deadline
  add constraint deadline_name_check
    check (name in ('accept_by', 'resolve_by', 'visit_by', 'task_by', 'answer_by', 'reply_by'))
    not valid,
  add constraint deadline_counted check (
    days between 0 and 400 and granted between 0 and 30 and redo >= 0 and edition >= 0
    and count in ('calendar_roll', 'workdays')) not valid,
  add constraint deadline_after_start check (due_at > started_at) not valid,
  add constraint deadline_warned check (
    warned in (0, 50, 80, 100, 150) and (escalated_at is null) = (warned < 100)) not valid,
  -- Only the promise may stand still: no pause of ours holds up the law.
  add constraint deadline_paused check (
    (paused_until is null) = (cardinality(paused) % 2 = 0)
    and (name = 'resolve_by' or cardinality(paused) = 0)
    and (met_at is null or paused_until is null)) not valid;
-- squawk-ignore ban-drop-constraint
alter table casework.case_file drop constraint case_file_due_name_check;
alter table casework.case_file add constraint case_file_due_name_check
  check (due_name in ('accept_by', 'resolve_by', 'visit_by', 'task_by', 'answer_by', 'reply_by'))
  not valid;
-- squawk-ignore require-concurrent-index-deletion
drop index casework.deadline_running;
create index deadline_provisional on casework.deadline (case_id)
  where provisional and met_at is null;

-- When a case has something to tell: the nearest step of its clocks.
alter table casework.case_file add column next_at timestamptz;
update casework.case_file c
   set next_at = (select min(case when d.warned < 100 then d.due_at
                                  else d.started_at + (d.due_at - d.started_at) * 1.5 end)
                    from casework.deadline d
                   where d.case_id = c.case_id and d.met_at is null)
 where c.closed_at is null;
create index case_next on casework.case_file (next_at, case_id) where closed_at is null;

-- What a clock has said: each step once an edition, never before its instant.
create table casework.clock_step (
  case_id  bigint      not null,
  name     text        not null,
  task     integer     not null,
  redo     integer     not null,
  edition  integer     not null,
  step     integer     not null check (step in (50, 80, 100, 150)),
  step_at  timestamptz not null,
  fired_at timestamptz not null,
  late     boolean     not null,
  primary key (case_id, name, task, redo, edition, step),
  foreign key (case_id, name, task, redo) references casework.deadline,
  constraint clock_step_never_early check (fired_at >= step_at),
  constraint clock_step_late check (late = (fired_at - step_at > interval '5 minutes'))
);

-- A clock that stands still or is kept says nothing, whoever asks.
create function casework.clock_speaks() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (select from casework.deadline d
                  where d.case_id = new.case_id and d.name = new.name and d.task = new.task
                    and d.redo = new.redo and d.edition = new.edition and d.warned < new.step
                    and d.met_at is null and d.paused_until is null) then
    raise exception 'this clock has nothing to say' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger clock_speaks before insert on casework.clock_step
  for each row execute function casework.clock_speaks();

-- How a clock may move: its start never, its end only by a grant, a pause or a calendar that came
-- out, a step only when it was said, and what is kept stays kept.
create function casework.clock_moves() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.started_at <> old.started_at then
    raise exception 'a clock never starts again' using errcode = 'check_violation';
  elsif old.met_at is not null and new is distinct from old then
    raise exception 'a promise kept stays as it is' using errcode = 'check_violation';
  elsif new.edition < old.edition or new.edition > old.edition + 1 then
    raise exception 'editions of a clock follow each other' using errcode = 'check_violation';
  elsif old.granted <> 0 and new.granted <> old.granted then
    raise exception 'a clock is extended once' using errcode = 'check_violation';
  elsif new.edition = old.edition then
    if new.warned < old.warned or (old.escalated_at is not null
                                   and new.escalated_at is distinct from old.escalated_at) then
      raise exception 'what a clock has said stays said' using errcode = 'check_violation';
    elsif new.due_at <> old.due_at and not old.provisional and old.paused_until is null then
      raise exception 'a promise is not moved like that' using errcode = 'check_violation';
    elsif new.warned > old.warned and not exists (
      select from casework.clock_step s
       where s.case_id = new.case_id and s.name = new.name and s.task = new.task
         and s.redo = new.redo and s.edition = new.edition and s.step = new.warned) then
      raise exception 'a clock must say its step' using errcode = 'check_violation';
    end if;
  end if;
  return new;
end $$;
create trigger clock_moves before update on casework.deadline
  for each row execute function casework.clock_moves();

revoke all on function casework.clock_speaks(), casework.clock_moves() from public;

alter table casework.clock_step enable row level security, force row level security;
create policy house on casework.clock_step to yushan_house using (true) with check (true);
create policy keeper on casework.clock_step to yushan_keeper using (true) with check (true);
create policy reach on casework.clock_step to yushan_web using (
  exists (select from casework.case_file c where c.case_id = clock_step.case_id)
);
grant select, insert on casework.clock_step to yushan_keeper;
grant select on casework.clock_step to yushan_web;

create or replace view incident.deadline with (security_barrier) as
select case_id, name, task, started_at, due_at, provisional, met_at, escalated_at,
       redo, days, count, granted, edition, warned, paused, paused_until
  from casework.deadline;
