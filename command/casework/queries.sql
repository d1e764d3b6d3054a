-- find_case: One case by its id.
select * from casework.case_file where case_id = $1;

-- lock_case: One case by its id, kept for this transaction.
select * from casework.case_file where case_id = $1 for update;

-- find_cases: Cases by their ids, as the incident plane has them.
select *, 0 as opened_by from incident.case_file where case_id = any($1::bigint[]);

-- find_open_in_scope: Open cases of a scope: told of its places, or with a part of its agencies.
select c.*, 0 as opened_by from incident.case_file c
 where c.closed_at is null
   and (c.place like $1
        or exists (select from casework.card_part p
                    where p.case_id = c.case_id and p.agency_id = any($2::text[])))
 order by c.case_id;

-- find_card_parts: The parts of cases with the masked names that stand on cards, the lead first.
select p.*, 0 as officer_id, null::timestamptz as return_by from casework.card_part p
 where p.case_id = any($1::bigint[])
 order by p.case_id, p.part, p.agency_id;

-- find_card_deadlines: The clocks of cases, as the incident plane has them.
select * from incident.deadline where case_id = any($1::bigint[]) order by case_id, name, task, redo;

-- find_parts: The parts of cases, the lead first, with the names on screens.
select p.*, a.short_name as agency_name, o.display_name as officer_name
  from casework.part p
  join accounts.agency a using (agency_id)
  join accounts.account o on o.account_id = p.officer_id
 where p.case_id = any($1::bigint[])
 order by p.case_id, p.part, p.agency_id;

-- find_deadlines: The clocks of cases.
select * from casework.deadline where case_id = any($1::bigint[]) order by case_id, name, task, redo;

-- find_tasks: The tasks of cases, with the names on screens.
select t.*, a.short_name as agency_name, o.display_name as officer_name
  from casework.task t
  join accounts.agency a using (agency_id)
  join accounts.account o on o.account_id = t.officer_id
 where t.case_id = any($1::bigint[])
 order by t.case_id, t.task;

-- add_case: A new case with its public facts.
insert into casework.case_file
  (receipt_number, query_code_hash, kind, channel, opened_by, opened_at, accepted_at, changed_at,
   type, title, level, difficulty, headcount, place, public_place, spot, lon, lat, precision,
   state, version, due_at, due_name, next_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
        $20, $21, $22, $23, $24)
returning case_id;

-- save_case: A case after its moves, unless somebody else has moved it since.
update casework.case_file
   set changed_at = $3, type = $4, title = $5, level = $6, difficulty = $7, headcount = $8,
       place = $9, public_place = $10, spot = $11, lon = $12, lat = $13, precision = $14,
       state = $15, version = $16, due_at = $17, due_name = $18, next_at = $19, overdue = $20,
       accepted_at = $21, resolved_at = $22, closed_at = $23, escalated_at = $24,
       acknowledged_at = $25, why = $26, redo_count = $27, return_count = $28, satisfaction = $29,
       asked = $30, asked_by = $31, charge_id = $32, supervised = $33, untold = $34
 where case_id = $1 and version = $2
returning case_id;

-- save_circumstances: What of a case no card shows.
update casework.case_file set dead = $2, serious = $3, yuan = $4, marks = $5 where case_id = $1;

-- save_ownership: Which leader owns a case, by which plan, how far it is.
update casework.case_file set owner_id = $2, owner_name = $3, owned_at = $4, plan = $5, percent = $6
 where case_id = $1;

-- drop_parts: Take away the parts of agencies that no longer have one.
delete from casework.part where case_id = $1 and agency_id <> all($2::text[]);

-- save_part: An agency's part in a case, replacing the one it had.
insert into casework.part
  (case_id, agency_id, part, officer_id, assigned_at, signed_at, returned_at, return_by)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (case_id, agency_id) do update
   set part = excluded.part, officer_id = excluded.officer_id,
       assigned_at = excluded.assigned_at, signed_at = excluded.signed_at,
       returned_at = excluded.returned_at, return_by = excluded.return_by;

-- save_deadlines: Clocks of cases, each replacing itself as it was; pauses as days with blanks.
insert into casework.deadline
  (case_id, name, task, redo, started_at, due_at, provisional, met_at, escalated_at, days, count,
   granted, edition, warned, paused, paused_until)
select n.case_id, n.name, n.task, n.redo, n.started_at, n.due_at, n.provisional, n.met_at,
       n.escalated_at, n.days, n.count, n.granted, n.edition, n.warned,
       string_to_array(n.paused, ' ')::date[], n.paused_until
  from unnest($1::bigint[], $2::text[], $3::int[], $4::int[], $5::timestamptz[],
              $6::timestamptz[], $7::bool[], $8::timestamptz[], $9::timestamptz[], $10::int[],
              $11::text[], $12::int[], $13::int[], $14::int[], $15::text[], $16::timestamptz[])
    as n (case_id, name, task, redo, started_at, due_at, provisional, met_at, escalated_at, days,
          count, granted, edition, warned, paused, paused_until)
on conflict (case_id, name, task, redo) do update
   set due_at = excluded.due_at, provisional = excluded.provisional, met_at = excluded.met_at,
       escalated_at = excluded.escalated_at, days = excluded.days, granted = excluded.granted,
       edition = excluded.edition, warned = excluded.warned, paused = excluded.paused,
       paused_until = excluded.paused_until, started_at = excluded.started_at;

-- save_task: A task; one that is there can only be answered or withdrawn.
insert into casework.task
  (case_id, task, agency_id, officer_id, words, source_id, given_at, given_by, due_at,
   answered_at, answered_by, answer, source, withdrawn_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
on conflict (case_id, task) do update
   set answered_at = excluded.answered_at, answered_by = excluded.answered_by,
       answer = excluded.answer, withdrawn_at = excluded.withdrawn_at;

-- hand_on_task: A task for somebody else, as it is.
update casework.task set agency_id = $3, officer_id = $4 where case_id = $1 and task = $2;

-- lock_leaves: One leave at a time, until the transaction ends.
select pg_advisory_xact_lock(1886151013);

-- held_by: Open cases that a person or anybody of an agency has a part in, must answer a task of, is
-- in charge of, or owns.
select c.case_id from casework.case_file c
 where c.closed_at is null and c.case_id in (
   select p.case_id from casework.part p where p.officer_id = $1 or p.agency_id = $2
   union all
   select t.case_id from casework.task t
    where t.answered_at is null and t.withdrawn_at is null
      and (t.officer_id = $1 or t.agency_id = $2)
   union all
   select f.case_id from casework.case_file f
    where f.state = 'registered'
      and (f.charge_id = $1 or f.charge_id in (select o.account_id from accounts.account o
                                                where o.agency_id = $2))
   union all
   select w.case_id from casework.case_file w
    where w.owner_id = $1 or w.owner_id in (select o.account_id from accounts.account o
                                             where o.agency_id = $2))
 order by c.case_id;

-- hold_person: Nobody names this person until the transaction ends.
select from accounts.account where account_id = $1 for no key update;

-- hold_agency: Nobody names this agency until the transaction ends.
select from accounts.agency where agency_id = $1 for no key update;

-- lock_cases: Cases by their ids, kept for this transaction in the order of everybody.
select * from casework.case_file where case_id = any($1::bigint[]) order by case_id for update;

-- find_supervisions: What is demanded in cases, with the names on screens.
select s.*, a.short_name as agency_name, o.display_name as officer_name,
       coalesce(g.display_name, '') as giver
  from casework.supervision s
  join accounts.agency a using (agency_id)
  join accounts.account o on o.account_id = s.officer_id
  left join accounts.account g on g.account_id = s.given_by
 where s.case_id = any($1::bigint[])
 order by s.case_id, s.number;

-- add_supervision: What is demanded of a unit.
insert into casework.supervision
  (case_id, number, stage, agency_id, officer_id, words, given_at, given_by, due_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- save_supervision: A step further, answered, or lifted.
update casework.supervision
   set stage = $3, agency_id = $4, officer_id = $5, words = $6, given_at = $7, given_by = $8,
       due_at = $9, raised = $10, answer = $11, answered_at = $12, answered_by = $13,
       lifted_at = $14, lifted_by = $15, lifted_why = $16
 where case_id = $1 and number = $2;

-- readdress_supervision: The same of somebody else.
update casework.supervision set agency_id = $3, officer_id = $4 where case_id = $1 and number = $2;

-- add_outside: A case goes to a body outside.
insert into casework.outside (case_id, number, body, name, reference, words, sent_at, sent_by)
select $1, count(*) + 1, $2, $3, $4, $5, $6, $7 from casework.outside where case_id = $1;

-- end_outside: What has come of it there.
update casework.outside set outcome = $2, result = $3, back_at = $4, back_by = $5
 where case_id = $1 and back_at is null;

-- find_outside: Every way of a case to a body outside, the first first.
select * from casework.outside where case_id = $1 order by number;

-- add_hearing: A hearing is called.
insert into casework.hearing (case_id, number, held_on, spot, words, called_at, called_by)
select $1, count(*) + 1, $2, $3, $4, $5, $6 from casework.hearing where case_id = $1;

-- end_hearing: Its minutes.
update casework.hearing set who = $2, minutes = $3, concluded_at = $4, concluded_by = $5
 where case_id = $1 and concluded_at is null;

-- find_hearings: Every hearing of a case, the first first.
select * from casework.hearing where case_id = $1 order by number;

-- add_agreement: The parties have agreed.
insert into casework.agreement
  (case_id, number, agreed_on, mediators, form, words, made_at, made_by)
select $1, count(*) + 1, $2, $3, $4, $5, $6, $7 from casework.agreement where case_id = $1
returning number;

-- add_duty: What somebody has to do, by an agreement.
insert into casework.duty (case_id, agreement, number, words, due_on) values ($1, $2, $3, $4, $5);

-- perform_duty: It was done.
update casework.duty set performed_on = $3, remark = $4, noted_at = $5, noted_by = $6
 where case_id = $1 and number = $2;

-- confirm_agreement: How far its confirmation by a court is.
update casework.agreement
   set confirmation = $3, confirm_words = $4, confirm_at = $5, confirm_by = $6
 where case_id = $1 and number = $2;

-- end_agreement: Performed, broken, or of no use any more.
update casework.agreement set ended = $2, ended_words = $3, ended_at = $4, ended_by = $5
 where case_id = $1 and ended is null;

-- find_agreements: The agreements of a case, the first first.
select * from casework.agreement where case_id = $1 order by number;

-- find_duties: All that was agreed in a case, in its order.
select * from casework.duty where case_id = $1 order by number;

-- add_review: The citizen asks an organ above.
insert into casework.review (case_id, round, stage, organ, words, asked_on, asked_at, asked_by)
values ($1, $2, $3, $4, $5, $6, $7, $8);

-- end_review: What the organ says.
update casework.review set outcome = $2, opinion = $3, concluded_at = $4, concluded_by = $5
 where case_id = $1 and outcome is null;

-- find_reviews: Every review of a case, the first first.
select * from casework.review where case_id = $1 order by round, stage;

-- find_notices: What citizens must be told, and what they were told.
select * from casework.notice where case_id = any($1::bigint[]) order by case_id, number;

-- save_notice: What is owed; one that is there can only be told.
insert into casework.notice (case_id, number, matter, owed_at, told_at, way, words, told_by)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (case_id, number) do update
   set told_at = excluded.told_at, way = excluded.way, words = excluded.words,
       told_by = excluded.told_by;

-- add_report: What was said, once and for all; a later report has a receipt of its own.
insert into casework.report
  (case_id, words, channel, received_at, received_by, reference, receipt_number, query_code_hash)
values ($1, $2, $3, $4, $5, $6, $7, $8)
returning report_id;

-- find_reports: What was said of a case, the first the first.
select r.report_id, coalesce(r.receipt_number, c.receipt_number) as receipt_number, r.channel,
       r.received_at, r.words, r.reference, a.short_name as agency_name
  from casework.report r
  join casework.case_file c using (case_id)
  join accounts.account o on o.account_id = r.received_by
  join accounts.agency a on a.agency_id = o.agency_id
 where r.case_id in (select casework.merged_with($1))
 order by r.case_id <> $1, r.report_id;

-- bigrams: Pairs of letters of a text, as reports keep them.
select casework.bigrams($1);

-- find_known: Matters of a township that share pairs with a text, or are of a type and young.
select c.case_id, c.type, c.place, c.lon, c.lat, c.precision, c.opened_at, s.shared, s.pairs
  from casework.case_file c
 cross join lateral (
   select n.shared, cardinality(r.grams) as pairs
     from casework.report r
    cross join lateral (select count(*) as shared from unnest(r.grams) as g (pair)
                         where g.pair = any($1::int[])) n
    where r.case_id = c.case_id order by n.shared desc limit 1) s
 where c.place like $2 and c.opened_at >= $4
   and (s.shared >= 4 or (c.type = $3 and c.opened_at >= $5))
 order by s.shared desc, c.case_id desc
 limit 50;

-- find_referenced: Matters with a report that has this number elsewhere.
select distinct case_id from casework.report where reference = $1 and reference <> '';

-- find_first_words: The beginning of a matter's first report, and how many reports it has.
select distinct on (case_id) case_id, left(words, $2) as words,
       count(*) over (partition by case_id) as reports
  from casework.report where case_id = any($1::bigint[]) order by case_id, report_id;

-- hold_intake: One registration at a time for a township or a number, until it ends.
select pg_advisory_xact_lock(1886151014, held.name)
  from (select name from unnest($1::int[]) as n (name) order by name) held;

-- find_cases_seen: Cases by their ids.
select * from casework.case_file where case_id = any($1::bigint[]);

-- add_link: Two matters belong together.
insert into casework.link (case_id, other_id, at, by_id) values ($1, $2, $3, $4)
on conflict do nothing returning case_id;

-- case_of_receipt: The case of a receipt, also of a later report's.
select case_id from casework.case_file where receipt_number = $1
union all
select case_id from casework.report where receipt_number = $1
limit 1;

-- find_merging: The merge of a case that holds now.
select number, into_id, came_from, tasks, at from casework.merging
 where case_id = $1 and undone_at is null;

-- add_merging: A case went into another one.
insert into casework.merging (case_id, number, into_id, came_from, words, tasks, at, by_id)
select $1, count(*) + 1, $2, $3, $4, $5, $6, $7 from casework.merging where case_id = $1;

-- undo_merging: It was a matter of its own.
update casework.merging set undone_at = $5, undone_words = $3, undone_by = $4
 where case_id = $1 and number = $2;

-- find_merged: Cases that went into one, the newest merge first.
select c.case_id, c.receipt_number, c.title, c.state, m.at
  from casework.merging m join casework.case_file c using (case_id)
 where m.into_id = $1 and m.undone_at is null order by m.at desc, c.case_id;

-- find_survivor: The case that one went into.
select c.case_id, c.receipt_number, c.title, c.state, m.at
  from casework.merging m join casework.case_file c on c.case_id = m.into_id
 where m.case_id = $1 and m.undone_at is null;

-- find_links: Matters that belong to one, the newest first.
select c.case_id, c.receipt_number, c.title, c.state, l.at
  from casework.link l
  join casework.case_file c on c.case_id = l.case_id + l.other_id - $1
 where $1 in (l.case_id, l.other_id) order by c.case_id desc;

-- add_entry: A line of the case's timeline.
insert into casework.entry (case_id, at, type, by_id, by_name, by_agency, words, facts)
values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb)
returning entry_id;

-- find_entries: The timeline of a case, oldest first, with the photos of each line.
select e.entry_id, e.at, e.type, e.by_name, e.by_agency, e.words, e.facts::text as facts,
       array(select p.photo_id from casework.photo p
              where p.case_id = e.case_id and p.entry_id = e.entry_id
              order by p.uploaded_at, p.photo_id) as photos
  from casework.entry e where e.case_id = $1 order by e.entry_id;

-- in_reach (part): Cases told of its places, or with a part of its agencies.
(c.place like $1
    or exists (select from casework.part p
                where p.case_id = c.case_id and p.agency_id = any($2::text[])));

-- read_pairs: A word's pairs of letters as those of all texts are kept, without its signs.
select casework.bigrams($1);

-- find_fitting: Cases in reach that a word fits, the first of a list, open or closed.
select case_id from casework.find($1, $2, $3, $4, $5, $6, $7, $8) as found (case_id);

-- in_queue (part): Cases of a queue, of a level, of those that a search has found.
case $5::text
     when 'mine' then exists (select from casework.part p
                               where p.case_id = c.case_id and p.officer_id = $3
                                 and p.returned_at is null and p.part <> 'copy')
     when 'unit' then exists (select from casework.part p
                               where p.case_id = c.case_id and p.agency_id = $4
                                 and p.returned_at is null and p.part <> 'copy')
     when 'overdue' then c.overdue
     when 'supervised' then c.supervised is not null
     when 'owned' then c.owner_id is not null
     when 'long' then exists (select from casework.deadline d
                               where d.case_id = c.case_id and d.name = 'long_by'
                                 and d.escalated_at is not null and d.met_at is null)
     when 'visit' then c.state = 'resolved'
     when 'untold' then c.untold > 0
     else true
   end
   and ($6::int is null or c.level = $6)
   and ($7::bigint[] is null or c.case_id = any ($7));

-- count_queues: How many open cases wait in each queue of a scope and an officer.
with seen as (
  select c.case_id, c.overdue, c.state, c.supervised, c.owner_id,
         exists (select from casework.deadline d
                  where d.case_id = c.case_id and d.name = 'long_by'
                    and d.escalated_at is not null and d.met_at is null) as long,
         exists (select from casework.part p
                  where p.case_id = c.case_id and p.officer_id = $3
                    and p.returned_at is null and p.part <> 'copy') as mine,
         exists (select from casework.part p
                  where p.case_id = c.case_id and p.agency_id = $4
                    and p.returned_at is null and p.part <> 'copy') as unit
    from casework.case_file c
   where c.closed_at is null
     and {in_reach}
)
select count(*) filter (where mine) as mine, count(*) filter (where unit) as unit,
       count(*) as all, count(*) filter (where overdue) as overdue,
       count(*) filter (where state = 'resolved') as visit,
       count(*) filter (where supervised is not null) as supervised,
       count(*) filter (where owner_id is not null) as owned,
       count(*) filter (where long) as long,
       (select count(*) from casework.case_file c where c.untold > 0 and {in_reach}) as untold
  from seen;

-- list_queue: A page of a queue's open cases, the nearest deadline first.
select c.*
  from casework.case_file c
 where c.closed_at is null
   and {in_reach}
   and {in_queue}
   and ($11::text is null or c.state = $11)
   and (coalesce(c.due_at, 'infinity'), c.case_id)
       > (case when $9::bool then 'infinity' else coalesce($8::timestamptz, '-infinity') end,
          $10::bigint)
 order by coalesce(c.due_at, 'infinity'), c.case_id
 limit $12;

-- list_untold: A page of cases, open or over, whose citizen must still be told something.
select c.*
  from casework.case_file c
 where c.untold > 0
   and {in_reach}
   and {in_queue}
   and ($10::text is null or c.state = $10)
   and c.case_id > $8::bigint
 order by c.case_id
 limit $9;

-- list_closed: A page of a queue's closed cases, the newest first.
select c.*
  from casework.case_file c
 where c.closed_at is not null
   and c.state = $10
   and {in_reach}
   and {in_queue}
   and c.case_id < $8::bigint
 order by c.case_id desc
 limit $9;

-- add_photo: A photo that belongs to no case yet, unless the account has too many of them.
insert into casework.photo (photo_id, uploaded_by, uploaded_at, width, height, sha256, jpeg)
select $1, $2, $3, $4, $5, $6, $7
 where (select count(*) from casework.photo where uploaded_by = $2 and case_id is null) < $8
returning photo_id;

-- attach_photos: Give an account's own loose photos to a line of a case.
update casework.photo set case_id = $3, entry_id = $4
 where photo_id = any($1::text[]) and uploaded_by = $2 and case_id is null
returning photo_id;

-- find_photo: A photo with the case it belongs to.
select case_id, uploaded_by, jpeg from casework.photo where photo_id = $1;

-- drop_loose_photos: Forget photos that were never given to a case.
delete from casework.photo where case_id is null and uploaded_at < $1 returning photo_id;

-- nearest_deadline: When the next clock of an open case has something to say.
select min(next_at) from casework.case_file where closed_at is null;

-- claim_due: Open cases whose clocks have something to say, that no other keeper holds.
select * from casework.case_file
 where next_at <= $1 and closed_at is null
 order by next_at, case_id
 limit $2
   for update skip locked;

-- claim_provisional: Open cases with a running clock that ends in a year which has come out.
select c.* from casework.case_file c
 where c.closed_at is null and c.case_id > $1
   and exists (select from casework.deadline d
                where d.case_id = c.case_id and d.provisional and d.met_at is null
                  and extract(year from (d.due_at - interval '1 minute')
                              at time zone 'Asia/Shanghai')::int = any($2::int[]))
 order by c.case_id
 limit $3
   for update;

-- add_steps: What clocks have said, each once; who tries again is refused.
insert into casework.clock_step
  (case_id, name, task, redo, edition, step, step_at, fired_at, late)
select n.case_id, n.name, n.task, n.redo, n.edition, n.step, n.step_at, $8, n.late
  from unnest($1::bigint[], $2::text[], $3::int[], $4::int[], $5::int[], $6::int[],
              $7::timestamptz[], $9::bool[])
    as n (case_id, name, task, redo, edition, step, step_at, late);

-- save_warned: Cases after what their clocks have said, unless somebody has moved them since.
update casework.case_file c
   set changed_at = n.changed_at, version = n.version, due_at = n.due_at, due_name = n.due_name,
       next_at = n.next_at, overdue = n.overdue, escalated_at = n.escalated_at,
       acknowledged_at = n.acknowledged_at, why = n.why
  from unnest($1::bigint[], $2::int[], $3::int[], $4::timestamptz[], $5::timestamptz[],
              $6::text[], $7::timestamptz[], $8::bool[], $9::timestamptz[], $10::timestamptz[],
              $11::text[])
    as n (case_id, before, version, changed_at, due_at, due_name, next_at, overdue, escalated_at,
          acknowledged_at, why)
 where c.case_id = n.case_id and c.version = n.before
returning c.case_id;

-- add_entries: Lines of timelines that the house itself writes.
insert into casework.entry (case_id, at, type, by_name, by_agency, words, facts)
select n.case_id, n.at, n.type, $6, $6, n.words, n.facts::jsonb
  from unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::text[], $5::text[])
    with ordinality as n (case_id, at, type, words, facts, ord)
 order by n.ord;

-- mandate_line (part): A mandate with when it began, null for the shipped ones, and who wrote it.
select m.mandate_id, m.type, m.kind, m.level, m.place, m.leads, m.supports, m.why,
       case when m.valid_from > '-infinity' then m.valid_from end as began,
       coalesce(o.display_name, '') as made_by_name
  from casework.mandate m left join accounts.account o on o.account_id = m.made_by;

-- find_mandates: The mandates of a type and the general ones, of every time.
{mandate_line} where m.type in ($1, '*');

-- list_mandates: Every mandate, the newest of a matter first.
{mandate_line} order by m.type = '*', m.type, m.kind, m.level, m.place, m.valid_from desc;

-- add_mandate: A line from an instant on; no row when the matter has one from then already.
insert into casework.mandate
  (type, kind, level, place, leads, supports, valid_from, made_at, made_by, why)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict do nothing returning mandate_id;

-- drop_mandate: Take back a line that has not begun.
delete from casework.mandate where mandate_id = $1 and valid_from > $2 returning mandate_id;

-- list_matters: Matters of cases opened since an instant, as the incident plane has them.
select receipt_number, type, kind, place from incident.case_file
 where opened_at >= $1 order by case_id desc limit $2;

-- add_give_back: A return with its ground.
insert into casework.give_back (case_id, number, agency_id, officer_id, ground, words, at)
values ($1, $2, $3, $4, $5, $6, $7);

-- add_part_return: A supporter gives its part back; no row when it has done so before.
insert into casework.part_return (case_id, agency_id, officer_id, ground, words, at)
values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning case_id;

-- find_give_backs: The returns of a case, those of supporters too (number 0), the first first.
select g.number, g.agency_id, g.ground, g.words, g.at, a.short_name as agency_name
  from (select number, agency_id, ground, words, at from casework.give_back where case_id = $1
        union all
        select 0, agency_id, ground, words, at from casework.part_return where case_id = $1) g
  join accounts.agency a using (agency_id) order by g.at, g.number;

-- add_step: Who leads from a version of the case on, and how it came to them.
insert into casework.step (case_id, version, at, way, agency_id, from_agency, level)
values ($1, $2, $3, $4, $5, $6, $7);

-- find_steps: Who has led a case, the first first.
select s.*, a.short_name as agency_name from casework.step s
  join accounts.agency a using (agency_id) where s.case_id = $1 order by s.version;

-- ask_glass: A request to read a case out of reach.
select casework.ask_glass($1, $2, $3);

-- approve_glass: The second person's word, until an instant.
select casework.approve_glass($1, $2, $3);

-- end_glass: One's own broken glass is given back.
select casework.end_glass($1, $2);

-- close_glasses: What has run out is put on record.
select casework.close_glasses($1);

-- is_opened: Whether a broken glass opens a case to the one who acts.
select $1::bigint = any (casework.opened_to_me());

-- list_glasses: Requests since an instant that the one who acts may see, the newest first.
select g.glass_id, g.receipt, g.reason, g.asked_by, o.display_name as asker, a.short_name as unit,
       g.asked_at, g.approved_at, g.ends_at, g.ended_at, casework.glass_case(g.glass_id) as case_id
  from casework.glass g join accounts.account o on o.account_id = g.asked_by
  join accounts.agency a on a.agency_id = o.agency_id
 where g.asked_at >= $1 order by g.glass_id desc limit 100;

-- cases_of_person: Cases of whoever has an index, the newest first; out of scope only the unit.
select case_id, receipt, agency_id, agency_name from casework.cases_of_person($1, $2);

-- next_request: The number of the case's next request for time.
select coalesce(max(number), 0) + 1 from casework.clock_request where case_id = $1;

-- add_request: What is asked for a clock, as it stands then.
insert into casework.clock_request
  (case_id, number, wish, name, redo, reason, days, difficulty, words, due_at, asked_at, asked_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- find_request: A request that waits.
select * from casework.clock_request
 where case_id = $1 and number = $2 and decided_at is null and lapsed_at is null;

-- decide_request: Yes or no, by somebody else.
update casework.clock_request
   set granted = $3, answer = $4, decided_by = $5, decided_at = greatest(asked_at, $6)
 where case_id = $1 and number = $2;

-- lapse_requests: What was asked is no longer of use.
update casework.clock_request set lapsed_at = $2
 where case_id = $1 and decided_at is null and lapsed_at is null;

-- list_requests: Every request of a case with the names on screens.
select r.*, a.display_name as asked_name, d.display_name as decided_name
  from casework.clock_request r
  join accounts.account a on a.account_id = r.asked_by
  left join accounts.account d on d.account_id = r.decided_by
 where r.case_id = $1
 order by r.number;

-- begin_pause: The clock stands still, by a request that was granted.
insert into casework.pause (case_id, number, paused_at, until) values ($1, $2, $3, $4);

-- end_pause: The clock goes on, or is kept.
update casework.pause set resumed_at = greatest(paused_at, $2)
 where case_id = $1 and resumed_at is null;

-- find_visit_tries: Every try of a case's return visits, in their order.
select redo, number, method, tried_at, reached from casework.visit_try
 where case_id = $1 order by redo, number;

-- find_visits: The results of a case's return visits that the one who acts may read.
select redo, satisfaction, words, result_known, request, visited_at from casework.visit
 where case_id = $1 order by redo;

-- add_visit_try: A try, as it was.
insert into casework.visit_try (case_id, redo, number, method, tried_at, reached, made_by, noted_at)
values ($1, $2, $3, $4, $5, $6, $7, $8);

-- add_visit: What a round came to, and who led the case then.
insert into casework.visit (case_id, redo, satisfaction, words, result_known, request, lead_agency,
                            officer_id, visited_at, visited_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- choose_export: Cases of a place that were opened in a time, the oldest first.
select c.case_id from casework.case_file c
 where c.place like $1 and c.opened_at >= $2 and c.opened_at < $3
   and ($4 = 'all' or (c.closed_at is null) = ($4 = 'open'))
 order by c.case_id limit $5;

-- count_identities: How many of these cases have a named reporter, as far as one sees them.
select count(distinct p.case_id) from identity.person p
 where p.case_id = any ($1::bigint[]) and p.name_masked || p.phone_masked || p.id_masked <> '';

-- ask_export: An export as it is asked for, with its cases.
select casework.ask_export($1, $2, $3, $4, $5, $6, $7);

-- export_columns (part): What an export is made of.
e.export_id, e.number, e.purpose, e.reason, e.asked_by, o.display_name as asker,
a.short_name as unit, e.asked_at, e.cases, e.identities, e.state, e.until, e.decided_by,
coalesce(d.display_name, '') as decider, e.taken
  from casework.export e join accounts.account o on o.account_id = e.asked_by
  join accounts.agency a on a.agency_id = o.agency_id
  left join accounts.account d on d.account_id = e.decided_by;

-- find_export: One export that the one who acts may see.
select {export_columns} where e.export_id = $1;

-- list_exports: Exports since an instant that the one who acts may see, the newest first.
select {export_columns} where e.asked_at >= $1 order by e.export_id desc limit 100;

-- decide_export: The second person's word.
select casework.decide_export($1, $2, $3, $4);

-- take_export: The asker takes the file once more.
select casework.take_export($1, $2);

-- end_export: The asker needs it no more.
select casework.end_export($1);

-- export_lines: What the file of an export holds, masked; a point where everybody may see one.
select c.receipt_number, c.kind, c.type, c.title, c.level, c.place, c.state, c.opened_at,
       c.accepted_at, c.due_at, c.closed_at, c.channel, c.difficulty, c.headcount, c.public_place,
       case when c.public_place = c.place then c.lon end as lon,
       case when c.public_place = c.place then c.lat end as lat,
       case when c.public_place = c.place then c.precision else 'none' end as precision,
       case when c.closed_at is not null then c.satisfaction end as satisfaction,
       a.leads as lead, a.supports,
       coalesce(p.name_masked, '') as name, coalesce(p.phone_masked, '') as phone
  from casework.export_case e join casework.case_file c using (case_id)
 cross join lateral (
    select string_agg(g.short_name, ' ' order by g.short_name)
             filter (where r.part = 'lead' and r.returned_at is null) as leads,
           string_agg(g.short_name, ' ' order by g.short_name)
             filter (where r.part = 'support') as supports
      from casework.part r join accounts.agency g using (agency_id)
     where r.case_id = c.case_id) a
  left join lateral (
    select i.name_masked, i.phone_masked from identity.person i
     where i.case_id = c.case_id and i.part = 'reporter' and i.report_id is null limit 1
  ) p on true
 where e.export_id = $1 order by c.case_id;

-- next_cases: Numbers of cases that are written later.
select casework.next_cases($1) as case_id;

-- known_historic: Rows of ledgers that were taken over before.
select key from casework.historic where key = any($1::bytea[]);

-- hold_historic: One batch of a ledger at a time, until the transaction ends.
select pg_advisory_xact_lock(1886151015);

-- take_over: Cases of a ledger with everything that belongs to them.
select casework.take_over($1::text::jsonb);

-- hold_watch: How far the rules have read the journal; nobody else reads on until this one is done.
select seq from casework.watch for update;

-- move_watch: How far they have read now.
update casework.watch set seq = $1;

-- rule_line (part): The settings of a rule with when they began, null for the shipped ones.
select r.rule_id, r.code, r.is_on, r.limits, r.recipients, r.why,
       case when r.valid_from > '-infinity' then r.valid_from end as began,
       coalesce(o.display_name, '') as made_by_name
  from casework.rule r left join accounts.account o on o.account_id = r.made_by;

-- list_rules: Every line of every rule, the newest of a rule first.
{rule_line} order by r.code, r.valid_from desc;

-- find_rules: The lines of every rule, without who wrote them.
select r.rule_id, r.code, r.is_on, r.limits, r.recipients, '' as why, '' as made_by_name,
       case when r.valid_from > '-infinity' then r.valid_from end as began
  from casework.rule r;

-- add_rule: Settings from an instant on; no row when the rule has some from then already.
insert into casework.rule (code, is_on, limits, recipients, valid_from, made_at, made_by, why)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict do nothing returning rule_id;

-- drop_rule: Take back settings that have not begun.
delete from casework.rule where rule_id = $1 and valid_from > $2 returning rule_id;

-- find_found: What was found of cases before.
select case_id, code, subject from casework.finding where case_id = any($1::bigint[]);

-- add_finding: What a rule found, once; no row when it was told before.
insert into casework.finding (case_id, rule_id, code, subject, urgency, words, words_en, detail,
                              detail_en, found_at, from_level, to_level)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict do nothing returning finding_id;

-- find_findings: What was found of a case, the newest first.
select f.*, r.recipients, coalesce(o.display_name, '') as refuser
  from casework.finding f join casework.rule r using (rule_id)
  left join accounts.account o on o.account_id = f.refused_by
 where f.case_id = $1 order by f.finding_id desc;

-- list_findings: What was found lately of open cases in reach, the newest first.
select f.*, r.recipients, coalesce(o.display_name, '') as refuser, c.receipt_number, c.title,
       c.public_place as place
  from casework.finding f join casework.rule r using (rule_id)
  join casework.case_file c using (case_id)
  left join accounts.account o on o.account_id = f.refused_by
 where c.closed_at is null and f.found_at >= $1 and f.finding_id < $2
   and ($3::text is null or f.code = $3)
 order by f.finding_id desc limit $4;

-- refuse_finding: A person refuses the rise that a finding asked for.
update casework.finding set refused_at = $3, refused_by = $4, refused_why = $5
 where case_id = $1 and finding_id = $2 and refused_at is null and to_level is not null
returning finding_id;

-- open_sample: Open cases, the newest first, to try rules on.
select * from casework.case_file where closed_at is null order by case_id desc limit $1;

-- find_neighbours: Earlier cases near cases whose place is known to more than a village.
select c.case_id, n.case_id as other_id, n.opened_at, n.type = c.type as same_type,
       n.marks && '{violence,weapon}'::text[] as violent, d.metres
  from casework.case_file c
  join casework.case_file n on n.case_id < c.case_id
   and n.opened_at >= c.opened_at - make_interval(days => $3)
   and n.precision in ('surveyed', 'approximate')
   and n.lat between c.lat - $2 / 111320.0 and c.lat + $2 / 111320.0
 cross join lateral (
   select sqrt(power((n.lat - c.lat) * 111320.0, 2)
               + power((n.lon - c.lon) * 111320.0 * cos(radians(c.lat)), 2)) as metres) d
 where c.case_id = any($1::bigint[]) and c.precision in ('surveyed', 'approximate')
   and d.metres <= $2;

-- find_told: The reports of cases and of those linked to them: how, when, from which township.
select w.case_id, r.channel, r.received_at, left(c.place, 9) as township
  from unnest($1::bigint[]) as w (case_id)
 cross join lateral (
   select w.case_id as other_id
   union
   select l.case_id + l.other_id - w.case_id from casework.link l
    where w.case_id in (l.case_id, l.other_id)) k
  join casework.case_file c on c.case_id = k.other_id
  join casework.report r on r.case_id = c.case_id;

-- find_headcounts: When the number of people of cases changed, and what it was before.
select h.case_id, h.at, h.before
  from (select e.case_id, e.at, e.seq, (e.data->'card'->>'headcount')::int as now,
               lag((e.data->'card'->>'headcount')::int)
                 over (partition by e.case_id order by e.seq) as before
          from journal.event e
         where e.case_id = any($1::bigint[])
           and e.type in ('case.opened', 'case.facts_updated', 'report.joined')) h
 where h.before <> h.now and h.at >= $2
 order by h.case_id, h.seq;

-- find_dissatisfied: How many return visits of cases met dissatisfaction.
select v.case_id, count(*) as times
  from casework.visit v
 where v.case_id = any($1::bigint[]) and v.satisfaction = 'dissatisfied'
 group by v.case_id;
