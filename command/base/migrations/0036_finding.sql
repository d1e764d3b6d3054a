-- squawk-ignore-file require-concurrent-index-creation, constraint-missing-not-valid
-- What a case is found by, beside places and receipts: its heading (title and spot) and the words of
-- its reports, by pairs of letters. Words of Chinese have no blanks, and two letters are a word.
create table casework.heading (
  case_id bigint primary key references casework.case_file,
  words   text not null,
  grams   integer[] not null generated always as (casework.bigrams(words)) stored
);
-- No list of pending entries: a report would now and then pay for all the others.
create index heading_grams on casework.heading using gin (grams) with (fastupdate = off);
create index report_grams on casework.report using gin (grams) with (fastupdate = off);

-- Nobody reads it but the search, which says only which cases they are.
alter table casework.heading enable row level security, force row level security;
create policy house on casework.heading to yushan_house using (true) with check (true);

create function casework.head() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into casework.heading (case_id, words) values (new.case_id, new.title || ' ' || new.spot)
  on conflict (case_id) do update set words = excluded.words;
  return null;
end $$;
revoke all on function casework.head() from public;
create trigger head_new after insert on casework.case_file
  for each row execute function casework.head();
create trigger head_changed after update of title, spot on casework.case_file
  for each row when (old.title <> new.title or old.spot <> new.spot)
  execute function casework.head();
insert into casework.heading (case_id, words)
  select c.case_id, c.title || ' ' || c.spot from casework.case_file c;

-- Cases in the reach of the one who acts that a word fits: in what was said or the heading, by its
-- receipt, or by a place that begins so. `all_of` are pairs that must be there, or one of `one_of`;
-- `fits` is asked of what they have found. The first of a list, open or closed.
create function casework.find(
  all_of integer[], one_of integer[], fits text, receipt text, places text[], within bigint[],
  closed boolean, most integer
) returns setof bigint
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
  me record := accounts.present();
  barred bigint[] := identity.closed_cases();
begin
  if me.account_id is null then
    return;
  end if;
  return query
  with found as (
    select h.case_id from casework.heading h
     where cardinality(all_of) > 0 and h.grams @> all_of and h.words ~* fits
    union
    select r.case_id from casework.report r
     where cardinality(all_of) > 0 and r.grams @> all_of and r.words ~* fits
    union
    select h.case_id from casework.heading h
     where cardinality(one_of) > 0 and h.grams && one_of and h.words ~* fits
    union
    select r.case_id from casework.report r
     where cardinality(one_of) > 0 and r.grams && one_of and r.words ~* fits
    union
    select h.case_id from casework.heading h
     where cardinality(all_of) + cardinality(one_of) = 0 and fits <> '' and h.words ~* fits
    union
    select c.case_id from casework.case_file c
     where receipt <> '' and c.receipt_number ilike receipt
    union
    select r.case_id from casework.report r
     where receipt <> '' and r.receipt_number ilike receipt
    union
    select c.case_id from casework.case_file c
     where cardinality(places) > 0 and (c.closed_at is not null) = closed
       and c.public_place like any (places)
  )
  select c.case_id from found join casework.case_file c using (case_id)
   where (c.closed_at is not null) = closed
     and (within is null or c.case_id = any (within))
     and (starts_with(c.place, me.place)
          or exists (select from casework.part p
                      where p.case_id = c.case_id and p.agency_id = me.agency_id))
     and c.case_id <> all (barred)
   order by case when closed then null else coalesce(c.due_at, 'infinity') end,
            case when closed then -c.case_id else c.case_id end
   limit most;
end $$;
revoke all on function
  casework.find(integer[], integer[], text, text, text[], bigint[], boolean, integer) from public;
grant execute on function
  casework.find(integer[], integer[], text, text, text[], bigint[], boolean, integer)
  to yushan_web;
