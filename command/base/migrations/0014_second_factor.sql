-- Second factors: one-time codes, passkeys, recovery codes, and the roles that must have one.
create table accounts.totp (
  account_id    bigint primary key references accounts.account,
  sealed_secret bytea not null,
  begun_at      timestamptz not null,
  confirmed_at  timestamptz,
  last_step     bigint not null default 0
);

create table accounts.recovery_code (
  account_id bigint not null references accounts.account,
  code_hash  bytea not null,
  used_at    timestamptz,
  primary key (account_id, code_hash)
);

create table accounts.passkey (
  passkey_id    bigint generated always as identity primary key,
  account_id    bigint not null references accounts.account,
  credential_id bytea not null unique,
  public_key    bytea not null,
  sign_count    bigint not null check (sign_count >= 0),
  rp_id         text not null,
  label         text not null,
  created_at    timestamptz not null,
  used_at       timestamptz
);
create index passkey_account on accounts.passkey (account_id);

-- A sign-in or an enrolment on its way: the server's side of a challenge. Used once, then gone.
create table accounts.ceremony (
  token_hash bytea primary key,
  purpose    text not null check (purpose in ('second_step', 'register', 'passkey')),
  account_id bigint references accounts.account,
  challenge  bytea,
  address    text not null,
  expires_at timestamptz not null,
  check ((account_id is null) = (purpose = 'passkey'))
);
create index ceremony_expires on accounts.ceremony (expires_at);

create table accounts.required_factor (
  role        text primary key,
  required_by bigint references accounts.account,
  required_at timestamptz not null
);

alter table accounts.account add column user_handle bytea;

grant select, insert, update, delete
  on accounts.totp, accounts.recovery_code, accounts.passkey, accounts.ceremony,
     accounts.required_factor
  to yushan_web;
