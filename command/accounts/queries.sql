-- save_agency: An agency as the county's list or its places have it; nothing when unchanged.
insert into accounts.agency as a
  (agency_id, name, short_name, kind, place, residency, window_name, staff, block, source)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (agency_id) do update
   set name = excluded.name, short_name = excluded.short_name, kind = excluded.kind,
       residency = excluded.residency, window_name = excluded.window_name,
       staff = excluded.staff, block = excluded.block, source = excluded.source,
       retired_at = case when exists (select from accounts.retirement r
                                       where r.agency_id = a.agency_id and r.done_at is not null
                                         and r.asked_by is not null)
                         then a.retired_at end
 where (a.name, a.short_name, a.kind, a.residency, a.window_name, a.staff, a.block, a.source,
        a.retired_at)
       is distinct from
       (excluded.name, excluded.short_name, excluded.kind, excluded.residency,
        excluded.window_name, excluded.staff, excluded.block, excluded.source, null);

-- retire_centres: Centres of places that no longer exist take no new work.
update accounts.agency set retired_at = $2
 where kind = 'centre' and place = any($1::text[]) and retired_at is null;

-- forget_retirements: Agencies that a survey had ended and that exist again.
delete from accounts.retirement r using accounts.agency a
 where a.agency_id = r.agency_id and a.retired_at is null
   and r.asked_by is null and r.done_at is not null;

-- plan_retirement: An agency ends on a day; no row when that is planned or done already.
insert into accounts.retirement (agency_id, asked_at, successor, retires_at, why, asked_by)
values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning agency_id;

-- drop_retirement: An agency stays after all.
delete from accounts.retirement where agency_id = $1 and done_at is null returning agency_id;

-- due_retirements: Agencies whose day has come.
select agency_id from accounts.retirement
 where done_at is null and retires_at <= $1 order by retires_at, agency_id;

-- lock_retirement: What is planned for an agency whose day has come.
select * from accounts.retirement
 where agency_id = $1 and done_at is null and retires_at <= $2 for no key update;

-- retire_agency: An agency that takes no more work.
update accounts.agency set retired_at = $2 where agency_id = $1 and retired_at is null;

-- end_retirement: What was planned is done.
update accounts.retirement set done_at = $2 where agency_id = $1;

-- list_retirements: Every agency that will end or has, the last day first.
select * from accounts.retirement order by retires_at desc, agency_id;

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
  (login, display_name, role, agency_id, password_hash, is_demo, created_at, staff_number)
values ($1, $2, $3, $4, $5, $6, $7, nullif($8, ''))
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

-- restore_account: A disabled account lives again, without a password; no row when it is not so.
update accounts.account set disabled_at = null, password_hash = null
 where account_id = $1 and disabled_at is not null returning account_id;

-- lock_tries: One try at a time for a login or an address, until the transaction ends.
select pg_advisory_xact_lock(1886151012, hashtext($1));

-- count_tries: Tries after an instant not followed by a sign-in: of a login here, of it, from here.
select count(*) filter (where login = $1 and address = $2) as here,
       count(*) filter (where login = $1) as for_login,
       count(*) filter (where address = $2) as from_address
  from accounts.failed_sign_in where (login = $1 or address = $2) and at > $3;

-- is_known: Whether a login has signed in from an address after an instant.
select exists (select from accounts.session s join accounts.account o using (account_id)
                where o.login = $1 and s.address = $2 and s.created_at > $3);

-- add_try: A try that counts as failed until it succeeds.
insert into accounts.failed_sign_in (login, address, at) values ($1, $2, $3);

-- forget_tries: Tries for a login, after it was given a new password.
delete from accounts.failed_sign_in where login = $1;

-- forget_tries_here: Tries for a login from an address, after it has signed in from there.
delete from accounts.failed_sign_in where login = $1 and address = $2;

-- forget_old_tries: Tries that no longer count, of every login.
delete from accounts.failed_sign_in where at <= $1;

-- add_session: A session of an account or of a kiosk.
insert into accounts.session
  (token_hash, account_id, kiosk_id, created_at, expires_at, idle_life, address, browser, way)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning session_id;

-- find_presence: Who a session's token stands for at an instant; no row when it holds no more.
select s.session_id, s.kiosk_id, s.expires_at, coalesce(s.seen_at, s.created_at) as seen_at,
       s.idle_life is not null as is_idling,
       o.account_id, o.login, o.display_name, o.role, a.agency_id, a.short_name,
       case when a.kind = 'centre' then a.place end as centre_place,
       k.place as kiosk_place, k.label, left(coalesce(k.place, a.place), 6) as county,
       coalesce(not o.is_demo, false)
         and exists (select from accounts.required_factor r where r.role = o.role)
         and not exists (select from accounts.totp t
                          where t.account_id = o.account_id and t.confirmed_at is not null)
         and not exists (select from accounts.passkey p
                          where p.account_id = o.account_id) as lacks_factor
  from accounts.session s
  left join accounts.account o using (account_id)
  left join accounts.agency a using (agency_id)
  left join accounts.kiosk k using (kiosk_id)
 where s.token_hash = $1 and s.ended_at is null and s.expires_at > $2
   and (s.idle_life is null or coalesce(s.seen_at, s.created_at) > $2 - s.idle_life)
   and o.disabled_at is null and k.revoked_at is null;

-- touch_session: A session was used at an instant.
update accounts.session set seen_at = $2
 where session_id = $1 and ended_at is null and coalesce(seen_at, created_at) < $2;

-- end_idle_sessions: Sessions that were not used for as long as they may rest.
with idle as (
  update accounts.session s set ended_at = $1
   where s.ended_at is null and s.idle_life is not null and s.expires_at > $1
     and coalesce(s.seen_at, s.created_at) <= $1 - s.idle_life
  returning s.session_id, s.account_id
)
select i.session_id, left(a.place, 6) as county
  from idle i join accounts.account o using (account_id) join accounts.agency a using (agency_id);

-- forget_sources: Where sessions came from, once they are long over.
update accounts.session set address = '', browser = ''
 where created_at < $1 and (address <> '' or browser <> '');

-- list_sessions: Sessions that hold at an instant, of one account or of all, last used first.
select s.session_id, s.account_id, o.login, o.display_name, o.role, a.short_name, s.address,
       s.browser, s.way, s.created_at, coalesce(s.seen_at, s.created_at) as seen_at, s.expires_at
  from accounts.session s
  join accounts.account o using (account_id)
  join accounts.agency a using (agency_id)
 where s.ended_at is null and s.expires_at > $1 and o.disabled_at is null
   and (s.idle_life is null or coalesce(s.seen_at, s.created_at) > $1 - s.idle_life)
   and ($2::bigint is null or s.account_id = $2)
 order by coalesce(s.seen_at, s.created_at) desc, s.session_id desc limit 500;

-- find_session_county: Where the account of a session stands; no row unless it is the account's.
select left(a.place, 6) as county
  from accounts.session s
  join accounts.account o using (account_id)
  join accounts.agency a using (agency_id)
 where s.session_id = $1 and ($2::bigint is null or s.account_id = $2);

-- end_other_sessions: End every session of an account but one.
update accounts.session set ended_at = $3
 where account_id = $1 and session_id <> $2 and ended_at is null and expires_at > $3
returning session_id;

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

-- find_number: The staff number of an account, if it is known.
select coalesce(staff_number, '') from accounts.account where account_id = $1;

-- save_posting: Another role and agency for an account; no row when it is disabled.
update accounts.account
   set role = $2, agency_id = $3, staff_number = coalesce(nullif($4, ''), staff_number)
 where account_id = $1 and disabled_at is null returning account_id;

-- count_others_of_role: How many accounts with a role are left without one of them.
select count(*) from accounts.account
 where role = $1 and account_id <> $2 and disabled_at is null and password_hash is not null;

-- list_accounts_fully: Every account with what its administrator looks at, by login.
select o.account_id, o.login, o.display_name, o.role, o.agency_id, a.short_name, a.place,
       o.is_demo, o.disabled_at, o.password_hash is not null as has_password,
       coalesce(o.staff_number, '') as staff_number,
       exists (select from accounts.totp t
                where t.account_id = o.account_id and t.confirmed_at is not null) as has_totp,
       (select count(*) from accounts.passkey p where p.account_id = o.account_id) as passkeys,
       (select max(s.created_at) from accounts.session s
         where s.account_id = o.account_id) as last_in
  from accounts.account o join accounts.agency a using (agency_id) order by o.login;

-- list_duties_between: Turns of duty of all agencies that touch a span.
select d.duty_id, d.agency_id, a.short_name, d.account_id, o.display_name, d.post,
       d.starts_at, d.ends_at
  from accounts.duty d
  join accounts.account o using (account_id)
  join accounts.agency a on a.agency_id = d.agency_id
 where d.ends_at > $1 and d.starts_at < $2
 order by d.starts_at, d.duty_id limit 1000;

-- find_duty: A turn of duty that is not over at an instant.
select duty_id, account_id, starts_at from accounts.duty where duty_id = $1 and ends_at > $2
   for update;

-- drop_duty: A turn that has not begun.
delete from accounts.duty where duty_id = $1;

-- cut_duty: A turn that ends now.
update accounts.duty set ends_at = $2 where duty_id = $1;

-- find_factors: What second factors an account has.
select (select confirmed_at from accounts.totp where account_id = $1) as totp_since,
       (select count(*) from accounts.recovery_code
         where account_id = $1 and used_at is null) as recovery_left,
       (select count(*) from accounts.passkey where account_id = $1) as passkeys,
       exists (select from accounts.required_factor r join accounts.account o using (role)
                where o.account_id = $1 and not o.is_demo) as is_required;

-- hold_totp: Somebody is about to seal a secret.
lock table accounts.totp in row exclusive mode;

-- hold_totp_alone: Every secret is sealed anew; whoever checks or seals one waits.
lock table accounts.totp in exclusive mode;

-- list_totp: Every sealed secret.
select account_id, sealed_secret from accounts.totp order by account_id;

-- reseal_totp: The same secret under another key.
update accounts.totp set sealed_secret = $2 where account_id = $1;

-- begin_totp: A secret that counts once its first code was right; none when one counts already.
insert into accounts.totp as t (account_id, sealed_secret, begun_at) values ($1, $2, $3)
on conflict (account_id) do update
   set sealed_secret = excluded.sealed_secret, begun_at = excluded.begun_at, last_step = 0
 where t.confirmed_at is null
returning account_id;

-- find_totp: The secret of an account that waits for its first code, or that counts.
select sealed_secret, last_step from accounts.totp
 where account_id = $1 and (confirmed_at is not null) = $2 for update;

-- confirm_totp: The first code was right.
update accounts.totp set confirmed_at = $2 where account_id = $1;

-- use_step: A code of a step was used; no row when that step or a later one was used before.
update accounts.totp set last_step = $2 where account_id = $1 and last_step < $2
returning account_id;

-- drop_totp: An account without one-time codes.
delete from accounts.totp where account_id = $1 returning confirmed_at;

-- drop_recovery: An account without recovery codes.
delete from accounts.recovery_code where account_id = $1;

-- add_recovery: A recovery code.
insert into accounts.recovery_code (account_id, code_hash) values ($1, $2);

-- use_recovery: Use a recovery code, once.
update accounts.recovery_code set used_at = $3
 where account_id = $1 and code_hash = $2 and used_at is null returning account_id;

-- list_passkeys: Passkeys of an account, newest last.
select passkey_id, credential_id, rp_id, label, created_at, used_at
  from accounts.passkey where account_id = $1 order by passkey_id;

-- add_passkey: A new passkey; no row when it is somebody's already.
insert into accounts.passkey
  (account_id, credential_id, public_key, sign_count, rp_id, label, created_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (credential_id) do nothing returning passkey_id;

-- find_passkey: A passkey by the id a browser names, of an account that may sign in.
select p.passkey_id, p.account_id, p.public_key, p.sign_count, p.rp_id, o.login, o.user_handle
  from accounts.passkey p join accounts.account o using (account_id)
 where p.credential_id = $1 and o.disabled_at is null and not o.is_demo for share of o;

-- use_passkey: A passkey's new counter; no row when another use came between.
update accounts.passkey set sign_count = $3, used_at = $4
 where passkey_id = $1 and sign_count = $2 returning passkey_id;

-- drop_passkey: A passkey of an account that holds no more.
delete from accounts.passkey where passkey_id = $1 and account_id = $2 returning passkey_id;

-- drop_passkeys: Every passkey of an account.
delete from accounts.passkey where account_id = $1;

-- hold_handle: The handle of an account in its passkeys, kept from the first.
update accounts.account set user_handle = coalesce(user_handle, $2)
 where account_id = $1 returning user_handle;

-- forget_ceremonies: Ceremonies that are over.
delete from accounts.ceremony where expires_at <= $1;

-- count_ceremonies: Ceremonies that nobody has claimed yet, from an address.
select count(*) from accounts.ceremony where address = $1 and purpose = 'passkey';

-- add_ceremony: The server's side of a challenge.
insert into accounts.ceremony (token_hash, purpose, account_id, challenge, address, expires_at)
values ($1, $2, $3, $4, $5, $6);

-- find_ceremony: A ceremony that goes on at an instant, and whose it is.
select c.account_id, o.login, o.display_name
  from accounts.ceremony c left join accounts.account o using (account_id)
 where c.token_hash = $1 and c.purpose = $2 and c.expires_at > $3 and o.disabled_at is null;

-- challenge_ceremony: The challenge that the next answer must hold; no row when it is over.
update accounts.ceremony set challenge = $2 where token_hash = $1 and expires_at > $3
returning account_id;

-- take_challenge: A challenge, for one answer only.
with held as (
  select token_hash, challenge from accounts.ceremony
   where token_hash = $1 and expires_at > $2 and challenge is not null for update
)
update accounts.ceremony c set challenge = null from held h
 where c.token_hash = h.token_hash returning h.challenge, c.purpose, c.account_id;

-- end_ceremony: A ceremony is over; no row when it was.
delete from accounts.ceremony where token_hash = $1 and expires_at > $2 returning account_id;

-- list_required: Roles that must have a second factor.
select role from accounts.required_factor;

-- require_factor: A role must have a second factor.
insert into accounts.required_factor (role, required_by, required_at) values ($1, $2, $3)
on conflict do nothing returning role;

-- release_factor: A role need not have a second factor.
delete from accounts.required_factor where role = $1 returning role;
