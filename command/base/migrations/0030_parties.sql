-- squawk-ignore-file ban-drop-constraint, constraint-missing-not-valid
-- Everybody a matter concerns, each sealed under a key of their own: who reports, for whom, who
-- speaks for a group, against whom. An organisation's name is nobody's and stands in its mask.
alter table identity.person
  drop constraint person_part_check,
  add constraint person_part_check check
    (part in ('reporter', 'petitioner', 'agent', 'representative', 'respondent')),
  add column nature text not null default 'person' check (nature in ('person', 'organisation')),
  add column address_sealed bytea,
  add column address_masked text not null default '';
grant select (nature, address_sealed, address_masked) on identity.person to yushan_web;

-- What 110, 12345 or a superior calls the matter that they hand over.
alter table casework.report add column reference text not null default '';
