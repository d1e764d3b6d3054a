-- People beside a seat's owner at one camera and microphone. They have no seat; whether each may be
-- heard is kept with its time, and the seat is heard only while all of them agree.
create table video.companion (
  companion_id bigint      generated always as identity primary key,
  reception_id bigint      not null,
  seat         text        not null,
  label        text        not null,
  given        boolean     not null,
  came_at      timestamptz not null,
  left_at      timestamptz,
  foreign key (reception_id, seat) references video.seat
);
create index companion_seat on video.companion (reception_id, seat);
alter table video.consent add column companion_id bigint;
-- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint
alter table video.consent add constraint consent_companion_fkey
  foreign key (companion_id) references video.companion;
create index consent_companion on video.consent (companion_id);
alter table video.companion enable row level security, force row level security;
create policy house on video.companion to yushan_house, yushan_hall using (true);
create policy reach on video.companion to yushan_web using (
  exists (select from video.reception r where r.reception_id = companion.reception_id)
);
grant select on video.companion to yushan_web;
grant select, insert, update on video.companion to yushan_hall;
