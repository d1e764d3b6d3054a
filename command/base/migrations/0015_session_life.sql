-- Sessions know where they came from and when they were last used; tries know their source.
alter table accounts.session
  add column seen_at   timestamptz,
  add column idle_life interval,
  add column address   text not null default '',
  add column browser   text not null default '',
  add column way       text not null default 'password';
create index session_known on accounts.session (account_id, address, created_at);
create index session_idle on accounts.session (seen_at)
  where ended_at is null and idle_life is not null;

alter table accounts.failed_sign_in add column address text not null default '';
create index failed_sign_in_address on accounts.failed_sign_in (address, at);

-- A turn of duty that has not begun may be taken back.
grant delete on accounts.duty to yushan_web;
