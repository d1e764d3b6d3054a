-- A session is whose it was made for, until it ends, and then it has ended: the web's login touches
-- and ends sessions, and turns none over to somebody else, longer or alive again.
revoke update on accounts.session from yushan_web;
grant update (seen_at, ended_at, address, browser) on accounts.session to yushan_web;

create function accounts.keep_ended() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  raise insufficient_privilege using message = 'a session that has ended stays so',
    schema = 'accounts', table = 'session';
end $$;
revoke all on function accounts.keep_ended() from public;
create trigger session_ended before update of ended_at on accounts.session
  for each row when (old.ended_at is not null and new.ended_at is distinct from old.ended_at)
  execute function accounts.keep_ended();
