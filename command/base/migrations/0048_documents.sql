-- Documents: numbered papers of a case, filled from templates that hold from a day on. What was
-- issued never changes; whoever takes a copy away is written down beside it. People stand masked in
-- what is kept.
create schema documents;
grant usage on schema documents to yushan_web;

-- The ones that ship are version 0 and stand in the program. A version is never changed.
create table documents.template (
  kind    text        not null,
  version integer     not null check (version > 0),
  title   text        not null check (length(title) between 2 and 60),
  mark    text        not null check (length(mark) between 2 and 20),
  body    text        not null check (length(body) between 2 and 20000),
  begins  date        not null,
  made_by bigint      not null references accounts.account,
  made_at timestamptz not null,
  why     text        not null check (length(why) between 2 and 200),
  primary key (kind, version)
);

-- The last number of a kind in a year of a county.
create table documents.counter (
  county text    not null,
  kind   text    not null,
  year   integer not null,
  last   integer not null check (last > 0),
  primary key (county, kind, year)
);

create table documents.document (
  document_id bigint generated always as identity primary key,
  case_id     bigint      not null references casework.case_file,
  kind        text        not null,
  subject     bigint      not null default 0,
  county      text        not null check (county ~ '^[0-9]{6}$'),
  year        integer     not null,
  serial      integer     not null check (serial > 0),
  number      text        not null,
  template    integer     not null check (template >= 0),
  content     bytea       not null,
  digest      text        not null,
  issued_by   bigint      not null references accounts.account,
  issued_at   timestamptz not null,
  unique (county, kind, year, serial),
  unique (county, number),
  constraint document_digest check (digest = encode(sha256(content), 'hex')),
  constraint document_year check (
    year = extract(year from issued_at at time zone interval '8 hours'))
);
create index document_case on documents.document (case_id);

-- Who took what away: a copy of a document, or without one the whole file of a case. `digest` is of
-- the bytes that left, so that a copy that turns up tells whose it was.
create table documents.copy (
  copy_id     bigint generated always as identity primary key,
  case_id     bigint      not null references casework.case_file,
  document_id bigint      references documents.document,
  format      text        not null check (format in ('pdf', 'word')),
  opened      integer     not null default 0 check (opened >= 0),
  digest      text        not null check (digest ~ '^[0-9a-f]{64}$'),
  taken_by    bigint      not null references accounts.account,
  taken_at    timestamptz not null
);
create index copy_case on documents.copy (case_id);

-- Numbers have no holes: the row is held until the document that takes the number is kept.
create function documents.next_serial(county text, kind text, year integer) returns integer
language sql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
  insert into documents.counter as c (county, kind, year, last)
  values (next_serial.county, next_serial.kind, next_serial.year, 1)
  on conflict on constraint counter_pkey do update set last = c.last + 1
  returning last
$$;

create function documents.stands() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception 'what was issued stays as it is' using errcode = 'check_violation';
end $$;
create trigger template_stands before update or delete on documents.template
  for each row execute function documents.stands();
create trigger document_stands before update or delete on documents.document
  for each row execute function documents.stands();
create trigger copy_stands before update or delete on documents.copy
  for each row execute function documents.stands();
revoke all on function documents.next_serial(text, text, integer), documents.stands() from public;
grant execute on function documents.next_serial(text, text, integer) to yushan_web;

alter table documents.template enable row level security, force row level security;
alter table documents.counter enable row level security, force row level security;
alter table documents.document enable row level security, force row level security;
alter table documents.copy enable row level security, force row level security;
create policy house on documents.template to yushan_house using (true) with check (true);
create policy house on documents.counter to yushan_house using (true) with check (true);
create policy house on documents.document to yushan_house using (true) with check (true);
create policy house on documents.copy to yushan_house using (true) with check (true);
create policy reach on documents.template for select to yushan_web using (true);
-- An administrator acts as nobody in the database, so who writes one is the code's to decide.
create policy record on documents.template for insert to yushan_web with check (true);

-- A document is seen through its case, and a record of a visit or an interview by those only who
-- may read that itself.
create policy reach on documents.document for select to yushan_web using (
  exists (select from casework.case_file c where c.case_id = document.case_id)
  and case kind
        when 'visit' then exists (
          select from casework.visit v
           where v.case_id = document.case_id and v.redo = document.subject)
        when 'interview' then exists (
          select from assessment.interview i where i.interview_id = document.subject)
        else true end
);
create policy record on documents.document for insert to yushan_web with check (
  issued_by = (select accounts.my_account())
  and exists (select from casework.case_file c where c.case_id = document.case_id)
);
create policy reach on documents.copy for select to yushan_web using (
  exists (select from casework.case_file c where c.case_id = copy.case_id)
);
create policy record on documents.copy for insert to yushan_web with check (
  taken_by = (select accounts.my_account())
  and exists (select from casework.case_file c where c.case_id = copy.case_id)
);
grant select, insert on documents.template, documents.document, documents.copy to yushan_web;
