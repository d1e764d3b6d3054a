-- of_code: A case by receipt number and query code.
select * from casework.of_code($1, $2);

-- openings_of: Which unit opened which of a reporter's fields; $2 is who made a later report.
select coalesce(a.name, o.unit) as unit, split_part(o.target, ':', 2) as field, o.purpose, o.at
  from audit.identity_opening o left join accounts.agency a on a.agency_id = o.unit
 where o.case_id = $1
   and o.target like case when $2::bigint is null then 'field:%' else 'party:%:' || $2 end
 order by o.at limit 500;
