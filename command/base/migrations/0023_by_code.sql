-- What somebody sees of their own case by receipt number and query code, without an account.
create function casework.of_code(receipt text, code_hash bytea) returns table (
  case_id bigint, state text, unit text, opened_at timestamptz, accepted_at timestamptz,
  due_at timestamptz, answered_at timestamptz, closed_at timestamptz
)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select c.case_id, c.state, coalesce(a.name, ''), c.opened_at, c.accepted_at, c.due_at,
         c.resolved_at, c.closed_at
    from casework.case_file c
    left join casework.part p on p.case_id = c.case_id and p.part = 'lead'
    left join accounts.agency a on a.agency_id = p.agency_id
   where c.query_code_hash = $2 and c.receipt_number = $1
$$;
revoke all on function casework.of_code(text, bytea) from public;
grant execute on function casework.of_code(text, bytea) to yushan_web;
