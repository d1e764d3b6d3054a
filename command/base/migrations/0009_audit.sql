-- Audit: who read or did what. Rows are only ever added; a chain of hashes and signed checkpoints
-- make every change to them visible. No personal data: ids, and words from closed lists.
create schema audit;
grant usage on schema audit to yushan_web;

-- Text that may stand in a row: no mobile number, no number of an identity card.
create function audit.is_impersonal(words text) returns boolean
language sql immutable parallel safe
set search_path = pg_catalog, pg_temp
return words !~ '(^|[^0-9A-Za-z])1[3-9][0-9]{9}([^0-9A-Za-z]|$)'
   and words !~ '(^|[^0-9A-Za-z])[0-9]{17}[0-9Xx]([^0-9A-Za-z]|$)';

create table audit.entry (
  entry_id bigint generated always as identity primary key,
  at       timestamptz not null,
  what     text   not null check (what ~ '^[a-z_]{2,30}\.[a-z_]{2,30}$'),
  by_id    bigint,
  unit     text   not null check (unit ~ '^([a-z][a-z0-9-]{1,39})?$'),
  case_id  bigint,
  target   text   not null check (target ~ '^[A-Za-z0-9 _.:/{}-]{0,120}$'
                                  and audit.is_impersonal(target)),
  purpose  text   not null check (purpose ~ '^([a-z][a-z_]{1,39})?$'),
  -- A JSON object in plain ASCII, without escapes: no name in Chinese fits in.
  detail   text   not null check (detail ~ '^[ -[\]-~]*$' and length(detail) <= 1000
                                  and jsonb_typeof(detail::jsonb) = 'object'
                                  and audit.is_impersonal(detail)),
  -- The person concerned is shown which unit opened their identity, when and for what.
  check (what <> 'identity.opened' or (case_id is not null and unit <> '' and purpose <> ''))
);
create index entry_by on audit.entry (by_id, entry_id);
create index entry_case on audit.entry (case_id, entry_id) where case_id is not null;
create index entry_what on audit.entry (what, entry_id);

-- Entries that are committed and not yet in the chain; emptied within a second.
create table audit.waiting (entry_id bigint primary key);

-- The chain: dense numbers in the order of chaining.
create table audit.link (
  seq      bigint primary key check (seq > 0),
  entry_id bigint not null unique references audit.entry,
  hash     bytea  not null check (length(hash) = 32)
);

create table audit.head (
  one   boolean primary key default true check (one),
  chain uuid    not null default gen_random_uuid(),
  seq   bigint  not null default 0,
  hash  bytea   not null
);
insert into audit.head (chain, hash)
select made.chain, sha256(convert_to('yushan audit 1 ' || made.chain, 'UTF8'))
  from (select gen_random_uuid() as chain) made;

create table audit.checkpoint (
  seq       bigint      primary key references audit.link,
  chain     uuid        not null,
  hash      bytea       not null check (length(hash) = 32),
  at        timestamptz not null,
  key_id    text        not null check (key_id ~ '^[0-9a-f]{16}$'),
  signature bytea       not null check (length(signature) = 64)
);

create function audit.refuse_change() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception 'rows of the audit are never changed' using errcode = 'insufficient_privilege';
end $$;

create trigger entry_stays before update or delete on audit.entry
  for each row execute function audit.refuse_change();
create trigger entry_stays_whole before truncate on audit.entry
  for each statement execute function audit.refuse_change();
create trigger link_stays before update or delete on audit.link
  for each row execute function audit.refuse_change();
create trigger link_stays_whole before truncate on audit.link
  for each statement execute function audit.refuse_change();
create trigger checkpoint_stays before update or delete on audit.checkpoint
  for each row execute function audit.refuse_change();
create trigger checkpoint_stays_whole before truncate on audit.checkpoint
  for each statement execute function audit.refuse_change();

-- The only way in.
create function audit.record(
  what text, by_id bigint, at timestamptz, unit text, case_id bigint, target text, purpose text,
  detail text
) returns bigint
language sql security definer
set search_path = pg_catalog, pg_temp
as $$
  with kept as (
    insert into audit.entry (what, by_id, at, unit, case_id, target, purpose, detail)
    values ($1, $2, $3, $4, $5, $6, $7, $8) returning entry_id
  )
  insert into audit.waiting (entry_id) select entry_id from kept returning entry_id
$$;

-- Fields in order, each behind its length in four bytes; -1 for what is not there.
create function audit.canonical(seq bigint, e audit.entry) returns bytea
language sql immutable parallel safe
set search_path = pg_catalog, pg_temp
return (
  select string_agg(
           coalesce(int4send(length(field)) || field, int4send(-1)), ''::bytea order by place)
    from unnest(array[
           int8send(seq), int8send(e.entry_id),
           int8send((extract(epoch from e.at) * 1000000)::bigint),
           convert_to(e.what, 'UTF8'), int8send(e.by_id), convert_to(e.unit, 'UTF8'),
           int8send(e.case_id), convert_to(e.target, 'UTF8'), convert_to(e.purpose, 'UTF8'),
           convert_to(e.detail, 'UTF8')
         ]) with ordinality as f (field, place));

-- Takes waiting entries into the chain; one caller at a time, the others wait at the head.
create function audit.chain(most integer) returns integer
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  tip  audit.head;
  e    audit.entry;
  done integer := 0;
begin
  if not exists (select from audit.waiting) then
    return 0;
  end if;
  select * into tip from audit.head for update;
  for e in
    select r.* from audit.waiting w join audit.entry r using (entry_id)
     order by entry_id limit most
  loop
    tip.seq := tip.seq + 1;
    tip.hash := sha256(tip.hash || audit.canonical(tip.seq, e));
    insert into audit.link (seq, entry_id, hash) values (tip.seq, e.entry_id, tip.hash);
    delete from audit.waiting w where w.entry_id = e.entry_id;
    done := done + 1;
  end loop;
  if done > 0 then
    update audit.head set seq = tip.seq, hash = tip.hash;
  end if;
  return done;
end $$;

-- Keeps a signed checkpoint of a link that is as signed; says whether it did.
create function audit.add_checkpoint(
  seq bigint, hash bytea, at timestamptz, key_id text, signature bytea
) returns boolean
language sql security definer
set search_path = pg_catalog, pg_temp
as $$
  with kept as (
    insert into audit.checkpoint (seq, chain, hash, at, key_id, signature)
    select l.seq, h.chain, l.hash, $3, $4, $5
      from audit.link l, audit.head h where l.seq = $1 and l.hash = $2
    on conflict do nothing returning seq
  )
  select exists (select from kept)
$$;

revoke all on all functions in schema audit from public;
-- The chain is the keeper's, reading the auditor's: their grants follow where these roles are made.
grant execute on function
  audit.record(text, bigint, timestamptz, text, bigint, text, text, text) to yushan_web;

-- What the auditor reads: every row, with its place in the chain once it has one.
create view audit.line as
select e.entry_id, e.at, e.what, e.by_id, e.unit, e.case_id, e.target, e.purpose, e.detail,
       l.seq, l.hash
  from audit.entry e left join audit.link l using (entry_id);

-- What the person concerned is shown: which unit opened which of their fields, when, for what.
create view audit.identity_opening as
select case_id, unit, at, target, purpose from audit.entry where what = 'identity.opened';

grant select on audit.identity_opening to yushan_web;

-- How far the chain is.
create view audit.state as
select h.chain, h.seq, h.hash, (select count(*) from audit.waiting) as waiting from audit.head h;

-- The administrators of system, security and audit are never one person.
alter table accounts.account add column staff_number text
  check (staff_number ~ '^[A-Za-z0-9-]{2,30}$');

-- Whoever holds or ever held one of the three offices. One account, one staff number: one office.
create table accounts.administrator (
  account_id   bigint primary key references accounts.account,
  role         text   not null check (role in ('system_admin', 'security_admin', 'auditor')),
  staff_number text   unique
);

create function accounts.keep_administrator() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.role in ('system_admin', 'security_admin', 'auditor') then
    insert into accounts.administrator as a (account_id, role, staff_number)
    values (new.account_id, new.role, new.staff_number)
    on conflict (account_id) do update set staff_number = excluded.staff_number
     where a.role = new.role;
    if not found then
      raise unique_violation using message = 'this person holds or held another of the three offices',
        constraint = 'administrator_pkey', schema = 'accounts', table = 'administrator';
    end if;
  end if;
  return new;
end $$;
revoke all on function accounts.keep_administrator() from public;

create trigger account_office after insert or update of role, staff_number on accounts.account
  for each row execute function accounts.keep_administrator();

insert into accounts.administrator (account_id, role)
select account_id, role from accounts.account
 where role in ('system_admin', 'security_admin', 'auditor');
