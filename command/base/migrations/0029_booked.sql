-- Whoever is booked for a reception sits in it, also when its case is none of theirs: they see the
-- reception and no row of the case. Never over a conflict.

-- Whether the one who acts was asked to a reception, or works where one of its sites is.
create function video.is_booked(wanted bigint) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  me record := accounts.present();
begin
  return exists (select from video.member m
                  where m.reception_id = wanted and m.account_id = me.account_id)
      or exists (select from video.site s
                  where s.reception_id = wanted and s.place = me.place);
end $$;

-- Whether a seat is all that the one who acts has in a reception: booked, and its case not theirs.
create function video.by_seat(wanted bigint) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return exists (select from video.reception r
                  where r.reception_id = wanted and video.is_booked(r.reception_id)
                    and r.case_id <> all (identity.closed_cases())
                    and not casework.is_mine(r.case_id));
end $$;

revoke all on function video.is_booked(bigint), video.by_seat(bigint) from public;
grant execute on function video.is_booked(bigint), video.by_seat(bigint) to yushan_web;

create policy booked on video.reception for select to yushan_web using (
  video.is_booked(reception_id)
);
create policy conflict on video.reception as restrictive to yushan_web using (
  case_id <> all ((select identity.closed_cases())::bigint[])
);

-- What walls are told of a site is no finer than what they are told of the case.
create or replace view video.open_reception as
select r.reception_id, r.case_id, r.state, r.title, r.place, r.starts_at, r.began_at, r.waiting,
       r.audience,
       (select jsonb_agg(jsonb_build_object(
                           'level', s.level,
                           'place', case when starts_with(s.place, r.place) then r.place
                                         else s.place end,
                           'present', s.present)
                         order by length(s.place))
          from video.site s where s.reception_id = r.reception_id) as sites
  from video.reception r
 where r.state not in ('closed', 'no_show', 'cancelled');
