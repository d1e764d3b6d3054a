-- Review and re-review of an answer by an organ above (petition work regulations art. 35, 36): asked
-- by the citizen in 30 days, answered in 30 days, the time of a hearing left out; then it is over.
insert into casework.move (before, after) values
  ('visited', 'reviewing'), ('closed', 'reviewing'), ('visited', 'rereviewing'),
  ('closed', 'rereviewing'),
  ('reviewing', 'visited'), ('reviewing', 'handling'), ('reviewing', 'withdrawn'),
  ('rereviewing', 'visited'), ('rereviewing', 'handling'), ('rereviewing', 'withdrawn');

-- squawk-ignore ban-drop-constraint
alter table casework.deadline drop constraint deadline_name_check;
alter table casework.deadline add constraint deadline_name_check
  check (name in ('accept_by', 'resolve_by', 'visit_by', 'task_by', 'answer_by', 'reply_by',
                  'outside_by', 'hearing_by', 'perform_by', 'confirm_by', 'review_by')) not valid;
-- squawk-ignore ban-drop-constraint
alter table casework.case_file drop constraint case_file_due_name_check;
alter table casework.case_file add constraint case_file_due_name_check
  check (due_name in ('accept_by', 'resolve_by', 'visit_by', 'task_by', 'answer_by', 'reply_by',
                      'outside_by', 'hearing_by', 'perform_by', 'confirm_by', 'review_by'))
  not valid;
-- Beside our own promise only the time of a hearing in a re-review is left out (art. 36).
-- squawk-ignore ban-drop-constraint
alter table casework.deadline drop constraint deadline_paused;
alter table casework.deadline add constraint deadline_paused check (
  (paused_until is null) = (cardinality(paused) % 2 = 0)
  and (name = 'resolve_by' or cardinality(paused) = 0
       or (name = 'review_by' and paused_until is null))
  and (met_at is null or paused_until is null)) not valid;

create table casework.review (
  case_id      bigint      not null references casework.case_file,
  round        integer     not null check (round >= 0),
  stage        smallint    not null check (stage in (1, 2)),
  organ        text        not null check (length(organ) between 2 and 60),
  words        text        not null check (length(words) between 2 and 2000),
  asked_on     date        not null,
  asked_at     timestamptz not null,
  asked_by     bigint      not null references accounts.account,
  outcome      text        check (outcome in ('upheld', 'changed', 'withdrawn')),
  opinion      text        not null default '' check (length(opinion) <= 2000),
  concluded_at timestamptz,
  concluded_by bigint      references accounts.account,
  primary key (case_id, round, stage),
  constraint review_concluded check (
    num_nonnulls(outcome, concluded_at, concluded_by) in (0, 3)
    and concluded_at >= asked_at and (outcome is null) = (opinion = ''))
);
create unique index review_now on casework.review (case_id) where outcome is null;

create function casework.review_stands() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    if new.stage = 2 and not exists (
      select from casework.review r
       where r.case_id = new.case_id and r.round = new.round and r.stage = 1
         and r.outcome = 'upheld') then
      raise exception 'a re-review follows a review' using errcode = 'check_violation';
    end if;
  elsif old.outcome is not null
        or (new.case_id, new.round, new.stage, new.organ, new.words, new.asked_on, new.asked_at)
           is distinct from
           (old.case_id, old.round, old.stage, old.organ, old.words, old.asked_on, old.asked_at) then
    raise exception 'a review stays as it was' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger review_stands before insert or update on casework.review
  for each row execute function casework.review_stands();

create function casework.is_reviewing() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  held text;
  waits smallint;
begin
  select c.state into held from casework.case_file c where c.case_id = new.case_id;
  select r.stage into waits from casework.review r
   where r.case_id = new.case_id and r.outcome is null;
  if coalesce(waits, 0)
     <> (case held when 'reviewing' then 1 when 'rereviewing' then 2 else 0 end) then
    raise exception 'a case is reviewed when somebody has asked for it'
      using errcode = 'check_violation', constraint = 'review_state';
  end if;
  return null;
end $$;
create constraint trigger case_reviewing after update of state on casework.case_file
  deferrable initially deferred
  for each row when (new.state <> old.state
                     and (new.state in ('reviewing', 'rereviewing')
                          or old.state in ('reviewing', 'rereviewing')))
  execute function casework.is_reviewing();
create constraint trigger review_reviewing after insert or update on casework.review
  deferrable initially deferred for each row execute function casework.is_reviewing();
revoke all on function casework.review_stands(), casework.is_reviewing() from public;

alter table casework.review enable row level security, force row level security;
create policy house on casework.review to yushan_house using (true) with check (true);
create policy reach on casework.review to yushan_web using (
  exists (select from casework.case_file c where c.case_id = review.case_id)
);
grant select, insert on casework.review to yushan_web;
grant update (outcome, opinion, concluded_at, concluded_by) on casework.review to yushan_web;
