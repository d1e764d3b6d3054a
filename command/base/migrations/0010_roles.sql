-- Roles: each works with a login of its own and owns nothing. The owner is a member of the house,
-- which sees every row of the case plane: migrations, backups and published views work as it.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['yushan_web', 'yushan_keeper', 'yushan_stream', 'yushan_hall',
                                'yushan_auditor', 'yushan_analysis', 'yushan_house'] loop
    begin
      if not exists (select from pg_roles where rolname = wanted) then
        execute format('create role %I %s', wanted,
                       case when wanted = 'yushan_house' then 'nologin' else 'login' end);
      end if;
    exception when duplicate_object or unique_violation then null;
    end;
    begin
      execute format('grant %I to %I', wanted, current_user);
    exception when insufficient_privilege then null;
    end;
  end loop;
  if not pg_has_role(current_user, 'yushan_house', 'usage') then
    raise exception 'grant yushan_house to % first, as a superuser', current_user;
  end if;
end $$;

grant select on public.yushan_migration
  to yushan_keeper, yushan_stream, yushan_hall, yushan_auditor, yushan_analysis;

-- Who acts: every transaction names its session by the token that only the browser holds. The
-- functions resolve it anew each time, so a setting made up in the database is worth nothing.
-- A wall and the three administrators have a session and see nothing of the case plane.
-- In plpgsql, which keeps its plans: a policy asks in every statement.
create function accounts.present(out account_id bigint, out agency_id text, out place text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  token text := current_setting('yushan.session', true);
begin
  if token is null or token = '' then
    return;
  end if;
  select o.account_id, a.agency_id, case when a.kind = 'centre' then a.place end
    into present.account_id, present.agency_id, present.place
    from accounts.session s
    join accounts.account o on o.account_id = s.account_id
    join accounts.agency a on a.agency_id = o.agency_id
   where s.token_hash = sha256(convert_to(token, 'UTF8'))
     and s.ended_at is null and s.expires_at > now() and o.disabled_at is null
     and o.role not in ('system_admin', 'security_admin', 'auditor');
end $$;

-- The account that acts; null without a session.
create function accounts.my_account() returns bigint
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$ begin return (accounts.present()).account_id; end $$;

-- The place whose cases the centre of the one who acts answers for; null in a bureau.
create function accounts.my_place() returns text
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$ begin return (accounts.present()).place; end $$;

-- The agency by whose part in a case it is seen; a centre's own name is c and its place.
create function accounts.my_agency() returns text
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$ begin return (accounts.present()).agency_id; end $$;

-- Begin to act under a session until the transaction ends; false when it holds no more.
create function accounts.act(token text) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform set_config('yushan.session', token, true);
  return exists (
    select from accounts.session s
     where s.token_hash = sha256(convert_to(token, 'UTF8'))
       and s.ended_at is null and s.expires_at > now());
end $$;

revoke all on function accounts.present(), accounts.my_account(), accounts.my_place(),
  accounts.my_agency(), accounts.act(text) from public;
grant execute on function accounts.my_account(), accounts.my_place(), accounts.my_agency(),
  accounts.act(text) to yushan_web;
