-- Accounts: agencies, people, duty rosters, sessions, kiosks, invitations.
create schema accounts;
grant usage on schema accounts to yushan_web;

create table accounts.agency (
  agency_id   text primary key check (agency_id ~ '^[a-z][a-z0-9-]{1,39}$'),
  name        text not null,
  short_name  text not null,
  kind        text not null check (kind in ('centre', 'bureau', 'committee', 'studio', 'society')),
  place       text not null references places.place,
  residency   text not null default '',
  window_name text not null default '',
  staff       integer,
  block       text not null default '',
  source      text not null,
  retired_at  timestamptz
);
create unique index agency_centre on accounts.agency (place) where kind = 'centre';

create table accounts.account (
  account_id    bigint generated always as identity primary key,
  login         text not null unique check (login ~ '^[a-z][a-z0-9._-]{1,39}$'),
  display_name  text not null,
  role          text not null,
  agency_id     text not null references accounts.agency,
  password_hash text,
  is_demo       boolean not null default false,
  created_at    timestamptz not null,
  disabled_at   timestamptz
);
create index account_agency on accounts.account (agency_id) where disabled_at is null;

create table accounts.duty (
  duty_id    bigint generated always as identity primary key,
  agency_id  text not null references accounts.agency,
  account_id bigint not null references accounts.account,
  post       text not null check (post in ('case_officer', 'duty_chief', 'duty_leader')),
  starts_at  timestamptz not null,
  ends_at    timestamptz not null,
  check (starts_at < ends_at)
);
create index duty_agency on accounts.duty (agency_id, post, starts_at);

create table accounts.kiosk (
  kiosk_id   bigint generated always as identity primary key,
  token_hash bytea not null unique,
  place      text not null references places.place,
  label      text not null,
  created_by bigint references accounts.account,
  created_at timestamptz not null,
  revoked_at timestamptz
);

create table accounts.session (
  session_id bigint generated always as identity primary key,
  token_hash bytea not null unique,
  account_id bigint references accounts.account,
  kiosk_id   bigint references accounts.kiosk,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at   timestamptz,
  check ((account_id is null) <> (kiosk_id is null))
);
create index session_account on accounts.session (account_id) where ended_at is null;

create table accounts.invitation (
  token_hash bytea primary key,
  account_id bigint not null references accounts.account,
  expires_at timestamptz not null,
  used_at    timestamptz
);

create table accounts.failed_sign_in (
  login text not null,
  at    timestamptz not null
);
create index failed_sign_in_login on accounts.failed_sign_in (login, at);

grant select, insert, update on all tables in schema accounts to yushan_web;
grant delete on accounts.failed_sign_in to yushan_web;
