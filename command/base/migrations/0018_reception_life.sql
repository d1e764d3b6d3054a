-- A booked reception may be moved or cancelled, and at whose wish stands with it. Each word of
-- consent to be heard is kept for the person who said it. What is written in chat is kept nowhere.
-- squawk-ignore ban-drop-constraint
alter table video.reception drop constraint reception_state_check;
-- squawk-ignore constraint-missing-not-valid
alter table video.reception add constraint reception_state_check
  check (state in ('booked', 'waiting', 'in_session', 'interrupted', 'closing', 'closed', 'no_show',
                   'cancelled'));
alter table video.reception add column wished_by text;
-- squawk-ignore constraint-missing-not-valid
alter table video.reception add constraint reception_wished_by_check
  check (wished_by in ('petitioner', 'official'));
-- squawk-ignore require-concurrent-index-deletion
drop index video.reception_one_live;
create unique index reception_one_live on video.reception (case_id)
  where state not in ('closed', 'no_show', 'cancelled');

create or replace view video.open_reception as
select r.reception_id, r.case_id, r.state, r.title, r.place, r.starts_at, r.began_at, r.waiting,
       r.audience,
       (select jsonb_agg(jsonb_build_object('level', s.level, 'place', s.place,
                                            'present', s.present)
                         order by length(s.place))
          from video.site s where s.reception_id = r.reception_id) as sites
  from video.reception r
 where r.state not in ('closed', 'no_show', 'cancelled');

create table video.consent (
  consent_id   bigint      generated always as identity primary key,
  reception_id bigint      not null,
  seat         text        not null,
  given        boolean     not null,
  at           timestamptz not null,
  foreign key (reception_id, seat) references video.seat
);
create index consent_seat on video.consent (reception_id, seat);
alter table video.consent enable row level security, force row level security;
create policy house on video.consent to yushan_house, yushan_hall using (true);
create policy reach on video.consent to yushan_web using (
  exists (select from video.reception r where r.reception_id = consent.reception_id)
);
grant select on video.consent to yushan_web;
grant select, insert on video.consent to yushan_hall;
