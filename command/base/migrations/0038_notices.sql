-- squawk-ignore-file adding-field-with-default
-- What a citizen must be told: it stands here until how and when is on record. A case does not
-- close before its answer has been told.
create table casework.notice (
  case_id  bigint      not null references casework.case_file,
  number   integer     not null check (number > 0),
  matter   text        not null check (length(matter) between 2 and 20),
  owed_at  timestamptz not null,
  told_at  timestamptz,
  way      text        check (way in ('person', 'phone', 'letter', 'message', 'public', 'visit',
                                      'unable')),
  words    text        not null default '' check (length(words) <= 500),
  told_by  bigint      references accounts.account,
  primary key (case_id, number),
  constraint notice_told check (
    (told_at is null) = (way is null) and told_at >= owed_at
    and (told_by is not null) = (way is not null and way <> 'visit')
    and (way is distinct from 'unable' or length(words) >= 2))
);
create index notice_untold on casework.notice (case_id) where told_at is null;

create function casework.notice_stands() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if old.told_at is not null
     or (new.case_id, new.number, new.matter, new.owed_at)
        is distinct from (old.case_id, old.number, old.matter, old.owed_at) then
    raise exception 'what was told stays told' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger notice_stands before update on casework.notice
  for each row execute function casework.notice_stands();

create function casework.closes_when_told() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (select from casework.notice n
              where n.case_id = new.case_id and n.matter = 'answer' and n.told_at is null) then
    raise exception 'an answer is told before its case closes'
      using errcode = 'check_violation', constraint = 'notice_answer';
  end if;
  return null;
end $$;
create constraint trigger case_closes_when_told after update of state on casework.case_file
  deferrable initially deferred
  for each row when (new.state = 'closed' and old.state <> 'closed')
  execute function casework.closes_when_told();
revoke all on function casework.notice_stands(), casework.closes_when_told() from public;

-- How many wait, for the list.
alter table casework.case_file add column untold integer not null default 0;
create index case_untold on casework.case_file (case_id) where untold > 0;

alter table casework.notice enable row level security, force row level security;
create policy house on casework.notice to yushan_house using (true) with check (true);
create policy keeper on casework.notice for select to yushan_keeper using (true);
create policy hall on casework.notice for select to yushan_hall using (video.is_heard(case_id));
create policy reach on casework.notice to yushan_web using (
  exists (select from casework.case_file c where c.case_id = notice.case_id)
);
grant select, insert on casework.notice to yushan_web;
grant update (told_at, way, words, told_by) on casework.notice to yushan_web;
grant select on casework.notice to yushan_keeper, yushan_hall;
