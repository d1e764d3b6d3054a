-- The return visit: tries one by one, three at most, and one result a round. Nothing closes before
-- there is one; only the visitors' desk writes it, and until the case is closed only they and the
-- supervisors read it. Dissatisfaction is read at once: it is what must be done again.

-- The role of the one who acts; null without a session.
create function accounts.my_role() returns text
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return (select a.role from accounts.account a where a.account_id = accounts.my_account());
end $$;
revoke all on function accounts.my_role() from public;
grant execute on function accounts.my_role() to yushan_web;

create table casework.visit_try (
  case_id  bigint      not null references casework.case_file,
  redo     integer     not null check (redo >= 0),
  number   smallint    not null check (number between 1 and 3),
  method   text        not null
           check (method in ('phone', 'home', 'centre', 'video', 'message')),
  tried_at timestamptz not null,
  reached  boolean     not null,
  made_by  bigint      not null references accounts.account,
  noted_at timestamptz not null,
  primary key (case_id, redo, number),
  constraint visit_try_over check (tried_at <= noted_at)
);

create table casework.visit (
  case_id      bigint      not null references casework.case_file,
  redo         integer     not null check (redo >= 0),
  satisfaction text        not null check (satisfaction in ('satisfied', 'fairly', 'dissatisfied',
                                                            'refused', 'declined', 'unreached')),
  words        text        not null default '' check (length(words) <= 2000),
  result_known boolean,
  request      text        not null default '' check (length(request) <= 500),
  lead_agency  text        references accounts.agency,
  officer_id   bigint      references accounts.account,
  visited_at   timestamptz not null,
  visited_by   bigint      references accounts.account,
  primary key (case_id, redo)
);
create index visit_visited on casework.visit (visited_at);

-- squawk-ignore ban-drop-constraint
alter table casework.case_file drop constraint case_file_satisfaction_check;
alter table casework.case_file add constraint case_file_satisfaction_check
  check (satisfaction in ('satisfied', 'fairly', 'dissatisfied', 'refused', 'declined',
                          'unreached')) not valid;

-- Results from before this table: known by the case alone.
insert into casework.visit (case_id, redo, satisfaction, lead_agency, officer_id, visited_at)
select c.case_id, c.redo_count, c.satisfaction, p.agency_id, p.officer_id,
       coalesce(d.met_at, c.closed_at, c.changed_at)
  from casework.case_file c
  left join casework.part p on p.case_id = c.case_id and p.part = 'lead'
  left join casework.deadline d on d.case_id = c.case_id and d.name = 'visit_by'
                               and d.task = 0 and d.redo = c.redo_count
 where c.state in ('visited', 'closed') and c.satisfaction is not null;

-- A result is what a try came to: somebody was reached, or nobody three times.
create function casework.visit_was_tried() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  found_tries integer;
  found_reached boolean;
begin
  select count(*), coalesce(bool_or(t.reached), false) into found_tries, found_reached
    from casework.visit_try t where t.case_id = new.case_id and t.redo = new.redo;
  if found_reached is distinct from (new.satisfaction <> 'unreached')
     or (new.satisfaction = 'unreached' and found_tries < 3) then
    raise exception 'a result is what a try came to' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger visit_was_tried before insert on casework.visit
  for each row execute function casework.visit_was_tried();

-- Nothing is visited or closed before the round has its result.
create function casework.visit_before_end() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (select from casework.visit v
                  where v.case_id = new.case_id and v.redo = new.redo_count
                    and v.satisfaction <> 'dissatisfied') then
    raise exception 'no case closes before its return visit' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger visit_before_end before insert or update of state on casework.case_file
  for each row when (new.state in ('visited', 'closed'))
  execute function casework.visit_before_end();

-- Whatever is resolved is owed a visit.
create function casework.visit_is_owed() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (select from casework.deadline d
                  where d.case_id = new.case_id and d.name = 'visit_by'
                    and d.redo = new.redo_count) then
    raise exception 'a resolved case is owed a visit' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create constraint trigger visit_is_owed after update of state on casework.case_file
  deferrable initially deferred
  for each row when (new.state = 'resolved' and old.state <> 'resolved')
  execute function casework.visit_is_owed();
revoke all on function casework.visit_was_tried(), casework.visit_before_end(),
  casework.visit_is_owed() from public;

alter table casework.visit_try enable row level security, force row level security;
alter table casework.visit enable row level security, force row level security;
create policy house on casework.visit_try to yushan_house using (true) with check (true);
create policy house on casework.visit to yushan_house using (true) with check (true);
create policy reach on casework.visit_try for select to yushan_web using (
  exists (select from casework.case_file c where c.case_id = visit_try.case_id)
);
create policy record on casework.visit_try for insert to yushan_web with check (
  (select accounts.my_role()) = 'visitor'
  and exists (select from casework.case_file c where c.case_id = visit_try.case_id)
);
create policy reach on casework.visit for select to yushan_web using (
  exists (select from casework.case_file c
           where c.case_id = visit.case_id
             and (c.state = 'closed' or visit.satisfaction = 'dissatisfied'
                  or (select accounts.my_role()) in ('visitor', 'supervisor')))
);
create policy record on casework.visit for insert to yushan_web with check (
  (select accounts.my_role()) = 'visitor'
  and exists (select from casework.case_file c where c.case_id = visit.case_id)
);
grant select, insert on casework.visit_try, casework.visit to yushan_web;
