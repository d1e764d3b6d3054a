-- of_code: A case by receipt number and query code.
select * from casework.of_code($1, $2);

-- openings_of: Which unit opened which of a case's personal fields, the oldest first.
select coalesce(a.name, o.unit) as unit, o.target, o.purpose, o.at
  from audit.identity_opening o left join accounts.agency a on a.agency_id = o.unit
 where o.case_id = $1 order by o.at limit 500;
