-- Whoever owns a case (领导包案) answers for it as well: a leader who leaves is asked to hand on first.
create or replace function casework.held_by(who bigint, unit text) returns bigint
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    select count(*) from casework.case_file c
     where c.closed_at is null and c.case_id in (
       select p.case_id from casework.part p
        where p.part <> 'copy' and (p.officer_id = who or p.agency_id = unit)
       union all
       select t.case_id from casework.task t
        where t.answered_at is null and t.withdrawn_at is null
          and (t.officer_id = who or t.agency_id = unit)
       union all
       select f.case_id from casework.case_file f
        where f.state = 'registered'
          and (f.charge_id = who
               or f.charge_id in (select o.account_id from accounts.account o
                                   where o.agency_id = unit))
       union all
       select w.case_id from casework.case_file w
        where w.owner_id = who
           or w.owner_id in (select o.account_id from accounts.account o
                              where o.agency_id = unit)));
end $$;
