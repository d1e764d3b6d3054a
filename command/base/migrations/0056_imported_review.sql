-- A case that came in closed had its visit elsewhere, or none: a review that upholds its answer
-- brings it back to where it stood, and closes it again. Another answer is visited like any other.
create or replace function casework.visit_before_end() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  had_ended boolean := true;
begin
  if tg_op = 'UPDATE' then
    had_ended := old.state in ('visited', 'closed', 'reviewing', 'rereviewing')
                 and new.redo_count = 0;
  end if;
  if had_ended and exists (select from casework.historic h where h.case_id = new.case_id) then
    return new;
  end if;
  if not exists (select from casework.visit v
                  where v.case_id = new.case_id and v.redo = new.redo_count
                    and v.satisfaction <> 'dissatisfied') then
    raise exception 'no case closes before its return visit' using errcode = 'check_violation';
  end if;
  return new;
end $$;
