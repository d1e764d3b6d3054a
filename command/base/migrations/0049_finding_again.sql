-- The search first takes what the indexes say, then who sees it; a pattern is asked for a single
-- letter only, for it took 6 ms a text. Each pair that a syllable may stand for is looked up by
-- itself: most of them nobody has ever written, and an overlap was a scan of everything.
create or replace function casework.find(
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
  with said as materialized (
    select h.case_id from casework.heading h
     where cardinality(all_of) > 0 and h.grams @> all_of
    union all
    select r.case_id from casework.report r
     where cardinality(all_of) > 0 and r.grams @> all_of
    union all
    select h.case_id from unnest(one_of) as one (pair)
     cross join lateral (select i.case_id from casework.heading i
                          where i.grams @> array[one.pair]) h
    union all
    select r.case_id from unnest(one_of) as one (pair)
     cross join lateral (select i.case_id from casework.report i
                          where i.grams @> array[one.pair]) r
    union all
    select h.case_id from casework.heading h
     where cardinality(all_of) + cardinality(one_of) = 0 and fits <> '' and h.words ~* fits
  ), named as materialized (
    select c.case_id from casework.case_file c
     where receipt <> '' and c.receipt_number ilike receipt
    union all
    select r.case_id from casework.report r
     where receipt <> '' and r.receipt_number ilike receipt
  )
  select c.case_id from casework.case_file c
   where (c.closed_at is not null) = closed
     and (within is null or c.case_id = any (within))
     and (c.case_id in (select s.case_id from said s)
            and (fits = ''
                 or exists (select from casework.heading h
                             where h.case_id = c.case_id and h.words ~* fits)
                 or exists (select from casework.report r
                             where r.case_id = c.case_id and r.words ~* fits))
          or c.case_id in (select n.case_id from named n)
          or cardinality(places) > 0 and c.public_place like any (places))
     and (starts_with(c.place, me.place)
          or exists (select from casework.part p
                      where p.case_id = c.case_id and p.agency_id = me.agency_id))
     and c.case_id <> all (barred)
   order by case when closed then null else coalesce(c.due_at, 'infinity') end,
            case when closed then -c.case_id else c.case_id end
   limit most;
end $$;
