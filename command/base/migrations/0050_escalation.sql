-- Escalation rules E01-E27 as data, what they found in cases, and the rises a person refused. Lines
-- of a rule hold from a day on and are never changed. No served program runs while this does.
alter table casework.case_file
  add column dead integer not null default 0,
  add column serious integer not null default 0,
  add column yuan bigint not null default 0,
  add column marks text[] not null default '{}',
  add constraint case_file_circumstances check (
    dead between 0 and 10000 and serious between 0 and 10000 and yuan >= 0
    and marks <@ '{vulnerable,weapon,fuel,chemicals,explosive,height,self_harm,violence,injured,
                   blocked,sensitive}'::text[]) not valid;
-- squawk-ignore require-concurrent-index-creation
create index case_known_point on casework.case_file (lat, opened_at)
  where precision in ('surveyed', 'approximate');

-- Clocks that rules give: the next entry of progress, the report to the city, the referee's word.
-- squawk-ignore ban-drop-constraint
alter table casework.deadline drop constraint deadline_name_check;
alter table casework.deadline add constraint deadline_name_check
  check (name in ('accept_by', 'resolve_by', 'visit_by', 'task_by', 'answer_by', 'reply_by',
                  'outside_by', 'hearing_by', 'perform_by', 'confirm_by', 'review_by', 'progress_by',
                  'report_by', 'rule_by')) not valid;
-- squawk-ignore ban-drop-constraint
alter table casework.case_file drop constraint case_file_due_name_check;
alter table casework.case_file add constraint case_file_due_name_check
  check (due_name in ('accept_by', 'resolve_by', 'visit_by', 'task_by', 'answer_by', 'reply_by',
                      'outside_by', 'hearing_by', 'perform_by', 'confirm_by', 'review_by', 'report_by',
                      'rule_by')) not valid;

create table casework.rule (
  rule_id    bigint generated always as identity primary key,
  code       text        not null check (code ~ '^E(0[1-9]|1[0-9]|2[0-7])$'),
  is_on      boolean     not null,
  limits     integer[]   not null,
  recipients text[]      not null,
  valid_from timestamptz not null default '-infinity',
  made_at    timestamptz,
  made_by    bigint      references accounts.account,
  why        text        not null default '',
  unique (code, valid_from),
  check ((made_by is null) = (valid_from = '-infinity')),
  -- Rules whose facts come from elsewhere wait for their source.
  constraint rule_waits check (
    not is_on or code not in ('E12', 'E13', 'E23', 'E25', 'E26', 'E27'))
);
-- The shipped table; `data/rules.csv` says the same.
insert into casework.rule (code, is_on, limits, recipients) values
  ('E01', true, '{50}', '{officer}'),
  ('E02', true, '{80}', '{officer,unit_head}'),
  ('E03', true, '{100}', '{officer,unit_head,supervisor}'),
  ('E04', true, '{150,2}', '{supervisor,leader}'),
  ('E05', true, '{5}', '{duty,leader}'),
  ('E06', true, '{30,50,100,200,1000}', '{duty,leader,police}'),
  ('E07', true, '{50,10,10}', '{duty,police}'),
  ('E08', true, '{1,3,10}', '{duty,leader,health,emergency}'),
  ('E09', true, '{300,3,7}', '{dispatcher,analyst}'),
  ('E10', true, '{3,24}', '{dispatcher}'),
  ('E11', true, '{500,14}', '{dispatcher,village}'),
  ('E12', false, '{60,180,300,120}', '{duty}'),
  ('E13', false, '{150,5}', '{duty}'),
  ('E14', true, '{3}', '{officer,unit_head}'),
  ('E15', true, '{1,2}', '{unit_head,supervisor,leader}'),
  ('E16', true, '{2}', '{referee}'),
  ('E17', true, '{1}', '{unit_head,supervisor}'),
  ('E18', true, '{}', '{duty,health}'),
  ('E19', true, '{3}', '{duty,police,fire,health}'),
  ('E20', true, '{}', '{duty,traffic,health}'),
  ('E21', true, '{}', '{police,civil_affairs}'),
  ('E22', true, '{10,500000,30}', '{labour,leader}'),
  ('E23', false, '{}', '{duty,village}'),
  ('E24', true, '{2,50}', '{duty,leader}'),
  ('E25', false, '{24}', '{analyst}'),
  ('E26', false, '{10,60}', '{duty}'),
  ('E27', false, '{2,60,3}', '{leader}');

-- What a rule found in a case, once for each subject. `to_level` is what it asked for, `from_level`
-- what it raised the case from, when it did.
create table casework.finding (
  finding_id  bigint generated always as identity primary key,
  case_id     bigint      not null references casework.case_file,
  rule_id     bigint      not null references casework.rule,
  code        text        not null,
  subject     text        not null,
  urgency     text        not null check (urgency in ('notice', 'warning', 'alarm')),
  words       text        not null,
  words_en    text        not null,
  detail      text        not null default '',
  detail_en   text        not null default '',
  found_at    timestamptz not null,
  from_level  smallint    check (from_level between 1 and 4),
  to_level    smallint    check (to_level between 1 and 4),
  refused_at  timestamptz,
  refused_by  bigint      references accounts.account,
  refused_why text        not null default '',
  unique (case_id, code, subject),
  constraint finding_rise check (from_level is null or from_level > to_level),
  constraint finding_refused check (
    num_nonnulls(refused_at, refused_by) in (0, 2)
    and (refused_at is null) = (refused_why = '')
    and (refused_at is null or to_level is not null))
);

create function casework.finding_stands() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if old.refused_at is not null
     or to_jsonb(new) - 'refused_at' - 'refused_by' - 'refused_why'
        <> to_jsonb(old) - 'refused_at' - 'refused_by' - 'refused_why' then
    raise exception 'a finding stays as it is, and is refused once'
      using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger finding_stands before update on casework.finding
  for each row execute function casework.finding_stands();
revoke all on function casework.finding_stands() from public;

-- How far the rules have read the journal; who moves it holds it. What was before is not looked at.
create table casework.watch (
  one boolean primary key default true check (one),
  seq bigint  not null
);
insert into casework.watch (seq) select seq from journal.counter;

alter table casework.rule enable row level security, force row level security;
alter table casework.finding enable row level security, force row level security;
alter table casework.watch enable row level security, force row level security;
create policy house on casework.rule to yushan_house using (true) with check (true);
create policy house on casework.finding to yushan_house using (true) with check (true);
create policy house on casework.watch to yushan_house using (true) with check (true);
create policy keeper on casework.rule for select to yushan_keeper using (true);
create policy keeper on casework.finding to yushan_keeper using (true) with check (true);
create policy keeper on casework.watch to yushan_keeper using (true);
-- No row of a rule tells of a case: the web reads all of them.
create policy reach on casework.rule to yushan_web using (true) with check (true);
create policy reach on casework.finding to yushan_web using (
  exists (select from casework.case_file c where c.case_id = finding.case_id)
);
grant select, insert, delete on casework.rule to yushan_web;
grant select on casework.rule to yushan_keeper;
grant select, update (refused_at, refused_by, refused_why) on casework.finding to yushan_web;
grant select, insert on casework.finding to yushan_keeper;
grant select, update (seq) on casework.watch to yushan_keeper;

-- How and when a matter was reported, and what belongs together; still no words.
grant select (case_id, channel, received_at) on casework.report to yushan_keeper;
grant select (case_id, other_id) on casework.link to yushan_keeper;
create policy keeper on casework.report for select to yushan_keeper using (true);
create policy keeper on casework.link for select to yushan_keeper using (true);
