-- The ground: roles, the journal, idempotency keys. The web role owns nothing.
do $$
begin
  if not exists (select from pg_roles where rolname = 'yushan_web') then
    create role yushan_web login;
  end if;
exception when duplicate_object or unique_violation then null;
end $$;

do $$
begin
  execute format('grant yushan_web to %I', current_user);
exception when insufficient_privilege then null;
end $$;

-- What was applied is no secret: readiness compares it with this program.
grant select on public.yushan_migration to yushan_web;

create schema base;
create schema journal;
grant usage on schema base, journal to yushan_web;

create table base.request_key (
  account_id  bigint      not null,
  key         text        not null check (length(key) between 8 and 100),
  fingerprint bytea       not null,
  reply       bytea       not null default ''::bytea,
  at          timestamptz not null,
  primary key (account_id, key)
);
create index request_key_at on base.request_key (at);
grant select, insert, update, delete on base.request_key to yushan_web;

create table journal.counter (
  one   boolean primary key default true check (one),
  epoch uuid    not null default gen_random_uuid(),
  seq   bigint  not null default 0
);
insert into journal.counter default values;
grant select on journal.counter to yushan_web;
grant update (seq) on journal.counter to yushan_web;

create table journal.event (
  seq      bigint      primary key,
  at       timestamptz not null,
  type     text        not null check (type ~ '^[a-z_]+\.[a-z_]+$'),
  place    text        not null,
  case_id  bigint,
  audience text[]      not null,
  data     jsonb       not null
);
create index event_audience on journal.event using gin (audience);
create index event_case on journal.event (case_id, seq);
create index event_at on journal.event (at);
grant select, insert on journal.event to yushan_web;
