-- squawk-ignore-file adding-foreign-key-constraint, ban-drop-not-null
-- A sealed matter that nobody accepts or answers in time is opened to the next unit above as well:
-- a complaint must not lie at the one desk that sees it. Nobody loses it, and nobody below hears.
alter table sealed.matter
  add column handed_at  timestamptz,
  add column raised_to  text references accounts.agency,
  add column raised_at  timestamptz,
  add column raised_for text check (raised_for in ('filed', 'handling'));
create index matter_raised on sealed.matter (raised_to) where raised_to is not null;
-- What the clock does has no hand.
alter table sealed.entry alter column by_id drop not null;

drop policy reach on sealed.matter;
create policy reach on sealed.matter to yushan_web using (
  handling = (select accounts.my_agency()) or raised_to = (select accounts.my_agency())
);

create or replace function sealed.is_open_to_me(wanted text) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  mine text := accounts.my_agency();
begin
  return exists (select from sealed.matter m
                  where m.matter = wanted and (m.handling = mine or m.raised_to = mine))
     and wanted <> all (sealed.closed_to_me());
end $$;

-- One more accused, and perhaps another unit that handles it, where its time begins anew; false
-- when it is not open or stale.
create or replace function sealed.accuse(
  about text, seen integer, agencies text[], people bigint[], unit text, becomes text,
  at timestamptz
) returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if not sealed.is_open_to_me(about) then
    return false;
  end if;
  update sealed.matter m
     set handling = unit, state = becomes, version = m.version + 1, changed_at = accuse.at,
         handed_at = case when unit = m.handling then m.handed_at else accuse.at end,
         raised_to = case when unit = m.handling then m.raised_to end,
         raised_for = case when unit = m.handling then m.raised_for end
   where m.matter = about and m.version = seen;
  if not found then
    return false;
  end if;
  perform sealed.add_accused(about, agencies, people, accuse.at);
  return true;
end $$;

-- Whether a matter's time is over in the state it is in, told once a state: filed ones that reached
-- their unit by an instant, accepted ones whose answer is due.
create function sealed.is_late(m sealed.matter, at timestamptz, reached_by timestamptz)
returns boolean
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select m.raised_for is distinct from m.state
     and ((m.state = 'filed' and coalesce(m.handed_at, m.opened_at) <= reached_by)
          or (m.state = 'handling' and m.due_at <= is_late.at))
$$;

create function sealed.late(at timestamptz, reached_by timestamptz)
returns table (matter text, handling text, place text)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select m.matter, m.handling, g.place
    from sealed.matter m join accounts.agency g on g.agency_id = m.handling
   where sealed.is_late(m, $1, $2)
   order by m.opened_at limit 100
$$;

-- Opens a late matter to a unit above, none when nobody stands there; false when it has moved on.
create function sealed.raise_late(
  about text, handled_by text, above text, at timestamptz, reached_by timestamptz
) returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  update sealed.matter m
     set raised_to = coalesce(above, m.raised_to), raised_at = raise_late.at,
         raised_for = m.state, version = m.version + 1, changed_at = raise_late.at
   where m.matter = about and m.handling = handled_by
     and sealed.is_late(m, raise_late.at, reached_by);
  if not found then
    return false;
  end if;
  insert into sealed.entry (matter, at, deed, by_id, by_name)
  values (about, raise_late.at, 'raise', null, '');
  perform sealed.tell(about, 'sealed.raise', raise_late.at);
  return true;
end $$;

revoke all on function sealed.is_late(sealed.matter, timestamptz, timestamptz),
  sealed.late(timestamptz, timestamptz),
  sealed.raise_late(text, text, text, timestamptz, timestamptz) from public;
grant usage on schema sealed to yushan_keeper;
grant execute on function sealed.late(timestamptz, timestamptz),
  sealed.raise_late(text, text, text, timestamptz, timestamptz) to yushan_keeper;
