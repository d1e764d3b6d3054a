-- count_hours: Cases opened in a scope since an instant, by hour and level.
select date_trunc('hour', at, 'UTC') as hour, (data->'card'->>'level')::int as level,
       count(*) as opened
  from journal.event
 where audience @> array[$1::text] and type = 'case.opened' and at >= $2
 group by 1, 2 order by 1, 2;

-- count_days: What happened in a scope since an instant, by China's calendar day (UTC+8).
select ((at at time zone 'UTC') + interval '8 hours')::date as day,
       count(*) filter (where type = 'case.opened') as opened,
       count(*) filter (where type = 'case.resolved') as resolved,
       count(*) filter (where type = 'case.closed') as closed,
       count(*) filter (where type = 'case.overdue') as overdue,
       count(*) filter (where type = 'case.visited') as visited,
       count(*) filter (where type = 'case.closed'
                          and data->>'satisfaction' in ('satisfied', 'fairly')) as satisfied
  from journal.event
 where audience @> array[$1::text] and at >= $2
   and type in ('case.opened', 'case.resolved', 'case.closed', 'case.overdue', 'case.visited')
 group by 1 order by 1;

-- changed_cases: Cases of which a scope has heard between two numbers.
select distinct case_id from journal.event
 where audience @> array[$1::text] and seq > $2 and seq <= $3 and case_id is not null;

-- open_receptions: Receptions of a scope that are not over, as video publishes them.
select reception_id, case_id, state, title, place, starts_at, began_at, waiting,
       sites::text as sites
  from video.open_reception
 where audience @> array[$1::text]
 order by starts_at, reception_id;
