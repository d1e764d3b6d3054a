-- save_agency: An agency as the county's list or its places have it; nothing when unchanged.
insert into accounts.agency as a
  (agency_id, name, short_name, kind, place, residency, window_name, staff, block, source)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (agency_id) do update
   set name = excluded.name, short_name = excluded.short_name, kind = excluded.kind,
       residency = excluded.residency, window_name = excluded.window_name,
       staff = excluded.staff, block = excluded.block, source = excluded.source,
       retired_at = null
 where (a.name, a.short_name, a.kind, a.residency, a.window_name, a.staff, a.block, a.source,
        a.retired_at)
       is distinct from
       (excluded.name, excluded.short_name, excluded.kind, excluded.residency,
        excluded.window_name, excluded.staff, excluded.block, excluded.source, null);

-- retire_centres: Centres of places that no longer exist take no new work.
update accounts.agency set retired_at = $2
 where kind = 'centre' and place = any($1::text[]) and retired_at is null;

-- find_agency: One agency that exists now.
select * from accounts.agency where agency_id = $1 and retired_at is null;

-- list_agencies: Agencies that exist now, centres last, and whether somebody there can sign.
select a.*, exists (select from accounts.account o
                     where o.agency_id = a.agency_id and o.disabled_at is null
                       and o.role = any($1::text[])) as has_officer
  from accounts.agency a
 where a.retired_at is null
 order by a.kind = 'centre', a.place, a.agency_id;

-- list_officers: Who works in an agency now, longest-standing account first.
select account_id, display_name, role, agency_id
  from accounts.account where agency_id = $1 and disabled_at is null order by account_id;

-- list_duties: Turns of duty in an agency that cover an instant.
select agency_id, account_id, post, starts_at, ends_at
  from accounts.duty where agency_id = $1 and starts_at <= $2 and ends_at > $2
 order by duty_id;

-- add_duty: A turn of duty.
insert into accounts.duty (agency_id, account_id, post, starts_at, ends_at)
values ($1, $2, $3, $4, $5) returning duty_id;

-- add_account: A new account; no row when the login is taken.
insert into accounts.account
  (login, display_name, role, agency_id, password_hash, is_demo, created_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (login) do nothing returning account_id;

-- find_account: An account by its id.
select o.account_id, o.login, o.display_name, o.role, o.agency_id, o.is_demo,
       o.disabled_at is not null as is_disabled, left(a.place, 6) as county
  from accounts.account o join accounts.agency a using (agency_id) where o.account_id = $1;

-- list_accounts: Every account, by login.
select o.account_id, o.login, o.display_name, o.role, o.agency_id, o.is_demo,
       o.disabled_at is not null as is_disabled, left(a.place, 6) as county
  from accounts.account o join accounts.agency a using (agency_id) order by o.login;

-- find_credentials: What a sign-in is checked against; disabled accounts have none.
select account_id, password_hash, is_demo
  from accounts.account where login = $1 and disabled_at is null;

-- hold_credentials: The same, kept as they are until the transaction ends.
select account_id, password_hash, is_demo
  from accounts.account where login = $1 and disabled_at is null for share;

-- save_password: A new password's hash.
update accounts.account set password_hash = $2 where account_id = $1;

-- disable_account: An account that may not sign in any more; no row when it was so already.
update accounts.account set disabled_at = $2
 where account_id = $1 and disabled_at is null returning account_id;

-- lock_login: One try at a time for a login, until the transaction ends.
select pg_advisory_xact_lock(1886151012, hashtext($1));

-- count_tries: Tries for a login after an instant that were not followed by a sign-in.
select count(*) from accounts.failed_sign_in where login = $1 and at > $2;

-- add_try: A try that counts as failed until it succeeds.
insert into accounts.failed_sign_in (login, at) values ($1, $2);

-- forget_tries: Tries for a login, after it has signed in.
delete from accounts.failed_sign_in where login = $1;

-- forget_old_tries: Tries that no longer count, of every login.
delete from accounts.failed_sign_in where at <= $1;

-- add_session: A session of an account or of a kiosk.
insert into accounts.session (token_hash, account_id, kiosk_id, created_at, expires_at)
values ($1, $2, $3, $4, $5) returning session_id;

-- find_presence: Who a session's token stands for at an instant; no row when it holds no more.
select s.session_id, s.kiosk_id, s.expires_at,
       o.account_id, o.login, o.display_name, o.role, a.agency_id, a.short_name,
       case when a.kind = 'centre' then a.place end as centre_place,
       k.place as kiosk_place, k.label, left(coalesce(k.place, a.place), 6) as county
  from accounts.session s
  left join accounts.account o using (account_id)
  left join accounts.agency a using (agency_id)
  left join accounts.kiosk k using (kiosk_id)
 where s.token_hash = $1 and s.ended_at is null and s.expires_at > $2
   and o.disabled_at is null and k.revoked_at is null;

-- end_session: End a session; no row when it had ended.
update accounts.session set ended_at = $2
 where session_id = $1 and ended_at is null returning session_id;

-- end_sessions_of_account: End every session of an account.
update accounts.session set ended_at = $2
 where account_id = $1 and ended_at is null and expires_at > $2 returning session_id;

-- end_sessions_of_kiosk: End every session of a kiosk.
update accounts.session set ended_at = $2
 where kiosk_id = $1 and ended_at is null and expires_at > $2 returning session_id;

-- add_kiosk: A wall's read-only token.
insert into accounts.kiosk (token_hash, place, label, created_by, created_at)
values ($1, $2, $3, $4, $5) returning kiosk_id;

-- renew_kiosk: Another token for a kiosk that was not revoked.
update accounts.kiosk set token_hash = $2
 where kiosk_id = $1 and revoked_at is null returning kiosk_id;

-- find_kiosk_of_token: The kiosk a token belongs to, unless it was revoked.
select kiosk_id from accounts.kiosk where token_hash = $1 and revoked_at is null;

-- list_kiosks: Kiosks at places with a prefix, newest first.
select kiosk_id, place, label, created_at, revoked_at
  from accounts.kiosk where starts_with(place, $1) order by kiosk_id desc;

-- revoke_kiosk: A kiosk at a place with a prefix, that reads no more; no row when it did not.
update accounts.kiosk set revoked_at = $3
 where kiosk_id = $1 and starts_with(place, $2) and revoked_at is null
returning left(place, 6) as county;

-- add_invitation: A one-time link for an account.
insert into accounts.invitation (token_hash, account_id, expires_at) values ($1, $2, $3);

-- withdraw_invitations: Links for an account that were not used yet end with a newer one.
update accounts.invitation set used_at = $2 where account_id = $1 and used_at is null;

-- find_invitation: The account an unused, unexpired link belongs to.
select o.account_id, o.login
  from accounts.invitation i join accounts.account o using (account_id)
 where i.token_hash = $1 and i.used_at is null and i.expires_at > $2 and o.disabled_at is null;

-- use_invitation: Use a link, once.
update accounts.invitation set used_at = $2
 where token_hash = $1 and used_at is null and expires_at > $2 returning account_id;
