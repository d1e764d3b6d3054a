-- Casework: the file we answer for. The incident plane (case_file, part, deadline) has no person
-- fields of citizens; words and photos are the case plane.
create schema casework;
grant usage on schema casework to yushan_web;

create table casework.case_file (
  case_id         bigint generated always as identity primary key,
  receipt_number  text not null unique,
  query_code_hash bytea not null unique,
  kind            text not null check (kind in ('petition', 'dispute', 'incident', 'legal_aid',
                                                'arbitration', 'counselling')),
  type            text not null,
  title           text not null check (length(title) between 2 and 60),
  level           smallint not null check (level between 1 and 4),
  difficulty      text not null check (difficulty in ('simple', 'general', 'complex', 'difficult')),
  headcount       integer not null check (headcount between 0 and 1000000),
  place           text not null references places.place,
  public_place    text not null references places.place,
  spot            text not null default '',
  lon             double precision,
  lat             double precision,
  precision       text not null check (precision in ('surveyed', 'village', 'approximate', 'none')),
  channel         text not null,
  state           text not null,
  version         integer not null default 1,
  opened_at       timestamptz not null,
  changed_at      timestamptz not null,
  accepted_at     timestamptz,
  resolved_at     timestamptz,
  closed_at       timestamptz,
  escalated_at    timestamptz,
  why             text not null default '',
  acknowledged_at timestamptz,
  due_at          timestamptz,
  due_name        text check (due_name in ('accept_by', 'resolve_by', 'visit_by')),
  overdue         boolean not null default false,
  redo_count      integer not null default 0,
  return_count    integer not null default 0,
  satisfaction    text check (satisfaction in ('satisfied', 'fairly', 'dissatisfied', 'refused')),
  opened_by       bigint not null references accounts.account
);
create index case_open on casework.case_file (due_at, case_id) where closed_at is null;
create index case_place_open on casework.case_file (place text_pattern_ops) where closed_at is null;
create index case_place on casework.case_file (place text_pattern_ops, opened_at);

create table casework.part (
  case_id       bigint not null references casework.case_file,
  agency_id     text not null references accounts.agency,
  part          text not null check (part in ('lead', 'support')),
  officer_id    bigint not null references accounts.account,
  assigned_at   timestamptz not null,
  signed_at     timestamptz,
  returned_at   timestamptz,
  primary key (case_id, agency_id)
);
create unique index part_one_lead on casework.part (case_id) where part = 'lead';
create index part_agency on casework.part (agency_id, case_id);
create index part_officer on casework.part (officer_id, case_id);

create table casework.deadline (
  case_id     bigint not null references casework.case_file,
  name        text not null check (name in ('accept_by', 'resolve_by', 'visit_by')),
  started_at  timestamptz not null,
  due_at      timestamptz not null,
  provisional boolean not null,
  met_at      timestamptz,
  escalated_at timestamptz,
  primary key (case_id, name)
);
create index deadline_running on casework.deadline (due_at)
  where met_at is null and escalated_at is null;

create table casework.report (
  report_id   bigint generated always as identity primary key,
  case_id     bigint not null references casework.case_file,
  words       text not null,
  channel     text not null,
  received_at timestamptz not null,
  received_by bigint not null references accounts.account
);
create index report_case on casework.report (case_id);

create table casework.entry (
  entry_id  bigint generated always as identity primary key,
  case_id   bigint not null references casework.case_file,
  at        timestamptz not null,
  type      text not null,
  by_id     bigint references accounts.account,
  by_name   text not null,
  by_agency text not null,
  words     text not null default '',
  facts     jsonb not null default '{}'
);
create index entry_case on casework.entry (case_id, entry_id);

create table casework.photo (
  photo_id    text primary key,
  case_id     bigint references casework.case_file,
  entry_id    bigint references casework.entry,
  uploaded_by bigint not null references accounts.account,
  uploaded_at timestamptz not null,
  width       integer not null,
  height      integer not null,
  sha256      bytea not null,
  jpeg        bytea not null
);
create index photo_case on casework.photo (case_id);
create index photo_loose on casework.photo (uploaded_at) where case_id is null;

grant select, insert, update on all tables in schema casework to yushan_web;
grant delete on casework.part, casework.photo to yushan_web;
revoke update on casework.report, casework.entry from yushan_web;
