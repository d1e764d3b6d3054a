-- Places: county > township > village > grid by official code; a survey is a version of them.
create schema places;
grant usage on schema places to yushan_web;

create table places.survey (
  survey_id  bigint generated always as identity primary key,
  county     text        not null check (county ~ '^[0-9]{6}$'),
  source     text        not null,
  surveyed   date,
  accuracy   text        not null,
  datum      text        not null check (datum in ('WGS84', 'CGCS2000', 'GCJ02', 'BD09')),
  loaded_at  timestamptz not null,
  loaded_by  bigint
);

create table places.place (
  place       text primary key check (place ~ '^[0-9]{6}([0-9]{3}([0-9]{3}([0-9]{3})?)?)?$'),
  parent      text references places.place,
  level       text not null check (level in ('county', 'township', 'village', 'grid')),
  name        text not null,
  short_name  text not null,
  kind        text not null,
  pinyin      text not null,
  initials    text not null,
  aliases     text[] not null default '{}',
  lon         double precision,
  lat         double precision,
  precision   text not null check (precision in ('surveyed', 'village', 'approximate', 'none')),
  source      text not null default '',
  area        jsonb,
  area_precision text check (area_precision in ('surveyed', 'approximate')),
  survey_id   bigint not null references places.survey,
  retired_at  timestamptz,
  check ((precision = 'none') = (lon is null or lat is null))
);
create index place_parent on places.place (parent);

create table places.place_history (
  place     text        not null,
  survey_id bigint      not null references places.survey,
  replaced_at timestamptz not null,
  was       jsonb       not null,
  primary key (place, survey_id)
);

-- County facts that every screen needs: its name, the centre's name, neighbours for context.
create table places.county (
  county       text primary key references places.place,
  centre_name  text not null,
  neighbours   jsonb not null default '{"type":"FeatureCollection","features":[]}'
);

create table places.workday_override (
  day        date    primary key,
  is_workday boolean not null,
  note       text    not null
);

-- Years whose whole arrangement was entered by hand before the calendar package knew it.
create table places.workday_year (
  year integer primary key check (year between 2001 and 9999),
  note text    not null
);

grant select on all tables in schema places to yushan_web;
grant insert, update on places.survey, places.place, places.place_history, places.county,
  places.workday_override, places.workday_year to yushan_web;
