-- Tasks: what a reception agreed, for one named officer of an agency, until a day. Numbered from 1
-- within their case. Each has a clock of its own among the case's deadlines (task 0: the case's own).
create table casework.task (
  case_id     bigint      not null references casework.case_file,
  task        integer     not null check (task > 0),
  agency_id   text        not null references accounts.agency,
  officer_id  bigint      not null references accounts.account,
  words       text        not null check (length(words) between 2 and 500),
  source      text        not null check (source in ('reception')),
  source_id   bigint      not null,
  given_at    timestamptz not null,
  given_by    bigint      not null references accounts.account,
  due_at      timestamptz not null,
  answered_at timestamptz,
  answered_by bigint      references accounts.account,
  answer      text        not null default '',
  primary key (case_id, task),
  check ((answered_at is null) = (answered_by is null))
);
create index task_open on casework.task (agency_id) where answered_at is null;

grant select, insert on casework.task to yushan_web;
grant update (answered_at, answered_by, answer) on casework.task to yushan_web;

-- The closed list of clocks grows by one name; nobody is served while this runs.
alter table casework.deadline add column task integer not null default 0;
-- squawk-ignore ban-drop-constraint
alter table casework.deadline drop constraint deadline_pkey;
-- squawk-ignore constraint-missing-not-valid, adding-serial-primary-key-field
alter table casework.deadline add primary key (case_id, name, task);
-- squawk-ignore ban-drop-constraint
alter table casework.deadline drop constraint deadline_name_check;
alter table casework.deadline add constraint deadline_name_check
  check (name in ('accept_by', 'resolve_by', 'visit_by', 'task_by')) not valid;
alter table casework.deadline add constraint deadline_task_check
  check ((name = 'task_by') = (task > 0)) not valid;
-- squawk-ignore ban-drop-constraint
alter table casework.case_file drop constraint case_file_due_name_check;
alter table casework.case_file add constraint case_file_due_name_check
  check (due_name in ('accept_by', 'resolve_by', 'visit_by', 'task_by')) not valid;

-- What casework publishes for those who keep something beside a case: whether it has changed.
create view casework.case_version as select case_id, version from casework.case_file;
grant select on casework.case_version to yushan_web;
