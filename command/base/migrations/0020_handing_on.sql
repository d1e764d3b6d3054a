-- Handing on: joint cases in which each supporter has a task, returns with a ground, agencies that
-- are to know of a case, and the way a case took between agencies and levels.

-- The closed lists grow; nobody is served while this runs.
alter table casework.part add column return_by timestamptz;
-- squawk-ignore ban-drop-constraint
alter table casework.part drop constraint part_part_check;
alter table casework.part add constraint part_part_check
  check (part in ('lead', 'support', 'copy')) not valid;

alter table casework.task add column withdrawn_at timestamptz;
-- squawk-ignore ban-drop-constraint
alter table casework.task drop constraint task_source_check;
alter table casework.task add constraint task_source_check
  check (source in ('reception', 'joint')) not valid;
alter table casework.task add constraint task_end_check
  check (answered_at is null or withdrawn_at is null) not valid;
grant update (withdrawn_at) on casework.task to yushan_web;

-- A third return has no place.
create table casework.give_back (
  case_id    bigint      not null references casework.case_file,
  number     smallint    not null check (number between 1 and 2),
  agency_id  text        not null references accounts.agency,
  officer_id bigint      not null references accounts.account,
  ground     text        not null check (ground in ('not_competent', 'other_place', 'other_level',
                                                    'in_hand', 'legal_way', 'unclear')),
  words      text        not null,
  at         timestamptz not null,
  primary key (case_id, number)
);

-- Who led a case from which of its versions on, and at which level: what 631 counts.
create table casework.step (
  case_id     bigint      not null references casework.case_file,
  version     integer     not null,
  at          timestamptz not null,
  way         text        not null,
  agency_id   text        not null references accounts.agency,
  from_agency text        references accounts.agency,
  level       text        not null check (level in ('county', 'township', 'village')),
  primary key (case_id, version)
);

grant select, insert on casework.give_back, casework.step to yushan_web;
alter table casework.give_back enable row level security, force row level security;
alter table casework.step enable row level security, force row level security;
create policy house on casework.give_back to yushan_house using (true) with check (true);
create policy house on casework.step to yushan_house using (true) with check (true);
create policy reach on casework.give_back to yushan_web using (
  exists (select from casework.case_file c where c.case_id = give_back.case_id)
);
create policy reach on casework.step to yushan_web using (
  exists (select from casework.case_file c where c.case_id = step.case_id)
);
