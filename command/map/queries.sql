-- count_cases_of_place: Cases in a place by village, type and level: open ones, and all of them.
select place, type, level, count(*) filter (where is_open) as open, count(*) as total
  from incident.map_case where starts_with(place, $1) group by place, type, level;

-- count_cases_of_agency: The same for the cases in which an agency has a part.
select place, type, level, count(*) filter (where is_open) as open, count(*) as total
  from incident.map_case_of_agency where agency_id = $1 group by place, type, level;
