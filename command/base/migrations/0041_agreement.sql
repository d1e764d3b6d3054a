-- A mediation agreement: what each party has to do until when, whether it was done, and whether a
-- court is asked to confirm it (people's mediation law art. 29, 31, 33).
insert into casework.move (before, after) values
  ('handling', 'performing'), ('performing', 'handling'), ('performing', 'resolved'),
  ('performing', 'withdrawn');

-- squawk-ignore ban-drop-constraint
alter table casework.deadline drop constraint deadline_name_check;
alter table casework.deadline add constraint deadline_name_check
  check (name in ('accept_by', 'resolve_by', 'visit_by', 'task_by', 'answer_by', 'reply_by',
                  'outside_by', 'hearing_by', 'perform_by', 'confirm_by')) not valid;
-- squawk-ignore ban-drop-constraint
alter table casework.deadline drop constraint deadline_task_check;
alter table casework.deadline add constraint deadline_task_check
  check ((name in ('task_by', 'reply_by', 'perform_by')) = (task > 0)) not valid;
-- squawk-ignore ban-drop-constraint
alter table casework.case_file drop constraint case_file_due_name_check;
alter table casework.case_file add constraint case_file_due_name_check
  check (due_name in ('accept_by', 'resolve_by', 'visit_by', 'task_by', 'answer_by', 'reply_by',
                      'outside_by', 'hearing_by', 'perform_by', 'confirm_by')) not valid;

create table casework.agreement (
  case_id       bigint      not null references casework.case_file,
  number        integer     not null check (number > 0),
  agreed_on     date        not null,
  mediators     text        not null check (length(mediators) between 2 and 120),
  form          text        not null check (form in ('written', 'oral')),
  words         text        not null check (length(words) between 2 and 2000),
  made_at       timestamptz not null,
  made_by       bigint      not null references accounts.account,
  confirmation  text        check (confirmation in ('waived', 'applied', 'confirmed', 'refused')),
  confirm_words text        not null default '' check (length(confirm_words) <= 500),
  confirm_at    timestamptz,
  confirm_by    bigint      references accounts.account,
  ended         text        check (ended in ('performed', 'broken', 'withdrawn')),
  ended_words   text        not null default '' check (length(ended_words) <= 2000),
  ended_at      timestamptz,
  ended_by      bigint      references accounts.account,
  primary key (case_id, number),
  constraint agreement_confirmed check (
    num_nonnulls(confirmation, confirm_at, confirm_by) in (0, 3)),
  constraint agreement_ended check (
    num_nonnulls(ended, ended_at, ended_by) in (0, 3) and ended_at >= made_at)
);
create unique index agreement_now on casework.agreement (case_id) where ended is null;

create table casework.duty (
  case_id      bigint      not null,
  agreement    integer     not null,
  number       integer     not null check (number > 0),
  words        text        not null check (length(words) between 2 and 300),
  due_on       date        not null,
  performed_on date,
  remark       text        not null default '' check (length(remark) <= 300),
  noted_at     timestamptz,
  noted_by     bigint      references accounts.account,
  primary key (case_id, number),
  foreign key (case_id, agreement) references casework.agreement,
  constraint duty_performed check (num_nonnulls(performed_on, noted_at, noted_by) in (0, 3))
);

-- What was agreed stays; what is confirmed or performed is said once.
create function casework.agreement_stands() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  saying text[] := case tg_table_name
    when 'duty' then array['performed_on', 'remark', 'noted_at', 'noted_by']
    else array['confirmation', 'confirm_words', 'confirm_at', 'confirm_by',
               'ended', 'ended_words', 'ended_at', 'ended_by'] end;
  before jsonb := to_jsonb(old);
  after jsonb := to_jsonb(new);
begin
  if before - saying <> after - saying
     or (before ->> 'performed_on') is not null
     or ((before ->> 'ended') is not null
         and after ->> 'ended' is distinct from before ->> 'ended')
     or ((before ->> 'confirmation') is not null
         and after ->> 'confirmation' is distinct from before ->> 'confirmation'
         and not (before ->> 'confirmation' = 'applied'
                  and after ->> 'confirmation' in ('confirmed', 'refused'))) then
    raise exception 'what was agreed stays as it was' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger agreement_stands before update on casework.agreement
  for each row execute function casework.agreement_stands();
create trigger duty_stands before update on casework.duty
  for each row execute function casework.agreement_stands();

-- A case performs what is agreed, and is not resolved before all of it is done.
create function casework.is_performing() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  held text;
begin
  select c.state into held from casework.case_file c where c.case_id = new.case_id;
  if (held = 'performing') <> exists (select from casework.agreement a
                                       where a.case_id = new.case_id and a.ended is null) then
    raise exception 'a case performs what was agreed'
      using errcode = 'check_violation', constraint = 'agreement_performing';
  elsif exists (select from casework.agreement a join casework.duty d
                  on d.case_id = a.case_id and d.agreement = a.number
                 where a.case_id = new.case_id and a.ended = 'performed'
                   and d.performed_on is null) then
    raise exception 'not all that was agreed is performed'
      using errcode = 'check_violation', constraint = 'agreement_performed';
  end if;
  return null;
end $$;
create constraint trigger case_performing after update of state on casework.case_file
  deferrable initially deferred
  for each row when (new.state <> old.state and 'performing' in (new.state, old.state))
  execute function casework.is_performing();
create constraint trigger agreement_performing after insert or update on casework.agreement
  deferrable initially deferred for each row execute function casework.is_performing();
revoke all on function casework.agreement_stands(), casework.is_performing() from public;

alter table casework.agreement enable row level security, force row level security;
alter table casework.duty enable row level security, force row level security;
create policy house on casework.agreement to yushan_house using (true) with check (true);
create policy house on casework.duty to yushan_house using (true) with check (true);
create policy reach on casework.agreement to yushan_web using (
  exists (select from casework.case_file c where c.case_id = agreement.case_id)
);
create policy reach on casework.duty to yushan_web using (
  exists (select from casework.case_file c where c.case_id = duty.case_id)
);
grant select, insert on casework.agreement, casework.duty to yushan_web;
grant update (confirmation, confirm_words, confirm_at, confirm_by,
              ended, ended_words, ended_at, ended_by) on casework.agreement to yushan_web;
grant update (performed_on, remark, noted_at, noted_by) on casework.duty to yushan_web;
