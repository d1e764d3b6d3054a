-- How many fields the one who acts has opened between two instants; the audit itself stays the
-- auditor's to read.
create index entry_opened on audit.entry (by_id, at) where what = 'identity.opened';

create function identity.opened_by_me(since timestamptz, until timestamptz) returns bigint
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return (select count(*) from audit.entry e
           where e.by_id = accounts.my_account() and e.what = 'identity.opened'
             and e.at >= since and e.at < until);
end $$;
revoke all on function identity.opened_by_me(timestamptz, timestamptz) from public;
grant execute on function identity.opened_by_me(timestamptz, timestamptz) to yushan_web;
