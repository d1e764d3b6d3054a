-- A broken glass is asked for by the receipt of any report of a case: whoever joined one has a slip
-- of their own.
create or replace function casework.ask_glass(receipt text, reason text, at timestamptz)
returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  made  bigint;
  found_case bigint;
begin
  select found.case_id into found_case
    from (select c.case_id from casework.case_file c where c.receipt_number = ask_glass.receipt
          union all
          select r.case_id from casework.report r where r.receipt_number = ask_glass.receipt) found;
  insert into casework.glass (case_id, receipt, reason, asked_by, asked_at)
  values (found_case, ask_glass.receipt, ask_glass.reason, accounts.my_account(), ask_glass.at)
  returning glass_id into made;
  perform audit.record('glass.broken', accounts.my_account(), ask_glass.at, accounts.my_agency(),
                       found_case, 'glass:' || made, '', '{"step":"asked"}');
  return made;
end $$;
