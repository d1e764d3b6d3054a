-- A matter of a kind that is told by its township only has no spot and no point in the incident
-- plane, also when it was placed at the township itself. Unknown kinds are hidden.
create table incident.shown_type (type text primary key);
insert into incident.shown_type (type) values
  ('neighbour'), ('house_plot'), ('contract'), ('business'), ('tort'), ('forest_land'),
  ('land_contract'), ('land_taking'), ('environment'), ('noise'), ('labour'), ('wage_arrears'),
  ('tourism'), ('consumer'), ('road'), ('property_mgmt'), ('ip'), ('internet'), ('reservoir'),
  ('water'), ('village_affairs'), ('education'), ('fraud'), ('litigation'), ('social_insurance'),
  ('veterans'), ('welfare'), ('suggestion'), ('gathering'), ('traffic_accident'),
  ('work_accident'), ('fire'), ('flood'), ('landslide'), ('public_health'), ('utilities'),
  ('legal_advice'), ('other');

create or replace view incident.case_file with (security_barrier) as
select f.case_id, f.receipt_number, f.kind, f.type, f.title, f.level, f.difficulty, f.headcount,
       f.public_place as place,
       case when s.type is not null and f.public_place = f.place then f.spot else '' end as spot,
       case when s.type is not null and f.public_place = f.place then f.lon end as lon,
       case when s.type is not null and f.public_place = f.place then f.lat end as lat,
       case when s.type is not null and f.public_place = f.place then f.precision else 'none' end
         as precision,
       f.channel, f.state, f.version, f.opened_at, f.changed_at, f.accepted_at, f.resolved_at,
       f.closed_at, f.escalated_at, f.why, f.acknowledged_at, f.due_at, f.due_name, f.overdue,
       f.redo_count, f.return_count,
       case when f.closed_at is not null then f.satisfaction end as satisfaction
  from casework.case_file f left join incident.shown_type s on s.type = f.type;
