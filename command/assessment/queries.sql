-- hold_position: How far the journal was read; nobody else reads on until this one is done.
select seq from assessment.position for update;

-- move_position: How far it is read now.
update assessment.position set seq = $1;

-- find_rated: Visits by case and round, as casework publishes them.
select v.case_id, v.redo, v.receipt_number, v.county, v.satisfaction, v.lead_agency, v.officer_id,
       v.visited_at
  from casework.rated_visit v
  join unnest($1::bigint[], $2::integer[]) as w (case_id, redo) using (case_id, redo)
 order by v.visited_at, v.case_id, v.redo;

-- add_visit: A visit that is new here; no row when it was known.
insert into assessment.visit (case_id, redo, agency_id, satisfaction, visited_at)
values ($1, $2, $3, $4, $5) on conflict do nothing returning case_id;

-- add_strike: An entry; a visit has one at most.
insert into assessment.strike (case_id, redo, receipt, county, year, agency_id, officer_id,
                               visited_at, entered_at, appeal_until)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing returning strike_id;

-- claim_countable: Entries whose time for an appeal is over, the oldest visit first.
select s.* from assessment.strike s
 where s.state = 'pending' and s.appeal_until <= $1 order by s.visited_at, s.strike_id limit $2
   for update;

-- count_strike: An entry counts from now on.
update assessment.strike set state = 'counted', counted_at = $2 where strike_id = $1;

-- read_counts: Counted entries of a unit and of an officer in a year, and whose interview stands.
select coalesce((select u.counted from assessment.unit_year u
                  where u.year = $1 and u.agency_id = $2), 0) as of_unit,
       coalesce((select o.counted from assessment.officer_year o
                  where o.year = $1 and o.officer_id = $3), 0) as of_officer,
       exists (select from assessment.interview i where i.year = $1 and i.agency_id = $2
                  and i.state <> 'withdrawn') as unit_has_talk,
       exists (select from assessment.interview i where i.year = $1 and i.officer_id = $3
                  and i.state <> 'withdrawn') as officer_has_talk;

-- add_interview: An interview that is owed.
insert into assessment.interview (strike_id, county, year, agency_id, officer_id, owed_at)
values ($1, $2, $3, $4, $5, $6) returning interview_id;

-- find_owed: Interviews that are still owed and were not held.
select i.interview_id, i.strike_id, i.county, i.year, i.agency_id, i.officer_id, i.owed_at, i.state
  from assessment.interview i where i.state = 'owed' order by i.interview_id for update;

-- narrow_interview: For whom an interview is still owed, if for anybody.
update assessment.interview set agency_id = $2, officer_id = $3, state = $4
 where interview_id = $1;

-- strike_line (part): An entry with its appeal and its newest proposal.
select s.strike_id, s.case_id, s.receipt, s.county, s.year, s.agency_id,
       g.short_name as agency_name, s.officer_id, o.display_name as officer_name, s.visited_at,
       s.entered_at, s.appeal_until, s.state, s.counted_at,
       a.words, a.appealed_by, ab.display_name as appellant, a.appealed_at, a.answer,
       a.decided_at, a.upheld,
       v.voiding_id, v.why, v.proposed_by, vb.display_name as proposer, v.proposed_at,
       v.answer as void_answer, v.decided_at as void_decided_at, v.approved
  from assessment.strike s
  join accounts.agency g on g.agency_id = s.agency_id
  join accounts.account o on o.account_id = s.officer_id
  left join assessment.appeal a on a.strike_id = s.strike_id
  left join accounts.account ab on ab.account_id = a.appealed_by
  left join lateral (select * from assessment.voiding w where w.strike_id = s.strike_id
                      order by w.voiding_id desc limit 1) v on true
  left join accounts.account vb on vb.account_id = v.proposed_by

-- list_strikes: Entries of a year that the one who acts may see, the newest visit first.
{strike_line}
 where s.year = $1 order by s.visited_at desc, s.strike_id desc limit $2;

-- find_strike: One entry that the one who acts may see.
{strike_line}
 where s.strike_id = $1;

-- lock_strike: An entry is held until the transaction ends.
select 1 from assessment.strike where strike_id = $1 for update;

-- list_units: How many entries of a year count, a line a unit.
select u.agency_id, g.short_name as agency_name, u.counted, u.waiting
  from assessment.unit_year u join accounts.agency g using (agency_id)
 where u.year = $1 order by u.counted desc, u.agency_id;

-- list_officers: The same for officers.
select u.officer_id, o.display_name as officer_name, u.counted, u.waiting
  from assessment.officer_year u join accounts.account o on o.account_id = u.officer_id
 where u.year = $1 order by u.counted desc, u.officer_id;

-- add_appeal: What the unit or the officer has against an entry.
insert into assessment.appeal (strike_id, words, appealed_by, appealed_at) values ($1, $2, $3, $4);

-- decide_appeal: Somebody else's word on an appeal that waits.
update assessment.appeal set answer = $2, decided_by = $3, decided_at = $4, upheld = $5
 where strike_id = $1 and decided_at is null;

-- add_voiding: A proposal to void.
insert into assessment.voiding (strike_id, why, proposed_by, proposed_at) values ($1, $2, $3, $4);

-- decide_voiding: Another person's word on it.
update assessment.voiding set answer = $2, decided_by = $3, decided_at = $4, approved = $5
 where voiding_id = $1 and decided_at is null;

-- move_strike: An entry in another state, with when its time for an appeal is over.
update assessment.strike set state = $2, appeal_until = $3 where strike_id = $1;

-- talk_line (part): An interview with the names on screens.
select i.interview_id, i.strike_id, i.county, i.year, i.agency_id,
       coalesce(g.short_name, '') as agency_name, i.officer_id,
       coalesce(o.display_name, '') as officer_name, i.owed_at, i.state, i.talker, i.held_on,
       i.minutes, i.rectify_by, coalesce(r.display_name, '') as recorder, i.unit_signed_at,
       i.officer_signed_at
  from assessment.interview i
  left join accounts.agency g on g.agency_id = i.agency_id
  left join accounts.account o on o.account_id = i.officer_id
  left join accounts.account r on r.account_id = i.recorded_by

-- list_interviews: Interviews of a year that the one who acts may see.
{talk_line}
 where i.year = $1 order by i.interview_id desc;

-- list_interviews_of_case: Interviews that a visit to one case led to, as far as they may be seen.
{talk_line}
  join assessment.strike s on s.strike_id = i.strike_id
 where s.case_id = $1 order by i.interview_id desc;

-- find_interview: One interview that the one who acts may see.
{talk_line}
 where i.interview_id = $1;

-- lock_interview: An interview is held until the transaction ends.
select 1 from assessment.interview where interview_id = $1 for update;

-- record_interview: What was said.
update assessment.interview
   set state = 'held', talker = $2, held_on = $3, minutes = $4, rectify_by = $5, digest = $6,
       recorded_by = $7, recorded_at = $8
 where interview_id = $1;

-- sign_interview: Signed for the unit, by the officer, or both.
update assessment.interview
   set state = $2,
       unit_signed_at = case when $3 then $6 else unit_signed_at end,
       unit_signed_by = case when $3 then $5 else unit_signed_by end,
       officer_signed_at = case when $4 then $6 else officer_signed_at end
 where interview_id = $1;

-- count_ratings: What citizens said in visits of a span, a line a unit.
select g.agency_id, g.name as agency_name, count(*) as visits,
       count(*) filter (where v.satisfaction = 'satisfied') as satisfied,
       count(*) filter (where v.satisfaction = 'fairly') as fairly,
       count(*) filter (where v.satisfaction = 'dissatisfied') as dissatisfied,
       count(*) filter (where v.satisfaction = 'refused') as refused,
       count(*) filter (where v.satisfaction = 'declined') as declined,
       count(*) filter (where v.satisfaction = 'unreached') as unreached
  from assessment.visit v join accounts.agency g using (agency_id)
 where v.visited_at >= $1 and v.visited_at < $2
 group by g.agency_id, g.name order by g.agency_id;
