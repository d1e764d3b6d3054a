-- Breaking the glass: a case out of one's reach is read for an hour, for a reason, when a second
-- person agrees. Never over a conflict; the database ends it by the clock.
create table casework.glass (
  glass_id    bigint generated always as identity primary key,
  case_id     bigint references casework.case_file,
  receipt     text        not null check (length(receipt) between 4 and 40),
  reason      text        not null check (length(reason) between 4 and 500),
  asked_by    bigint      not null references accounts.account,
  asked_at    timestamptz not null,
  approved_by bigint references accounts.account,
  approved_at timestamptz,
  ends_at     timestamptz,
  ended_at    timestamptz,
  check (approved_by <> asked_by),
  check (num_nulls(approved_by, approved_at, ends_at) in (0, 3)),
  check (ends_at <= approved_at + interval '60 minutes')
);
create index glass_asked on casework.glass (asked_by, asked_at);
create index glass_running on casework.glass (ends_at) where ended_at is null;

alter table casework.glass enable row level security, force row level security;
create policy house on casework.glass to yushan_house using (true) with check (true);
create policy reach on casework.glass for select to yushan_web using (
  asked_by = (select accounts.my_account()) or length((select accounts.my_place())) = 6
);
-- Which case a receipt belongs to is told to nobody here: it would say that there is one.
grant select (glass_id, receipt, reason, asked_by, asked_at, approved_by, approved_at, ends_at,
  ended_at) on casework.glass to yushan_web;

-- The cases that are open to the one who acts by a broken glass, now.
create function casework.opened_to_me() returns bigint[]
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  me bigint := accounts.my_account();
begin
  if me is null then
    return '{}';
  end if;
  return array(select g.case_id from casework.glass g
                where g.asked_by = me and g.case_id is not null
                  and g.ends_at > now() and g.ended_at is null);
end $$;

-- The case of one's own broken glass; null when there is none, or a conflict closes it.
create function casework.glass_case(wanted bigint) returns bigint
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return (select g.case_id from casework.glass g
           where g.glass_id = wanted and g.asked_by = accounts.my_account()
             and g.case_id = any (casework.opened_to_me())
             and g.case_id <> all (identity.closed_cases()));
end $$;

create function casework.ask_glass(receipt text, reason text, at timestamptz) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  made  bigint;
  found_case bigint;
begin
  select c.case_id into found_case from casework.case_file c
   where c.receipt_number = ask_glass.receipt;
  insert into casework.glass (case_id, receipt, reason, asked_by, asked_at)
  values (found_case, ask_glass.receipt, ask_glass.reason, accounts.my_account(), ask_glass.at)
  returning glass_id into made;
  perform audit.record('glass.broken', accounts.my_account(), ask_glass.at, accounts.my_agency(),
                       found_case, 'glass:' || made, '', '{"step":"asked"}');
  return made;
end $$;

-- The second person's word; false when nothing waits. Somebody in conflict with the case opens
-- nothing by it, and is not told.
create function casework.approve_glass(wanted bigint, at timestamptz, until timestamptz)
returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  opened bigint;
begin
  update casework.glass g
     set approved_by = accounts.my_account(), approved_at = approve_glass.at, ends_at = until,
         case_id = case when g.case_id <> all (identity.closed_cases()) then g.case_id end
   where g.glass_id = wanted and g.approved_at is null and g.ended_at is null
     and g.asked_by <> accounts.my_account() and length(accounts.my_place()) = 6
  returning g.case_id into opened;
  if not found then
    return false;
  end if;
  perform audit.record('glass.broken', accounts.my_account(), approve_glass.at,
                       accounts.my_agency(), opened, 'glass:' || wanted, '',
                       '{"step":"approved"}');
  return true;
end $$;

-- Whoever asked gives it back before its time; false when it has ended.
create function casework.end_glass(wanted bigint, at timestamptz) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  closed bigint;
begin
  update casework.glass g set ended_at = end_glass.at
   where g.glass_id = wanted and g.ended_at is null and g.asked_by = accounts.my_account()
  returning g.case_id into closed;
  if not found then
    return false;
  end if;
  perform audit.record('glass.closed', accounts.my_account(), end_glass.at, accounts.my_agency(),
                       closed, 'glass:' || wanted, '', '{"by":"hand"}');
  return true;
end $$;

-- What has run out is put on record as ended; how many.
create function casework.close_glasses(at timestamptz) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  one  record;
  done integer := 0;
begin
  for one in
    update casework.glass g set ended_at = g.ends_at
     where g.ended_at is null and g.ends_at <= close_glasses.at
    returning g.glass_id, g.case_id, g.ends_at
  loop
    perform audit.record('glass.closed', null, one.ends_at, '', one.case_id,
                         'glass:' || one.glass_id, '', '{"by":"clock"}');
    done := done + 1;
  end loop;
  return done;
end $$;

revoke all on function casework.opened_to_me(), casework.glass_case(bigint),
  casework.ask_glass(text, text, timestamptz),
  casework.approve_glass(bigint, timestamptz, timestamptz),
  casework.end_glass(bigint, timestamptz), casework.close_glasses(timestamptz) from public;
grant execute on function casework.opened_to_me(), casework.glass_case(bigint),
  casework.ask_glass(text, text, timestamptz),
  casework.approve_glass(bigint, timestamptz, timestamptz),
  casework.end_glass(bigint, timestamptz) to yushan_web;
grant execute on function casework.close_glasses(timestamptz) to yushan_keeper;

-- Reading only; what hangs on a case is seen through the case, and a conflict still closes it.
create policy glass on casework.case_file for select to yushan_web using (
  case_id = any ((select casework.opened_to_me())::bigint[])
);
create policy glass on casework.part for select to yushan_web using (
  case_id = any ((select casework.opened_to_me())::bigint[])
);
