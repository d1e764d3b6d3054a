-- The sealed lane: complaints against agencies and officials. Tables, journal and counter of its
-- own, so that no number, gap or age of anything else moves. Seen by the lowest unit above the
-- accused, and never over a conflict.
create schema sealed;
grant usage on schema sealed to yushan_web;

-- Where somebody worked before: a former unit closes a matter for three years.
create table accounts.former_posting (
  posting_id bigint generated always as identity primary key,
  account_id bigint      not null references accounts.account,
  agency_id  text        not null references accounts.agency,
  left_at    timestamptz not null
);
create index former_posting_account on accounts.former_posting (account_id);

create function accounts.keep_posting() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into accounts.former_posting (account_id, agency_id, left_at)
  values (old.account_id, old.agency_id, now());
  return new;
end $$;
revoke all on function accounts.keep_posting() from public;
create trigger account_moved after update of agency_id on accounts.account
  for each row when (old.agency_id is distinct from new.agency_id)
  execute function accounts.keep_posting();

-- A matter is known by 80 random bits: a number would tell how many there are.
create table sealed.matter (
  matter          text        primary key check (matter ~ '^[0-9A-Z]{16}$'),
  receipt_number  text        not null unique,
  query_code_hash bytea       not null unique,
  handling        text        not null references accounts.agency,
  channel         text        not null,
  state           text        not null check (state in ('filed', 'handling', 'answered', 'closed')),
  version         integer     not null default 1,
  words_sealed    bytea       not null,
  name_sealed     bytea,
  phone_sealed    bytea,
  name_masked     text        not null,
  phone_masked    text        not null,
  filed_by        bigint      not null references accounts.account,
  opened_at       timestamptz not null,
  changed_at      timestamptz not null,
  accepted_at     timestamptz,
  due_at          timestamptz,
  answered_at     timestamptz,
  answered_by     bigint references accounts.account,
  closed_at       timestamptz,
  satisfaction    text check (satisfaction in ('satisfied', 'fairly', 'dissatisfied', 'refused'))
);
create index matter_handling on sealed.matter (handling, opened_at);

-- Only ever added to: whoever was once accused is never let in by a correction.
create table sealed.accused (
  accused_id bigint generated always as identity primary key,
  matter     text        not null references sealed.matter,
  agency_id  text        not null references accounts.agency,
  account_id bigint references accounts.account,
  since      timestamptz not null
);
create index accused_matter on sealed.accused (matter);
create index accused_agency on sealed.accused (agency_id);

create table sealed.relation (
  relation_id bigint generated always as identity primary key,
  account_id  bigint      not null references accounts.account,
  agency_id   text references accounts.agency,
  other_id    bigint references accounts.account,
  declared_at timestamptz not null,
  check (num_nonnulls(agency_id, other_id) = 1 and other_id is distinct from account_id)
);
create index relation_account on sealed.relation (account_id);
create index relation_other on sealed.relation (other_id) where other_id is not null;

create table sealed.recusal (
  matter     text        not null references sealed.matter,
  account_id bigint      not null references accounts.account,
  at         timestamptz not null,
  primary key (matter, account_id)
);
create index recusal_account on sealed.recusal (account_id);

create table sealed.entry (
  entry_id     bigint generated always as identity primary key,
  matter       text        not null references sealed.matter,
  at           timestamptz not null,
  deed         text        not null,
  by_id        bigint      not null references accounts.account,
  by_name      text        not null,
  words_sealed bytea
);
create index entry_matter on sealed.entry (matter, entry_id);

-- What another unit is told: an abstract, made by one, approved by another; never the original.
create table sealed.transfer (
  transfer        text        primary key check (transfer ~ '^[0-9A-Z]{16}$'),
  matter          text        not null references sealed.matter,
  to_agency       text        not null references accounts.agency,
  abstract_sealed bytea       not null,
  made_by         bigint      not null references accounts.account,
  made_at         timestamptz not null,
  approved_by     bigint references accounts.account,
  approved_at     timestamptz,
  reply_sealed    bytea,
  replied_by      bigint references accounts.account,
  replied_at      timestamptz,
  check (approved_by <> made_by),
  check ((approved_by is null) = (approved_at is null)),
  check (replied_at is null or approved_at is not null)
);
create index transfer_matter on sealed.transfer (matter);
create index transfer_agency on sealed.transfer (to_agency, made_at);

-- A field of the complainant that was opened: shown to them by their code.
create table sealed.opening (
  opening_id bigint generated always as identity primary key,
  matter     text        not null references sealed.matter,
  account_id bigint      not null references accounts.account,
  unit       text        not null references accounts.agency,
  field      text        not null check (field in ('name', 'phone')),
  purpose    text        not null check (purpose ~ '^[a-z][a-z_]{1,39}$'),
  at         timestamptz not null
);
create index opening_account on sealed.opening (account_id, at);
create index opening_matter on sealed.opening (matter);

-- The journal of the lane and its counter: dense, in the order of commits.
create table sealed.counter (one boolean primary key default true check (one), seq bigint not null);
insert into sealed.counter (seq) values (0);
create table sealed.event (
  seq    bigint      primary key check (seq > 0),
  matter text        not null references sealed.matter,
  type   text        not null check (type ~ '^sealed\.[a-z-]{2,30}$'),
  by_id  bigint,
  at     timestamptz not null
);

-- The matters that are closed to the one who acts: accused, everything under it, declared
-- relations, a former unit of the last three years, recusal.
create function sealed.closed_to_me() returns text[]
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  me      record := accounts.present();
  related bigint[];
  mine    text[];
begin
  if me.account_id is null then
    return '{}';
  end if;
  related := array(
    select r.other_id from sealed.relation r
     where r.account_id = me.account_id and r.other_id is not null
    union
    select r.account_id from sealed.relation r where r.other_id = me.account_id);
  -- One's own units, and every centre they stand under.
  mine := array(
    select distinct o.agency_id
      from (select me.agency_id as agency_id
            union
            select r.agency_id from sealed.relation r
             where r.account_id = me.account_id and r.agency_id is not null
            union
            select f.agency_id from accounts.former_posting f
             where f.account_id = me.account_id and f.left_at > now() - interval '3 years') u
      join accounts.agency m on m.agency_id = u.agency_id
      join accounts.agency o
        on o.agency_id = m.agency_id or (o.kind = 'centre' and starts_with(m.place, o.place)));
  return array(
    select a.matter from sealed.accused a
     where a.account_id = me.account_id or a.account_id = any (related)
        or a.agency_id = any (mine)
    union
    select r.matter from sealed.recusal r where r.account_id = me.account_id);
end $$;

create function sealed.is_open_to_me(wanted text) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return exists (select from sealed.matter m
                  where m.matter = wanted and m.handling = accounts.my_agency())
     and wanted <> all (sealed.closed_to_me());
end $$;

-- One fact of the lane; its number comes last in the transaction.
create function sealed.tell(about text, what text, at timestamptz) returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  number bigint;
begin
  update sealed.counter c set seq = c.seq + 1 returning c.seq into number;
  insert into sealed.event (seq, matter, type, by_id, at)
  values (number, about, what, accounts.my_account(), tell.at);
end $$;

-- Whom a matter accuses: agencies, each with an official or null.
create function sealed.add_accused(about text, agencies text[], people bigint[], at timestamptz)
returns void
language sql security definer
set search_path = pg_catalog, pg_temp
as $$
  insert into sealed.accused (matter, agency_id, account_id, since)
  select $1, said.agency_id, said.account_id, $4
    from unnest($2, $3) as said (agency_id, account_id)
   where not exists (select from sealed.accused a
                      where a.matter = $1 and a.agency_id = said.agency_id
                        and a.account_id is not distinct from said.account_id)
$$;

-- Takes a complaint in: whoever writes it down at the window does not see it afterwards.
create function sealed.file(
  matter text, receipt text, code_hash bytea, handling text, channel text, words bytea,
  name bytea, phone bytea, name_masked text, phone_masked text,
  agencies text[], people bigint[], at timestamptz
) returns void
language sql security definer
set search_path = pg_catalog, pg_temp
as $$
  insert into sealed.matter
    (matter, receipt_number, query_code_hash, handling, channel, state, words_sealed, name_sealed,
     phone_sealed, name_masked, phone_masked, filed_by, opened_at, changed_at)
  values ($1, $2, $3, $4, $5, 'filed', $6, $7, $8, $9, $10, accounts.my_account(), $13, $13);
  select sealed.add_accused($1, $11, $12, $13);
$$;

-- One more accused, and perhaps another unit that handles it; false when it is not open or stale.
create function sealed.accuse(
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
     set handling = unit, state = becomes, version = m.version + 1, changed_at = accuse.at
   where m.matter = about and m.version = seen;
  if not found then
    return false;
  end if;
  perform sealed.add_accused(about, agencies, people, accuse.at);
  return true;
end $$;

-- What the complainant sees by receipt number and query code: how far it is, what was answered.
create function sealed.of_code(receipt text, code_hash bytea) returns table (
  matter text, state text, unit text, opened_at timestamptz, accepted_at timestamptz,
  due_at timestamptz, answered_at timestamptz, closed_at timestamptz
)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select m.matter, m.state, a.name, m.opened_at, m.accepted_at, m.due_at, m.answered_at, m.closed_at
    from sealed.matter m join accounts.agency a on a.agency_id = m.handling
   where m.query_code_hash = $2 and m.receipt_number = $1
$$;

create function sealed.answers_of_code(code_hash bytea) returns table (
  at timestamptz, words_sealed bytea
)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select e.at, e.words_sealed from sealed.entry e join sealed.matter m using (matter)
   where m.query_code_hash = $1 and e.deed = 'answer' order by e.entry_id
$$;

create function sealed.openings_of_code(code_hash bytea) returns table (
  unit text, field text, purpose text, at timestamptz
)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select a.name, o.field, o.purpose, o.at
    from sealed.opening o join sealed.matter m using (matter)
    join accounts.agency a on a.agency_id = o.unit
   where m.query_code_hash = $1 order by o.opening_id
$$;

revoke all on all functions in schema sealed from public;
grant execute on function
  sealed.closed_to_me(), sealed.is_open_to_me(text), sealed.tell(text, text, timestamptz),
  sealed.file(text, text, bytea, text, text, bytea, bytea, bytea, text, text, text[], bigint[],
              timestamptz),
  sealed.accuse(text, integer, text[], bigint[], text, text, timestamptz),
  sealed.of_code(text, bytea), sealed.answers_of_code(bytea), sealed.openings_of_code(bytea)
  to yushan_web;

grant select on sealed.matter, sealed.accused, sealed.entry, sealed.transfer, sealed.relation,
  sealed.opening to yushan_web;
grant insert on sealed.entry, sealed.transfer, sealed.relation, sealed.recusal, sealed.opening
  to yushan_web;
grant update (state, version, changed_at, accepted_at, due_at, answered_at, answered_by, closed_at,
  satisfaction) on sealed.matter to yushan_web;
grant update (approved_by, approved_at, reply_sealed, replied_by, replied_at) on sealed.transfer
  to yushan_web;

alter table sealed.matter enable row level security, force row level security;
alter table sealed.accused enable row level security, force row level security;
alter table sealed.relation enable row level security, force row level security;
alter table sealed.recusal enable row level security, force row level security;
alter table sealed.entry enable row level security, force row level security;
alter table sealed.transfer enable row level security, force row level security;
alter table sealed.opening enable row level security, force row level security;
alter table sealed.counter enable row level security, force row level security;
alter table sealed.event enable row level security, force row level security;

create policy house on sealed.matter to yushan_house using (true) with check (true);
create policy house on sealed.accused to yushan_house using (true) with check (true);
create policy house on sealed.relation to yushan_house using (true) with check (true);
create policy house on sealed.recusal to yushan_house using (true) with check (true);
create policy house on sealed.entry to yushan_house using (true) with check (true);
create policy house on sealed.transfer to yushan_house using (true) with check (true);
create policy house on sealed.opening to yushan_house using (true) with check (true);
create policy house on sealed.counter to yushan_house using (true) with check (true);
create policy house on sealed.event to yushan_house using (true) with check (true);

create policy reach on sealed.matter to yushan_web using (
  handling = (select accounts.my_agency())
);
create policy reach on sealed.accused to yushan_web using (
  exists (select from sealed.matter m where m.matter = accused.matter)
);
create policy reach on sealed.entry to yushan_web using (
  exists (select from sealed.matter m where m.matter = entry.matter)
);
create policy reach on sealed.transfer to yushan_web using (
  exists (select from sealed.matter m where m.matter = transfer.matter)
  or (to_agency = (select accounts.my_agency()) and approved_at is not null)
);
create policy reach on sealed.relation to yushan_web using (
  account_id = (select accounts.my_account())
);
create policy reach on sealed.recusal for insert to yushan_web with check (
  account_id = (select accounts.my_account())
  and exists (select from sealed.matter m where m.matter = recusal.matter)
);
create policy reach on sealed.opening for select to yushan_web using (
  account_id = (select accounts.my_account())
);
create policy own on sealed.opening for insert to yushan_web with check (
  account_id = (select accounts.my_account())
  and exists (select from sealed.matter m where m.matter = opening.matter)
);

-- Never over a conflict. The accused are seen through the matter: what tells the conflicts cannot
-- ask for them.
create policy conflict on sealed.matter as restrictive to yushan_web using (
  matter <> all ((select sealed.closed_to_me())::text[])
);
create policy conflict on sealed.entry as restrictive to yushan_web using (
  matter <> all ((select sealed.closed_to_me())::text[])
);
create policy conflict on sealed.transfer as restrictive to yushan_web using (
  matter <> all ((select sealed.closed_to_me())::text[])
);
