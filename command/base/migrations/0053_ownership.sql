-- Hard cases that a leader owns (领导包案), with a plan and how far it is; long-pending ones have a
-- clock. No served program runs while this does.
alter table casework.case_file
  -- squawk-ignore adding-foreign-key-constraint
  add column owner_id bigint references accounts.account,
  add column owner_name text not null default '',
  add column owned_at timestamptz,
  add column plan text not null default '',
  add column percent smallint not null default 0,
  add constraint case_file_owned check (
    num_nonnulls(owner_id, owned_at) in (0, 2) and percent between 0 and 100
    and (owner_id is null) = (plan = '') and (owner_id is null) = (owner_name = '')) not valid;
create index case_owned on casework.case_file (owner_id) where owner_id is not null;
-- squawk-ignore ban-drop-constraint
alter table casework.deadline drop constraint deadline_name_check;
alter table casework.deadline add constraint deadline_name_check
  check (name in ('accept_by', 'resolve_by', 'visit_by', 'task_by', 'answer_by', 'reply_by',
                  'outside_by', 'hearing_by', 'perform_by', 'confirm_by', 'review_by', 'progress_by',
                  'report_by', 'rule_by', 'long_by')) not valid;
-- What the long-pending queue looks for.
create index deadline_long on casework.deadline (case_id)
  where name = 'long_by' and escalated_at is not null and met_at is null;
