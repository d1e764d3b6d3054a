-- What casework publishes for the map: where cases are, of which type, how grave; no more.
-- The type is there because some types are told by their township only (ethics, rule 6).
create view casework.map_case as
select case_id, left(public_place, 12) as place, type, level, closed_at is null as is_open
  from casework.case_file;

create view casework.map_case_of_agency as
select p.agency_id, m.place, m.type, m.level, m.is_open
  from casework.part p join casework.map_case m using (case_id);

grant select on casework.map_case, casework.map_case_of_agency to yushan_web;
