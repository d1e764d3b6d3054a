-- list_units: Every agency, also those that have ended, with whoever follows these.
select a.agency_id, a.name, a.short_name, a.kind, a.place, a.retired_at is not null as has_ended,
       coalesce(s.short_name, '') as successor
  from accounts.agency a
  left join accounts.retirement r on r.agency_id = a.agency_id and r.done_at is not null
  left join accounts.agency s on s.agency_id = r.successor
 order by a.agency_id;

-- list_people: Who works where now.
select account_id, display_name, role, agency_id from accounts.account
 where disabled_at is null order by account_id;

-- list_turns: Turns of duty that cover an instant.
select agency_id, account_id, post, starts_at, ends_at from accounts.duty
 where starts_at <= $1 and ends_at > $1 order by duty_id;

-- find_layout: How the columns of a layout were put right.
select columns::text as columns from ledger.layout where fingerprint = $1;

-- keep_layout: What the columns of a layout hold, as somebody has said.
insert into ledger.layout (fingerprint, columns, kept_at, kept_by) values ($1, $2::text::jsonb, $3, $4)
on conflict (fingerprint) do update
   set columns = excluded.columns, kept_at = excluded.kept_at, kept_by = excluded.kept_by;

-- begin_import: A file that is taken over from now on.
insert into ledger.import
  (file_name, file_hash, source, total, faulty, known, begun_at, changed_at, begun_by)
values ($1, $2, $3, $4, $5, $6, $7, $7, $8)
returning import_id;

-- go_on: So many rows more are in.
update ledger.import set taken = taken + $2, changed_at = $3 where import_id = $1;

-- finish_import: Every row that can be taken over is in.
update ledger.import set finished_at = $2, changed_at = $2 where import_id = $1;

-- list_imports: Imports since an instant, the newest first.
select i.*, o.display_name as begun_name
  from ledger.import i join accounts.account o on o.account_id = i.begun_by
 where i.begun_at >= $1 order by i.import_id desc limit 50;
