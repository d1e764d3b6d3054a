-- find_reception: One reception by its id.
select * from video.reception where reception_id = $1;

-- lock_reception: One reception by its id, kept for this transaction.
select * from video.reception where reception_id = $1 for update;

-- case_of: Which case a reception is of.
select case_id from video.reception where reception_id = $1;

-- is_by_seat: Whether whoever acts is booked for a reception, and its case is none of theirs.
select video.by_seat($1);

-- find_sites: The sites of receptions, from county to village.
select * from video.site where reception_id = any($1::bigint[]) order by length(place);

-- find_members: Who was asked to receptions, hosts first.
select m.*, o.display_name as name
  from video.member m join accounts.account o using (account_id)
 where m.reception_id = any($1::bigint[])
 order by m.host desc, m.account_id;

-- list_receptions: Receptions between two instants, or of a case, that somebody may see.
select r.* from video.reception r
 where ($1::timestamptz is null or (r.starts_at >= $1 and r.starts_at < $2))
   and ($3::bigint is null or r.case_id = $3)
   and (r.audience @> array[$4::text]
        or exists (select from video.member m
                    where m.reception_id = r.reception_id and m.account_id = $5)
        or exists (select from video.site s
                    where s.reception_id = r.reception_id and s.place = $6))
 order by r.starts_at, r.reception_id
 limit 200;

-- add_reception: A new reception; no row when the case has one that is not over.
insert into video.reception
  (case_id, state, petitioner, starts_at, booked_by, booked_at, title, place, audience,
   told_version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (case_id) where state not in ('closed', 'no_show', 'cancelled') do nothing
returning reception_id;

-- add_site: One of the three sites.
insert into video.site (reception_id, level, place) values ($1, $2, $3);

-- save_member: Somebody asked to a site, or to another one, or who hosts now or no longer.
insert into video.member (reception_id, account_id, level, host) values ($1, $2, $3, $4)
on conflict (reception_id, account_id) do update set level = excluded.level, host = excluded.host;

-- save_reception: A reception after a deed.
update video.reception
   set state = $2, version = $3, began_at = $4, ended_at = $5, closed_at = $6, reason = $7,
       missing_side = $8, conclusion = $9, waiting = $10, title = $11, place = $12,
       audience = $13, told_version = $14, starts_at = $15, wished_by = $16
 where reception_id = $1;

-- save_site: Who is at a site, and whether it may be heard.
update video.site
   set present = $3, consent = $4,
       consent_at = case when consent is distinct from $4 then $5 else consent_at end
 where reception_id = $1 and level = $2;

-- find_people: Accounts that work now, with their agencies, for the people of a site.
select o.account_id, o.login, o.display_name, o.role, o.agency_id, a.short_name,
       case when a.kind = 'centre' then a.place end as centre_place
  from accounts.account o join accounts.agency a using (agency_id)
 where o.account_id = any($1::bigint[]) and o.disabled_at is null and a.retired_at is null;

-- find_seats: The seats of a reception, in the order in which they were taken.
select * from video.seat where reception_id = $1 order by taken_at, seat;

-- find_seat_of: The seat that an account or a guest has in a reception.
select * from video.seat
 where reception_id = $1 and (account_id = $2 or guest_id = $3);

-- count_seats: How many seats have been named after a site; whoever moves on keeps the name.
select count(*) from video.seat where reception_id = $1 and starts_with(seat, left($2, 1));

-- add_seat: A new seat.
insert into video.seat
  (reception_id, seat, level, account_id, guest_id, name, role, host, taken_at, admitted_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- save_seat: Where a seat stands: at the gate, admitted, held back, agreed to be heard, hosting.
update video.seat
   set waits_since = $3, admitted_at = $4, held_at = $5, consent = $6, consent_at = $7,
       level = $8, host = $9
 where reception_id = $1 and seat = $2;

-- add_token: A token that enters a seat once.
insert into video.token (token_hash, reception_id, seat, role, expires_at)
values ($1, $2, $3, $4, $5);

-- use_token: The seat of a token that was not used and has not expired.
update video.token set used_at = $3
 where token_hash = $1 and reception_id = $2 and used_at is null and expires_at > $3
returning seat, role;

-- forget_tokens: Drop tokens that nobody can use any more.
delete from video.token where expires_at < $1;

-- add_guest: A link for a party without an account.
insert into video.guest
  (reception_id, level, label, secret_hash, made_by, made_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7)
returning guest_id;

-- find_link: The link of a secret, kept for this transaction, while it is good.
select * from video.guest where secret_hash = $1 and expires_at > $2 for update;

-- exchange_link: The link becomes a seat's cookie.
update video.guest set cookie_hash = $2, exchanged_at = $3 where guest_id = $1;

-- find_guest: The guest of a seat's cookie, while it is good; a running session is not cut off.
select g.*, r.state in ('in_session', 'interrupted', 'closing') as is_running
  from video.guest g join video.reception r using (reception_id)
 where g.cookie_hash = $1
   and (g.expires_at > $2 or r.state in ('in_session', 'interrupted', 'closing'));

-- renew_guests: The links of a reception that are still good, or were exchanged, last until then.
update video.guest set expires_at = $2
 where reception_id = $1 and (expires_at > $3 or exchanged_at is not null);

-- add_consent: What a person said about being heard, and when.
insert into video.consent (reception_id, seat, given, at, companion_id)
values ($1, $2, $3, $4, $5);

-- find_companions: Who sits or sat beside the seats of a reception, in the order of coming.
select * from video.companion where reception_id = $1 order by companion_id;

-- add_companion: Somebody sits beside a seat.
insert into video.companion (reception_id, seat, label, given, came_at)
values ($1, $2, $3, $4, $5)
returning companion_id;

-- save_companion: What somebody beside a seat says now, and whether they have left.
update video.companion set given = $2, left_at = $3 where companion_id = $1;

-- find_consents: What everybody of a reception said about being heard, in turn.
select seat, given, at, companion_id from video.consent where reception_id = $1 order by consent_id;

-- count_guests: How many links a reception has that are still good.
select count(*) from video.guest where reception_id = $1 and expires_at > $2;

-- unsettled: Receptions that are not over and whose case has changed, or where people were last.
select r.reception_id
  from video.reception r join casework.case_version c using (case_id)
 where r.state not in ('closed', 'no_show', 'cancelled')
   and (c.version <> r.told_version or r.waiting > 0
        or exists (select from video.site s where s.reception_id = r.reception_id and s.present));
