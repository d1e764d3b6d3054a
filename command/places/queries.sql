-- lock_places: One survey is loaded at a time; held until the transaction ends.
select pg_advisory_xact_lock(1886151011);

-- list_places: Every place, retired ones too, by code.
select place, name, short_name, kind, pinyin, initials, aliases, lon, lat, precision, source,
       retired_at is not null as is_retired
  from places.place order by place;

-- list_places_of_county: The current places of one county, by code.
select place, name, short_name, kind, pinyin, initials, aliases, lon, lat, precision, source,
       false as is_retired
  from places.place where left(place, 6) = $1 and retired_at is null order by place;

-- list_areas: The areas of one county's current places.
select p.place, p.area::text as area, p.area_precision, s.source
  from places.place p join places.survey s using (survey_id)
 where left(p.place, 6) = $1 and p.area is not null and p.retired_at is null order by p.place;

-- read_version: The newest survey; 0 when nothing was loaded.
select coalesce(max(survey_id), 0) from places.survey;

-- add_survey: A version of a county's places, with where it is from and how good it is.
insert into places.survey (county, source, surveyed, accuracy, datum, loaded_at, loaded_by)
values ($1, $2, $3, $4, $5, $6, $7) returning survey_id;

-- keep_history: What the places were until now, before they are replaced.
insert into places.place_history (place, survey_id, replaced_at, was)
select place, survey_id, $2, to_jsonb(p) from places.place p where place = any($1::text[]);

-- save_places: Write places under a survey, replacing what stood under the same codes.
insert into places.place (place, parent, level, name, short_name, kind, pinyin, initials, aliases,
                          lon, lat, precision, source, area, area_precision, survey_id)
select n.place, n.parent, n.level, n.name, n.short_name, n.kind, n.pinyin, n.initials,
       coalesce(string_to_array(nullif(n.aliases, ''), E'\n'), '{}'),
       n.lon, n.lat, n.precision, n.source, n.area::jsonb, n.area_precision, $1
  from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
              $9::text[], $10::text[], $11::float8[], $12::float8[], $13::text[], $14::text[],
              $15::text[], $16::text[])
    as n (place, parent, level, name, short_name, kind, pinyin, initials, aliases, lon, lat,
          precision, source, area, area_precision)
on conflict (place) do update set
  name = excluded.name, short_name = excluded.short_name, kind = excluded.kind,
  pinyin = excluded.pinyin, initials = excluded.initials, aliases = excluded.aliases,
  lon = excluded.lon, lat = excluded.lat, precision = excluded.precision,
  source = excluded.source, area = excluded.area, area_precision = excluded.area_precision,
  survey_id = excluded.survey_id, retired_at = null;

-- retire_places: Places that no longer exist; old cases keep their names.
update places.place set retired_at = $2 where place = any($1::text[]) and retired_at is null;

-- save_county: The county's facts that every screen needs.
insert into places.county (county, centre_name, neighbours) values ($1, $2, $3::jsonb)
on conflict (county) do update set centre_name = excluded.centre_name,
                                   neighbours = excluded.neighbours;

-- list_counties: The counties of this centre and their facts.
select county, centre_name, neighbours::text as neighbours from places.county order by county;

-- list_history: What one place was, newest first, with the survey it came from.
select h.replaced_at, h.was::text as was, s.source, s.surveyed, s.accuracy
  from places.place_history h join places.survey s using (survey_id)
 where h.place = $1 order by h.replaced_at desc;

-- list_workday_overrides: The county's word on single days.
select day, is_workday, note from places.workday_override order by day;

-- list_workday_years: Years whose whole arrangement was entered by hand.
select year from places.workday_year order by year;

-- save_workday_override: One day is worked, or not, whatever the published calendar says.
insert into places.workday_override (day, is_workday, note) values ($1, $2, $3)
on conflict (day) do update set is_workday = excluded.is_workday, note = excluded.note;

-- save_workday_year: The whole arrangement of a year has been entered.
insert into places.workday_year (year, note) values ($1, $2)
on conflict (year) do update set note = excluded.note;
