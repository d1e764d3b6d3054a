-- Supervision: what is demanded of a unit beside its promise. It only gets graver, is answered in
-- writing and lifted by a person with a reason. No served program runs while this does.
create table casework.supervision (
  case_id     bigint      not null references casework.case_file,
  number      integer     not null check (number > 0),
  stage       text        not null check (stage in ('instructed', 'reminded', 'ordinary', 'yellow',
                                                    'red', 'listed', 'lifted')),
  agency_id   text        not null references accounts.agency,
  officer_id  bigint      not null references accounts.account,
  words       text        not null check (length(words) between 2 and 2000),
  given_at    timestamptz not null,
  given_by    bigint      not null references accounts.account,
  due_at      timestamptz not null,
  raised      integer     not null default 0 check (raised between 0 and 4),
  answer      text        not null default '',
  answered_at timestamptz,
  answered_by bigint      references accounts.account,
  lifted_at   timestamptz,
  lifted_by   bigint      references accounts.account,
  lifted_why  text        not null default '',
  primary key (case_id, number),
  constraint supervision_due check (due_at > given_at),
  constraint supervision_answered check (
    num_nonnulls(answered_at, answered_by) in (0, 2)
    and (answered_at is null) = (answer = '')),
  constraint supervision_lifted check (
    num_nonnulls(lifted_at, lifted_by) in (0, 2)
    and (lifted_at is null) = (stage <> 'lifted') and (lifted_at is null) = (lifted_why = ''))
);
-- One at a time for each unit of a case, beside what a leader instructs.
create unique index supervision_one on casework.supervision (case_id, agency_id)
  where lifted_at is null and stage <> 'instructed';
create index supervision_officer on casework.supervision (officer_id) where lifted_at is null;

-- One way: what was lifted stays lifted, what went further never goes back, and what was answered is
-- only asked anew a step further.
create function casework.supervision_moves() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  ways text[] := array['reminded', 'ordinary', 'yellow', 'red', 'listed', 'lifted'];
begin
  if old.lifted_at is not null then
    raise exception 'what was lifted stays lifted' using errcode = 'check_violation';
  elsif new.stage <> old.stage and new.stage <> 'lifted'
        and (old.stage = 'instructed' or new.stage = 'instructed'
             or array_position(ways, new.stage) < array_position(ways, old.stage)) then
    raise exception 'a supervision only gets graver' using errcode = 'check_violation';
  elsif new.stage = old.stage
        and (new.words, new.given_at, new.given_by, new.due_at, new.raised)
            is distinct from (old.words, old.given_at, old.given_by, old.due_at, old.raised) then
    raise exception 'what was demanded stays as it was' using errcode = 'check_violation';
  elsif old.answered_at is not null and new.raised = old.raised
        and (new.answer, new.answered_at, new.answered_by)
            is distinct from (old.answer, old.answered_at, old.answered_by) then
    raise exception 'what was answered stays answered' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger supervision_moves before update on casework.supervision
  for each row execute function casework.supervision_moves();

-- An open one names somebody who works there, as a task does.
create trigger supervision_named after insert or update of officer_id, agency_id
  on casework.supervision
  for each row when (new.lifted_at is null) execute function casework.is_named();

-- A case does not close over an open one.
create function casework.closes_over_nothing() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (select from casework.supervision s
              where s.case_id = new.case_id and s.lifted_at is null) then
    raise exception 'a supervision is lifted before its case closes'
      using errcode = 'check_violation', constraint = 'supervision_open';
  end if;
  return null;
end $$;
create constraint trigger case_closes_over_nothing after update of closed_at on casework.case_file
  deferrable initially deferred
  for each row when (new.closed_at is not null and old.closed_at is null)
  execute function casework.closes_over_nothing();
revoke all on function casework.supervision_moves(), casework.closes_over_nothing() from public;

-- How far the gravest has gone, for queues and cards.
alter table casework.case_file add column supervised text;
create index case_supervised on casework.case_file (due_at, case_id)
  where supervised is not null and closed_at is null;

-- Its clock: numbered like a task's, anew at each step further.
-- squawk-ignore ban-drop-constraint
alter table casework.deadline drop constraint deadline_task_check;
alter table casework.deadline add constraint deadline_task_check
  check ((name in ('task_by', 'reply_by')) = (task > 0)) not valid;

create or replace view incident.case_file with (security_barrier) as
select f.case_id, f.receipt_number, f.kind, f.type, f.title, f.level, f.difficulty, f.headcount,
       f.public_place as place,
       case when s.type is not null and f.public_place = f.place then f.spot else '' end as spot,
       case when s.type is not null and f.public_place = f.place then f.lon end as lon,
       case when s.type is not null and f.public_place = f.place then f.lat end as lat,
       case when s.type is not null and f.public_place = f.place then f.precision else 'none' end
         as precision,
       f.channel, f.state, f.version, f.opened_at, f.changed_at, f.accepted_at, f.resolved_at,
       f.closed_at, f.escalated_at, f.why, f.acknowledged_at, f.due_at, f.due_name, f.overdue,
       f.redo_count, f.return_count,
       case when f.closed_at is not null then f.satisfaction end as satisfaction,
       f.supervised
  from casework.case_file f left join incident.shown_type s on s.type = f.type;

alter table casework.supervision enable row level security, force row level security;
create policy house on casework.supervision to yushan_house using (true) with check (true);
create policy keeper on casework.supervision to yushan_keeper using (true);
create policy hall on casework.supervision to yushan_hall using (video.is_heard(case_id));
create policy reach on casework.supervision to yushan_web using (
  exists (select from casework.case_file c where c.case_id = supervision.case_id)
);
grant select, insert on casework.supervision to yushan_web;
grant update (stage, agency_id, officer_id, words, given_at, given_by, due_at, raised, answer,
              answered_at, answered_by, lifted_at, lifted_by, lifted_why)
  on casework.supervision to yushan_web;
grant select on casework.supervision to yushan_keeper, yushan_hall;
grant update (agency_id, officer_id) on casework.supervision to yushan_keeper;
