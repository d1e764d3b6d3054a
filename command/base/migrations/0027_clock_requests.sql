-- What an agency asks for one of its clocks, and what somebody else decides; the pauses that follow.
create table casework.clock_request (
  case_id     bigint      not null,
  number      integer     not null check (number > 0),
  wish        text        not null check (wish in ('pause', 'extension', 'difficulty')),
  name        text        not null,
  task        integer     not null default 0 check (task = 0),
  redo        integer     not null,
  reason      text        check (reason in ('citizen', 'third_party', 'court', 'force')),
  days        integer     check (days between 1 and 60),
  difficulty  text        check (difficulty in ('simple', 'general', 'complex', 'difficult')),
  words       text        not null check (length(words) between 2 and 500),
  due_at      timestamptz not null,
  asked_at    timestamptz not null,
  asked_by    bigint      not null references accounts.account,
  decided_at  timestamptz,
  decided_by  bigint      references accounts.account,
  granted     boolean,
  answer      text        not null default '',
  lapsed_at   timestamptz,
  primary key (case_id, number),
  foreign key (case_id, name, task, redo) references casework.deadline,
  constraint clock_request_complete check (
    case wish when 'pause' then name = 'resolve_by' and num_nonnulls(reason, days) = 2
              when 'extension' then name in ('resolve_by', 'answer_by') and days <= 30
              else name = 'resolve_by' and difficulty is not null end),
  constraint clock_request_in_time check (wish = 'difficulty' or asked_at < due_at),
  constraint clock_request_other_decides check (decided_by <> asked_by),
  constraint clock_request_decided check (
    num_nonnulls(decided_at, decided_by, granted) in (0, 3) and decided_at >= asked_at
    and num_nonnulls(decided_at, lapsed_at) < 2)
);
create unique index clock_request_open on casework.clock_request (case_id)
  where decided_at is null and lapsed_at is null;
create unique index clock_request_extension on casework.clock_request (case_id, name, task, redo)
  where wish = 'extension' and granted;

create table casework.pause (
  case_id    bigint      not null,
  number     integer     not null,
  paused_at  timestamptz not null,
  until      timestamptz not null,
  resumed_at timestamptz,
  primary key (case_id, number),
  foreign key (case_id, number) references casework.clock_request,
  constraint pause_capped check (until > paused_at and until <= paused_at + interval '60 days'),
  constraint pause_ended check (resumed_at >= paused_at),
  constraint pause_one_at_a_time exclude using gist (
    int8range(case_id, case_id, '[]') with &&, tstzrange(paused_at, resumed_at) with &&)
);

-- A request stays as it was asked and decided; a pause as it was granted.
create function casework.request_stands() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if old.decided_at is not null or old.lapsed_at is not null
     or (new.case_id, new.number, new.wish, new.name, new.redo, new.words, new.due_at,
         new.asked_at, new.asked_by)
        is distinct from
        (old.case_id, old.number, old.wish, old.name, old.redo, old.words, old.due_at,
         old.asked_at, old.asked_by)
     or (new.reason, new.days, new.difficulty)
        is distinct from (old.reason, old.days, old.difficulty) then
    raise exception 'a request stays as it was asked' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger request_stands before update on casework.clock_request
  for each row execute function casework.request_stands();

create function casework.pause_is_granted() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'UPDATE' then
    if old.resumed_at is not null or (new.paused_at, new.until) <> (old.paused_at, old.until) then
      raise exception 'a pause ends once' using errcode = 'check_violation';
    end if;
  elsif not exists (select from casework.clock_request r
                     where r.case_id = new.case_id and r.number = new.number
                       and r.wish = 'pause' and r.granted
                       and new.until <= new.paused_at + make_interval(days => r.days)) then
    raise exception 'a pause needs somebody who grants it' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger pause_is_granted before insert or update on casework.pause
  for each row execute function casework.pause_is_granted();

-- A clock stands still, or is longer, because somebody granted it.
create function casework.clock_is_granted() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.paused_until is not null and not exists (
    select from casework.pause p
     where p.case_id = new.case_id and p.until = new.paused_until and p.resumed_at is null) then
    raise exception 'nobody has granted this pause' using errcode = 'check_violation';
  elsif new.granted > 0 and not exists (
    select from casework.clock_request r
     where r.case_id = new.case_id and r.name = new.name and r.redo = new.redo
       and r.wish = 'extension' and r.granted and r.days = new.granted) then
    raise exception 'nobody has granted these days' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger clock_is_granted before insert or update on casework.deadline
  for each row when (new.paused_until is not null or new.granted > 0)
  execute function casework.clock_is_granted();

revoke all on function casework.request_stands(), casework.pause_is_granted(),
  casework.clock_is_granted() from public;

-- The request that waits, on the case itself: who asked must not decide.
alter table casework.case_file
  add column asked integer,
  -- squawk-ignore adding-foreign-key-constraint
  add column asked_by bigint references accounts.account,
  add constraint case_file_asked check ((asked is null) = (asked_by is null)) not valid;

alter table casework.clock_request enable row level security, force row level security;
alter table casework.pause enable row level security, force row level security;
create policy house on casework.clock_request to yushan_house using (true) with check (true);
create policy house on casework.pause to yushan_house using (true) with check (true);
create policy keeper on casework.clock_request to yushan_keeper using (true);
create policy keeper on casework.pause to yushan_keeper using (true) with check (true);
create policy reach on casework.clock_request to yushan_web using (
  exists (select from casework.case_file c where c.case_id = clock_request.case_id)
);
create policy reach on casework.pause to yushan_web using (
  exists (select from casework.case_file c where c.case_id = pause.case_id)
);
grant select, insert on casework.clock_request, casework.pause to yushan_web;
grant update (decided_at, decided_by, granted, answer, lapsed_at) on casework.clock_request
  to yushan_web;
grant update (resumed_at) on casework.pause to yushan_web, yushan_keeper;
grant select on casework.clock_request, casework.pause to yushan_keeper;
