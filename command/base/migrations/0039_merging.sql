-- Merging open cases that are one matter, and taking them apart again: every receipt stays, the
-- citizen sees the case that goes on, the one that went into it can be told and comes back.
insert into casework.move (before, after) values
  ('registered', 'merged'), ('assigned', 'merged'), ('handling', 'merged'), ('returned', 'merged'),
  ('merged', 'registered'), ('merged', 'assigned'), ('merged', 'handling'), ('merged', 'returned');
-- squawk-ignore ban-drop-constraint
alter table casework.case_file drop constraint case_ended;
alter table casework.case_file add constraint case_ended check (
  (closed_at is not null) = (state in ('closed', 'declined', 'withdrawn', 'merged'))) not valid;

create table casework.merging (
  case_id      bigint      not null references casework.case_file,
  number       integer     not null check (number > 0),
  into_id      bigint      not null references casework.case_file,
  came_from    text        not null check (came_from in ('registered', 'assigned', 'handling',
                                                         'returned')),
  words        text        not null check (length(words) between 2 and 500),
  tasks        integer[]   not null,
  at           timestamptz not null,
  by_id        bigint      not null references accounts.account,
  undone_at    timestamptz,
  undone_by    bigint      references accounts.account,
  undone_words text        not null default '',
  primary key (case_id, number),
  constraint merging_two check (case_id <> into_id),
  constraint merging_undone check (
    num_nonnulls(undone_at, undone_by) in (0, 2) and undone_at >= at
    and (undone_at is null) = (undone_words = ''))
);
create unique index merging_now on casework.merging (case_id) where undone_at is null;
create index merging_into on casework.merging (into_id) where undone_at is null;

create function casework.merging_stands() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if old.undone_at is not null
     or (new.case_id, new.number, new.into_id, new.came_from, new.words, new.at, new.by_id)
        is distinct from
        (old.case_id, old.number, old.into_id, old.came_from, old.words, old.at, old.by_id)
     or new.tasks <> old.tasks then
    raise exception 'a merge is undone once, and nothing else' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger merging_stands before update on casework.merging
  for each row execute function casework.merging_stands();

-- The case in which a matter goes on: itself, or the one it went into, however far.
create function casework.surviving(wanted bigint) returns bigint
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  found_id bigint := wanted;
  next_id bigint;
begin
  loop
    select m.into_id into next_id from casework.merging m
     where m.case_id = found_id and m.undone_at is null;
    exit when next_id is null;
    found_id := next_id;
  end loop;
  return found_id;
end $$;

-- A case and all that went into it.
create function casework.merged_with(wanted bigint) returns setof bigint
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  with recursive one as (
    select wanted as case_id
    union
    select m.case_id from one join casework.merging m on m.into_id = one.case_id
     where m.undone_at is null
  )
  select case_id from one
$$;

-- State and row say the same at the end of a transaction; what went in goes on somewhere else.
create function casework.is_merged() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  wanted bigint := new.case_id;
  held record;
begin
  select c.state, casework.surviving(c.case_id) as goes_on into held
    from casework.case_file c where c.case_id = wanted;
  if (held.state = 'merged') <> (held.goes_on <> wanted) then
    raise exception 'a merged case has one it went into'
      using errcode = 'check_violation', constraint = 'merging_state';
  end if;
  return null;
end $$;
create constraint trigger case_merged after update of state on casework.case_file
  deferrable initially deferred
  for each row when (new.state <> old.state and 'merged' in (new.state, old.state))
  execute function casework.is_merged();
create constraint trigger merging_merged after insert or update on casework.merging
  deferrable initially deferred for each row execute function casework.is_merged();

-- A clock that runs again after a merge was undone keeps the days that were granted before.
create or replace function casework.clock_is_granted() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.paused_until is not null and not exists (
    select from casework.pause p
     where p.case_id = new.case_id and p.until = new.paused_until and p.resumed_at is null) then
    raise exception 'nobody has granted this pause' using errcode = 'check_violation';
  elsif new.granted > 0 and not exists (
    select from casework.clock_request r
     where r.case_id = new.case_id and r.name = new.name and r.redo <= new.redo
       and r.wish = 'extension' and r.granted and r.days = new.granted) then
    raise exception 'nobody has granted these days' using errcode = 'check_violation';
  end if;
  return new;
end $$;

-- One's own matter, by the receipt of any report of it, also of a case that went into another.
create or replace function casework.of_code(receipt text, code_hash bytea) returns table (
  case_id bigint, state text, unit text, opened_at timestamptz, accepted_at timestamptz,
  due_at timestamptz, answered_at timestamptz, closed_at timestamptz, report bigint, person bigint
)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select o.case_id, c.state, coalesce(a.name, ''), coalesce(r.received_at, o.opened_at),
         c.accepted_at, c.due_at, c.resolved_at, c.closed_at, r.report_id, i.person_id
    from (select f.case_id, null::bigint as report_id from casework.case_file f
           where f.query_code_hash = $2 and f.receipt_number = $1
          union all
          select j.case_id, j.report_id from casework.report j
           where j.query_code_hash = $2 and j.receipt_number = $1) found
    join casework.case_file o on o.case_id = found.case_id
    join casework.case_file c on c.case_id = casework.surviving(found.case_id)
    left join casework.report r on r.report_id = found.report_id
    left join identity.person i on i.report_id = found.report_id and i.part = 'reporter'
    left join casework.part p on p.case_id = c.case_id and p.part = 'lead'
    left join accounts.agency a on a.agency_id = p.agency_id
$$;

revoke all on function casework.merging_stands(), casework.surviving(bigint),
  casework.merged_with(bigint), casework.is_merged() from public;
grant execute on function casework.merged_with(bigint) to yushan_web;

alter table casework.merging enable row level security, force row level security;
create policy house on casework.merging to yushan_house using (true) with check (true);
create policy reach on casework.merging to yushan_web using (
  exists (select from casework.case_file c where c.case_id = merging.case_id)
  or exists (select from casework.case_file c where c.case_id = merging.into_id)
) with check (
  exists (select from casework.case_file c where c.case_id = merging.case_id)
  and exists (select from casework.case_file c where c.case_id = merging.into_id)
);
grant select, insert on casework.merging to yushan_web;
grant update (undone_at, undone_by, undone_words) on casework.merging to yushan_web;
