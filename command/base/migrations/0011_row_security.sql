-- Rows of the case plane are seen by the place of a centre or by an agency's part in the case, and
-- never over a conflict of interest, whatever the program asks. The keeper of promises has the
-- tables it works on; the house (owner, views) has every row.

-- Conflicts of interest: whom a case concerns too much. A unit's conflict is everybody's under it.
create table identity.conflict (
  conflict_id bigint generated always as identity primary key,
  case_id     bigint      not null references casework.case_file,
  account_id  bigint      references accounts.account,
  agency_id   text        references accounts.agency,
  why         text        not null check (why in ('accused', 'relation', 'former_unit', 'recusal')),
  declared_at timestamptz not null,
  declared_by bigint      references accounts.account,
  ended_at    timestamptz,
  check (num_nonnulls(account_id, agency_id) = 1)
);
create index conflict_account on identity.conflict (account_id) where ended_at is null;
create index conflict_agency on identity.conflict (agency_id) where ended_at is null;
create index conflict_case on identity.conflict (case_id);
-- Nobody reads back who is in conflict with what: the answer would name the accused.
grant insert on identity.conflict to yushan_web;

-- The cases that are closed to the one who acts.
create function identity.closed_cases() returns bigint[]
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  me record := accounts.present();
begin
  if me.account_id is null then
    return '{}';
  end if;
  return array(
    select c.case_id from identity.conflict c
     where c.ended_at is null
       and (c.account_id = me.account_id
            or c.agency_id = me.agency_id
            or exists (select from accounts.agency mine
                         join accounts.agency over_me on over_me.agency_id = c.agency_id
                        where mine.agency_id = me.agency_id and over_me.kind = 'centre'
                          and starts_with(mine.place, over_me.place))));
end $$;

-- Whether the one who acts sees a case by its place or by their agency's part; for the policy of
-- parts, which cannot look at case_file.
create function casework.is_mine(wanted bigint) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  me record := accounts.present();
begin
  return exists (select from casework.case_file c
                  where c.case_id = wanted and starts_with(c.place, me.place))
      or exists (select from casework.part p
                  where p.case_id = wanted and p.agency_id = me.agency_id);
end $$;

revoke all on function identity.closed_cases(), casework.is_mine(bigint) from public;
grant execute on function casework.is_mine(bigint) to yushan_web;
-- Everybody who reads through a view runs the policies of its owner; without a session it is empty.
grant execute on function identity.closed_cases()
  to yushan_web, yushan_keeper, yushan_stream, yushan_hall, yushan_analysis;

alter table casework.case_file enable row level security, force row level security;
alter table casework.part enable row level security, force row level security;
alter table casework.deadline enable row level security, force row level security;
alter table casework.report enable row level security, force row level security;
alter table casework.entry enable row level security, force row level security;
alter table casework.photo enable row level security, force row level security;
alter table casework.task enable row level security, force row level security;
alter table identity.person enable row level security, force row level security;

-- The house.
create policy house on casework.case_file to yushan_house using (true) with check (true);
create policy house on casework.part to yushan_house using (true) with check (true);
create policy house on casework.deadline to yushan_house using (true) with check (true);
create policy house on casework.report to yushan_house using (true) with check (true);
create policy house on casework.entry to yushan_house using (true) with check (true);
create policy house on casework.photo to yushan_house using (true) with check (true);
create policy house on casework.task to yushan_house using (true) with check (true);
create policy house on identity.person to yushan_house using (true) with check (true);

-- People: by place, or by a part.
create policy reach on casework.case_file to yushan_web using (
  starts_with(place, (select accounts.my_place()))
  or exists (select from casework.part p
              where p.case_id = case_file.case_id
                and p.agency_id = (select accounts.my_agency()))
);
create policy reach on casework.part to yushan_web using (
  agency_id = (select accounts.my_agency()) or casework.is_mine(case_id)
);
create policy reach on casework.deadline to yushan_web using (
  exists (select from casework.case_file c where c.case_id = deadline.case_id)
);
create policy reach on casework.report to yushan_web using (
  exists (select from casework.case_file c where c.case_id = report.case_id)
);
create policy reach on casework.entry to yushan_web using (
  exists (select from casework.case_file c where c.case_id = entry.case_id)
);
create policy reach on casework.task to yushan_web using (
  exists (select from casework.case_file c where c.case_id = task.case_id)
);
create policy reach on identity.person to yushan_web using (
  exists (select from casework.case_file c where c.case_id = person.case_id)
);
-- A photo waits for its report under whoever took it.
create policy reach on casework.photo to yushan_web using (
  case when case_id is null then uploaded_by = (select accounts.my_account())
       else exists (select from casework.case_file c where c.case_id = photo.case_id) end
);

-- Never over a conflict. What hangs on a case is seen through the case.
create policy conflict on casework.case_file as restrictive to yushan_web using (
  case_id <> all ((select identity.closed_cases())::bigint[])
);
create policy conflict on casework.part as restrictive to yushan_web using (
  case_id <> all ((select identity.closed_cases())::bigint[])
);

-- The keeper of promises: no words of reporters, no names.
create policy keeper on casework.case_file to yushan_keeper using (true);
create policy keeper on casework.part to yushan_keeper using (true);
create policy keeper on casework.deadline to yushan_keeper using (true);
create policy keeper on casework.task to yushan_keeper using (true);
create policy keeper on casework.entry to yushan_keeper using (true);
create policy keeper on casework.photo to yushan_keeper using (case_id is null);

grant usage on schema base, journal, places, accounts, casework to yushan_keeper;
grant select on journal.counter, casework.task to yushan_keeper;
grant update (seq) on journal.counter to yushan_keeper;
grant select, insert on journal.event to yushan_keeper;
grant select (at), delete on base.request_key to yushan_keeper;
grant select (agency_id, short_name) on accounts.agency to yushan_keeper;
grant select (account_id, display_name) on accounts.account to yushan_keeper;
grant select on places.workday_override, places.workday_year to yushan_keeper;
grant select, update on casework.case_file to yushan_keeper;
grant select, insert, update, delete on casework.part to yushan_keeper;
grant select, insert, update on casework.deadline to yushan_keeper;
grant insert, select (entry_id) on casework.entry to yushan_keeper;
grant select (photo_id, case_id, uploaded_at), delete on casework.photo to yushan_keeper;

-- Receptions: an officer sees those of the cases they see. Guests have no session; the hall works
-- for them, and reaches the cases that have a reception and no other.
alter table video.reception enable row level security, force row level security;
alter table video.site enable row level security, force row level security;
alter table video.member enable row level security, force row level security;
alter table video.guest enable row level security, force row level security;
alter table video.seat enable row level security, force row level security;
alter table video.token enable row level security, force row level security;
create policy house on video.reception to yushan_house, yushan_hall using (true);
create policy house on video.site to yushan_house, yushan_hall using (true);
create policy house on video.member to yushan_house, yushan_hall using (true);
create policy house on video.guest to yushan_house, yushan_hall using (true);
create policy house on video.seat to yushan_house, yushan_hall using (true);
create policy house on video.token to yushan_house, yushan_hall using (true);
create policy reach on video.reception to yushan_web using (
  exists (select from casework.case_file c where c.case_id = reception.case_id)
);
create policy reach on video.site to yushan_web using (
  exists (select from video.reception r where r.reception_id = site.reception_id)
);
create policy reach on video.member to yushan_web using (
  exists (select from video.reception r where r.reception_id = member.reception_id)
);
create policy reach on video.guest to yushan_web using (
  exists (select from video.reception r where r.reception_id = guest.reception_id)
);
create policy reach on video.seat to yushan_web using (
  exists (select from video.reception r where r.reception_id = seat.reception_id)
);
create policy reach on video.token to yushan_web using (
  exists (select from video.reception r where r.reception_id = token.reception_id)
);
create function video.is_heard(wanted bigint) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$ begin return exists (select from video.reception r where r.case_id = wanted); end $$;
revoke all on function video.is_heard(bigint) from public;
grant execute on function video.is_heard(bigint) to yushan_hall;
create policy hall on casework.case_file to yushan_hall using (video.is_heard(case_id));
create policy hall on casework.part to yushan_hall using (video.is_heard(case_id));
create policy hall on casework.deadline to yushan_hall using (video.is_heard(case_id));
create policy hall on casework.task to yushan_hall using (video.is_heard(case_id));
create policy hall on casework.entry to yushan_hall using (video.is_heard(case_id));
grant usage on schema base, journal, accounts, casework, video to yushan_hall;
grant select, insert, update on base.request_key to yushan_hall;
grant select on journal.counter, casework.part, casework.deadline, casework.task to yushan_hall;
grant update (seq) on journal.counter to yushan_hall;
grant select, insert on journal.event to yushan_hall;
grant select (agency_id, short_name) on accounts.agency to yushan_hall;
grant select (account_id, display_name) on accounts.account to yushan_hall;
grant select on casework.case_file, casework.case_version to yushan_hall;
-- Whoever may lock a row may write some of it.
grant update (changed_at) on casework.case_file to yushan_hall;
grant insert, select (entry_id) on casework.entry to yushan_hall;
grant select, insert, update on all tables in schema video to yushan_hall;
grant delete on video.token to yushan_hall;

-- What the web no longer does.
revoke delete on casework.photo from yushan_web;
