-- What the house itself demands of a unit has no giver; its own reminder ends without a person. No
-- served program runs while this does.
-- squawk-ignore ban-drop-not-null
alter table casework.supervision alter column given_by drop not null;
-- squawk-ignore ban-drop-constraint
alter table casework.supervision drop constraint supervision_lifted;
alter table casework.supervision
  add constraint supervision_lifted check (
    (lifted_at is null) = (stage <> 'lifted') and (lifted_at is null) = (lifted_why = '')
    and (lifted_by is null or lifted_at is not null)
    and (lifted_by is not null or lifted_at is null or given_by is null)) not valid,
  -- The house reminds and orders, and goes no further.
  add constraint supervision_house check (
    given_by is not null or stage in ('reminded', 'ordinary', 'lifted')) not valid;
grant insert on casework.supervision to yushan_keeper;
grant update (stage, agency_id, officer_id, words, given_at, given_by, due_at, raised, answer,
              answered_at, answered_by, lifted_at, lifted_by, lifted_why)
  on casework.supervision to yushan_keeper;
