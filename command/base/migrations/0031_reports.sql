-- squawk-ignore-file disallowed-unique-constraint, constraint-missing-not-valid, adding-field-with-default, ban-drop-function
-- A matter is often reported more than once: each report keeps a receipt and a query code of its
-- own (those of the first stand with the case), and matters that belong together are linked.
alter table casework.report
  add column receipt_number text unique,
  add column query_code_hash bytea unique,
  add constraint report_has_both check (num_nulls(receipt_number, query_code_hash) in (0, 2));
create index report_reference on casework.report (reference) where reference <> '';

-- Pairs of letters without signs between them, as numbers, for texts that are alike: words of
-- Chinese have no blanks, and shared pairs are found whatever the wording.
create function casework.bigrams(words text) returns integer[]
language sql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(array_agg(distinct (ascii(pair.one) % 32768) * 65536 + ascii(pair.two) % 65536), '{}')
    from (select sign.one, lead(sign.one) over (order by sign.nth) as two
            from unnest(string_to_array(
                   regexp_replace(lower(words), '[[:space:][:punct:],。、;:?!…—·()《》〈〉“”‘’【】「」]+', '', 'g'),
                   null)) with ordinality as sign (one, nth)) pair
   where pair.two is not null
$$;
alter table casework.report
  add column grams integer[] not null generated always as (casework.bigrams(words)) stored;
grant execute on function casework.bigrams(text) to yushan_web;

-- Whose report it is when it is not the first one.
alter table identity.person add column report_id bigint;
grant select (report_id) on identity.person to yushan_web;

create table casework.link (
  case_id  bigint not null references casework.case_file,
  other_id bigint not null references casework.case_file,
  at       timestamptz not null,
  by_id    bigint not null references accounts.account,
  primary key (case_id, other_id),
  check (case_id > other_id)
);
create index link_other on casework.link (other_id);
grant select, insert on casework.link to yushan_web;
alter table casework.link enable row level security, force row level security;
create policy house on casework.link to yushan_house using (true) with check (true);
-- Who does not see both sees no link.
create policy reach on casework.link to yushan_web using (
  exists (select from casework.case_file c where c.case_id = link.case_id)
  and exists (select from casework.case_file c where c.case_id = link.other_id)
);

-- One's own matter, by the receipt of any report of it; `person` is who made a later one.
drop function casework.of_code(text, bytea);
create function casework.of_code(receipt text, code_hash bytea) returns table (
  case_id bigint, state text, unit text, opened_at timestamptz, accepted_at timestamptz,
  due_at timestamptz, answered_at timestamptz, closed_at timestamptz, report bigint, person bigint
)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select c.case_id, c.state, coalesce(a.name, ''), coalesce(r.received_at, c.opened_at),
         c.accepted_at, c.due_at, c.resolved_at, c.closed_at, r.report_id, i.person_id
    from (select f.case_id, null::bigint as report_id from casework.case_file f
           where f.query_code_hash = $2 and f.receipt_number = $1
          union all
          select j.case_id, j.report_id from casework.report j
           where j.query_code_hash = $2 and j.receipt_number = $1) found
    join casework.case_file c on c.case_id = found.case_id
    left join casework.report r on r.report_id = found.report_id
    left join identity.person i on i.report_id = found.report_id and i.part = 'reporter'
    left join casework.part p on p.case_id = c.case_id and p.part = 'lead'
    left join accounts.agency a on a.agency_id = p.agency_id
$$;
revoke all on function casework.of_code(text, bytea), casework.bigrams(text) from public;
grant execute on function casework.of_code(text, bytea) to yushan_web;
