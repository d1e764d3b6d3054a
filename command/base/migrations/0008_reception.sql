-- Receptions: an appointed hearing of a case at three sites; who has which seat; links for guests.
-- What was agreed stays with the case. Title, place and audience are the case's, as last told.
create schema video;
grant usage on schema video to yushan_web;

create table video.reception (
  reception_id bigint generated always as identity primary key,
  case_id      bigint      not null references casework.case_file,
  state        text        not null check (state in ('booked', 'waiting', 'in_session',
                                                     'interrupted', 'closing', 'closed',
                                                     'no_show')),
  version      integer     not null default 1,
  petitioner   text        not null default '',
  starts_at    timestamptz not null,
  booked_by    bigint      not null references accounts.account,
  booked_at    timestamptz not null,
  began_at     timestamptz,
  ended_at     timestamptz,
  closed_at    timestamptz,
  reason       text        not null default '',
  missing_side text        check (missing_side in ('petitioner', 'official')),
  conclusion   text        not null default '',
  waiting      integer     not null default 0,
  title        text        not null,
  place        text        not null references places.place,
  audience     text[]      not null,
  told_version integer     not null
);
create unique index reception_one_live on video.reception (case_id)
  where state not in ('closed', 'no_show');
create index reception_day on video.reception (starts_at);
create index reception_case on video.reception (case_id);

create table video.site (
  reception_id bigint  not null references video.reception,
  level        text    not null check (level in ('county', 'township', 'village')),
  place        text    not null references places.place,
  present      boolean not null default false,
  consent      boolean,
  consent_at   timestamptz,
  primary key (reception_id, level)
);
create index site_place on video.site (place text_pattern_ops);

create table video.member (
  reception_id bigint  not null references video.reception,
  account_id   bigint  not null references accounts.account,
  level        text    not null check (level in ('county', 'township', 'village')),
  host         boolean not null default false,
  primary key (reception_id, account_id)
);
create index member_account on video.member (account_id);

-- A guest's link is exchanged once: its secret for the secret of the seat's cookie.
create table video.guest (
  guest_id     bigint generated always as identity primary key,
  reception_id bigint      not null references video.reception,
  level        text        not null check (level in ('county', 'township', 'village')),
  label        text        not null,
  secret_hash  bytea       not null unique,
  cookie_hash  bytea       unique,
  made_by      bigint      not null references accounts.account,
  made_at      timestamptz not null,
  expires_at   timestamptz not null,
  exchanged_at timestamptz,
  check ((exchanged_at is null) = (cookie_hash is null))
);
create index guest_reception on video.guest (reception_id);

create table video.seat (
  reception_id bigint      not null references video.reception,
  seat         text        not null check (seat ~ '^[ctv][0-9]{1,3}$'),
  level        text        not null check (level in ('county', 'township', 'village')),
  account_id   bigint      references accounts.account,
  guest_id     bigint      references video.guest,
  name         text        not null,
  role         text        not null,
  host         boolean     not null,
  taken_at     timestamptz not null,
  waits_since  timestamptz,
  admitted_at  timestamptz,
  held_at      timestamptz,
  consent      boolean,
  consent_at   timestamptz,
  primary key (reception_id, seat),
  check ((account_id is null) <> (guest_id is null))
);
create unique index seat_account on video.seat (reception_id, account_id)
  where account_id is not null;
create unique index seat_guest on video.seat (reception_id, guest_id) where guest_id is not null;

create table video.token (
  token_hash   bytea       primary key,
  reception_id bigint      not null,
  seat         text        not null,
  role         text        not null,
  expires_at   timestamptz not null,
  used_at      timestamptz,
  foreign key (reception_id, seat) references video.seat
);
create index token_expires on video.token (expires_at);

-- What video publishes for walls and desks: receptions that are not over, without anybody's name.
create view video.open_reception as
select r.reception_id, r.case_id, r.state, r.title, r.place, r.starts_at, r.began_at, r.waiting,
       r.audience,
       (select jsonb_agg(jsonb_build_object('level', s.level, 'place', s.place,
                                            'present', s.present)
                         order by length(s.place))
          from video.site s where s.reception_id = r.reception_id) as sites
  from video.reception r
 where r.state not in ('closed', 'no_show');

grant select, insert, update on all tables in schema video to yushan_web;
grant delete on video.token to yushan_web;
