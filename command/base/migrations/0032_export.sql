-- Exports: what one person takes away as a file, for a purpose and for a while. One that holds over
-- 50 identities needs a second person of the county; here that is a constraint, not a promise.
create table casework.export (
  export_id   bigint generated always as identity primary key,
  number      text        not null unique check (length(number) between 10 and 30),
  purpose     text        not null check (length(purpose) between 2 and 30),
  reason      text        not null check (length(reason) between 4 and 200),
  asked_by    bigint      not null references accounts.account,
  asked_at    timestamptz not null,
  cases       integer     not null check (cases > 0),
  identities  integer     not null check (identities between 0 and cases),
  state       text        not null check (state in ('waiting', 'ready', 'refused', 'ended')),
  until       timestamptz not null,
  decided_by  bigint references accounts.account,
  decided_at  timestamptz,
  taken       integer     not null default 0,
  check (decided_by <> asked_by),
  check (num_nulls(decided_by, decided_at) in (0, 2)),
  check (until <= coalesce(decided_at, asked_at) + interval '3 days'),
  constraint two_persons check (
    (state <> 'ready' and taken = 0) or identities <= 50 or decided_by is not null
  )
);
create index export_asked on casework.export (asked_by, asked_at);

-- What was chosen when it was asked for: nothing is added after somebody has agreed.
create table casework.export_case (
  export_id bigint not null references casework.export,
  case_id   bigint not null references casework.case_file,
  primary key (export_id, case_id)
);

alter table casework.export enable row level security, force row level security;
create policy house on casework.export to yushan_house using (true) with check (true);
create policy reach on casework.export for select to yushan_web using (
  asked_by = (select accounts.my_account()) or length((select accounts.my_place())) = 6
);
alter table casework.export_case enable row level security, force row level security;
create policy house on casework.export_case to yushan_house using (true) with check (true);
create policy own on casework.export_case for select to yushan_web using (
  exists (select from casework.export e
           where e.export_id = export_case.export_id
             and e.asked_by = (select accounts.my_account()))
);
grant select on casework.export, casework.export_case to yushan_web;

-- How many of these cases have a named reporter.
create function casework.identities_in(cases bigint[]) returns integer
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select count(distinct p.case_id)::integer from identity.person p
   where p.case_id = any (cases) and p.name_masked || p.phone_masked || p.id_masked <> ''
$$;

-- An export as it is asked for; the count of identities is the database's own.
create function casework.ask_export(
  number text, purpose text, reason text, cases bigint[], state text, at timestamptz,
  until timestamptz
) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  made bigint;
begin
  insert into casework.export
    (number, purpose, reason, asked_by, asked_at, cases, identities, state, until)
  values (ask_export.number, ask_export.purpose, ask_export.reason, accounts.my_account(),
          ask_export.at, cardinality(ask_export.cases),
          casework.identities_in(ask_export.cases), ask_export.state, ask_export.until)
  returning export_id into made;
  insert into casework.export_case (export_id, case_id)
  select made, unnest(ask_export.cases);
  return made;
end $$;

-- The second person's word; false when nothing waits for it.
create function casework.decide_export(
  wanted bigint, state text, at timestamptz, until timestamptz
) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  update casework.export e
     set state = decide_export.state, decided_by = accounts.my_account(),
         decided_at = decide_export.at, until = decide_export.until
   where e.export_id = wanted and e.state = 'waiting' and e.until > decide_export.at
     and e.asked_by <> accounts.my_account() and length(accounts.my_place()) = 6;
  return found;
end $$;

-- Whoever asked takes the file once more, or ends it; false when it is not theirs, or over.
create function casework.take_export(wanted bigint, at timestamptz) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  update casework.export e set taken = taken + 1
   where e.export_id = wanted and e.state = 'ready' and e.until > take_export.at
     and e.asked_by = accounts.my_account();
  return found;
end $$;

create function casework.end_export(wanted bigint) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  update casework.export e set state = 'ended'
   where e.export_id = wanted and e.state in ('waiting', 'ready')
     and e.asked_by = accounts.my_account();
  return found;
end $$;

revoke all on function casework.identities_in(bigint[]),
  casework.ask_export(text, text, text, bigint[], text, timestamptz, timestamptz),
  casework.decide_export(bigint, text, timestamptz, timestamptz),
  casework.take_export(bigint, timestamptz), casework.end_export(bigint) from public;
grant execute on function
  casework.ask_export(text, text, text, bigint[], text, timestamptz, timestamptz),
  casework.decide_export(bigint, text, timestamptz, timestamptz),
  casework.take_export(bigint, timestamptz), casework.end_export(bigint) to yushan_web;
