-- The incident plane: what happened where, how grave, who answers, until when. Nobody's name is in
-- it, nor words, nor a point of a kind of matter that is told by its township only. Walls, maps
-- and analysis read here and nowhere else.
create schema incident;
grant usage on schema incident to yushan_web, yushan_stream, yushan_analysis;

create view incident.case_file with (security_barrier) as
select case_id, receipt_number, kind, type, title, level, difficulty, headcount,
       public_place as place,
       case when public_place = place then spot else '' end as spot,
       case when public_place = place then lon end as lon,
       case when public_place = place then lat end as lat,
       case when public_place = place then precision else 'none' end as precision,
       channel, state, version, opened_at, changed_at, accepted_at, resolved_at, closed_at,
       escalated_at, why, acknowledged_at, due_at, due_name, overdue, redo_count, return_count,
       case when closed_at is not null then satisfaction end as satisfaction
  from casework.case_file;

create view incident.part with (security_barrier) as
select p.case_id, p.agency_id, a.short_name as agency_name, p.part, p.assigned_at, p.signed_at,
       p.returned_at
  from casework.part p join accounts.agency a using (agency_id);

create view incident.deadline with (security_barrier) as
select case_id, name, task, started_at, due_at, provisional, met_at, escalated_at
  from casework.deadline;

-- For the map: where cases are, of which type, how grave; no more.
create view incident.map_case with (security_barrier) as
select case_id, left(public_place, 12) as place, type, level, closed_at is null as is_open
  from casework.case_file;

create view incident.map_case_of_agency with (security_barrier) as
select p.agency_id, m.place, m.type, m.level, m.is_open
  from casework.part p join incident.map_case m using (case_id);

-- On a card stands the officer who answers, masked as on every screen.
create view casework.card_part with (security_barrier) as
select p.case_id, p.agency_id, a.short_name as agency_name, p.part,
       left(o.display_name, 1) || '**' as officer_name, p.assigned_at, p.signed_at, p.returned_at
  from casework.part p
  join accounts.agency a using (agency_id)
  join accounts.account o on o.account_id = p.officer_id;

grant select on all tables in schema incident to yushan_web, yushan_analysis;
grant select on incident.case_file, incident.deadline to yushan_stream;
grant select on casework.card_part to yushan_web, yushan_stream;

-- The stream: the journal, and the cards of open cases.
grant usage on schema journal, casework, video to yushan_stream;
grant select on journal.counter, journal.event, video.open_reception to yushan_stream;

-- squawk-ignore ban-drop-view
drop view casework.map_case_of_agency;
-- squawk-ignore ban-drop-view
drop view casework.map_case;

-- The auditor reads the audit and nothing else.
grant usage on schema audit to yushan_auditor;
grant select on audit.line, audit.head, audit.checkpoint to yushan_auditor;

-- A view of one table can be written through, past the rules for its rows.
revoke insert, update on video.open_reception from yushan_web, yushan_hall;
