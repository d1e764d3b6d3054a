-- A matter before somebody else: a court, an arbitration, another body in law, which it comes back
-- from with a result; and the hearing of a grave one. It never leaves the house's sight.
insert into casework.move (before, after) values
  ('handling', 'transferred'), ('transferred', 'handling'), ('transferred', 'resolved'),
  ('transferred', 'withdrawn'),
  ('handling', 'hearing'), ('hearing', 'handling'), ('hearing', 'withdrawn');

-- squawk-ignore ban-drop-constraint
alter table casework.deadline drop constraint deadline_name_check;
alter table casework.deadline add constraint deadline_name_check
  check (name in ('accept_by', 'resolve_by', 'visit_by', 'task_by', 'answer_by', 'reply_by',
                  'outside_by', 'hearing_by')) not valid;
-- squawk-ignore ban-drop-constraint
alter table casework.case_file drop constraint case_file_due_name_check;
alter table casework.case_file add constraint case_file_due_name_check
  check (due_name in ('accept_by', 'resolve_by', 'visit_by', 'task_by', 'answer_by', 'reply_by',
                      'outside_by', 'hearing_by')) not valid;

create table casework.outside (
  case_id   bigint      not null references casework.case_file,
  number    integer     not null check (number > 0),
  body      text        not null check (body in ('court', 'arbitration', 'review', 'inspection',
                                                 'police', 'other')),
  name      text        not null check (length(name) between 2 and 60),
  reference text        not null default '' check (length(reference) <= 60),
  words     text        not null check (length(words) between 2 and 2000),
  sent_at   timestamptz not null,
  sent_by   bigint      not null references accounts.account,
  outcome   text        check (outcome in ('decided', 'sent_back', 'withdrawn')),
  result    text        not null default '',
  back_at   timestamptz,
  back_by   bigint      references accounts.account,
  primary key (case_id, number),
  constraint outside_back check (
    num_nonnulls(outcome, back_at, back_by) in (0, 3) and back_at >= sent_at
    and (outcome is null) = (result = ''))
);
create unique index outside_now on casework.outside (case_id) where back_at is null;

create table casework.hearing (
  case_id      bigint      not null references casework.case_file,
  number       integer     not null check (number > 0),
  held_on      timestamptz not null,
  spot         text        not null check (length(spot) between 2 and 60),
  words        text        not null check (length(words) between 2 and 500),
  called_at    timestamptz not null,
  called_by    bigint      not null references accounts.account,
  who          text        not null default '' check (length(who) <= 500),
  minutes      text        not null default '' check (length(minutes) <= 2000),
  concluded_at timestamptz,
  concluded_by bigint      references accounts.account,
  primary key (case_id, number),
  constraint hearing_concluded check (
    num_nonnulls(concluded_at, concluded_by) in (0, 2) and concluded_at >= called_at
    and (concluded_at is null) = (minutes = ''))
);
create unique index hearing_now on casework.hearing (case_id) where concluded_at is null;

-- What is over stays as it was written.
create function casework.away_stands() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  before jsonb := to_jsonb(old);
  ending text[] := case tg_table_name
    when 'outside' then array['outcome', 'result', 'back_at', 'back_by']
    else array['who', 'minutes', 'concluded_at', 'concluded_by'] end;
begin
  if coalesce(before ->> 'back_at', before ->> 'concluded_at') is not null
     or before - ending <> to_jsonb(new) - ending then
    raise exception 'what is on record stays as it was' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger outside_stands before update on casework.outside
  for each row execute function casework.away_stands();
create trigger hearing_stands before update on casework.hearing
  for each row execute function casework.away_stands();

-- Whoever is away has a place where they are, and the other way round.
create function casework.is_away() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  held text;
begin
  select c.state into held from casework.case_file c where c.case_id = new.case_id;
  if (held = 'transferred') <> exists (select from casework.outside o
                                        where o.case_id = new.case_id and o.back_at is null)
     or (held = 'hearing') <> exists (select from casework.hearing h
                                       where h.case_id = new.case_id
                                         and h.concluded_at is null) then
    raise exception 'a case that is away is somewhere'
      using errcode = 'check_violation', constraint = 'away_somewhere';
  end if;
  return null;
end $$;
create constraint trigger case_away after update of state on casework.case_file
  deferrable initially deferred
  for each row when (new.state <> old.state
                     and (new.state in ('transferred', 'hearing')
                          or old.state in ('transferred', 'hearing')))
  execute function casework.is_away();
create constraint trigger outside_away after insert or update on casework.outside
  deferrable initially deferred for each row execute function casework.is_away();
create constraint trigger hearing_away after insert or update on casework.hearing
  deferrable initially deferred for each row execute function casework.is_away();
revoke all on function casework.away_stands(), casework.is_away() from public;

alter table casework.outside enable row level security, force row level security;
alter table casework.hearing enable row level security, force row level security;
create policy house on casework.outside to yushan_house using (true) with check (true);
create policy house on casework.hearing to yushan_house using (true) with check (true);
create policy reach on casework.outside to yushan_web using (
  exists (select from casework.case_file c where c.case_id = outside.case_id)
);
create policy reach on casework.hearing to yushan_web using (
  exists (select from casework.case_file c where c.case_id = hearing.case_id)
);
grant select, insert on casework.outside, casework.hearing to yushan_web;
grant update (outcome, result, back_at, back_by) on casework.outside to yushan_web;
grant update (who, minutes, concluded_at, concluded_by) on casework.hearing to yushan_web;
