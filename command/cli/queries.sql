-- count_cases: How many cases an export will hold.
select count(*) from incident.case_file;

-- export_cases: Every case without personal data: no words, no names, no query codes.
select f.receipt_number, f.kind, f.type, f.title, f.level, f.difficulty, f.headcount, f.place,
       f.spot, f.channel, f.state, f.opened_at, f.accepted_at, f.resolved_at, f.closed_at,
       f.escalated_at, f.due_at, f.overdue, f.redo_count, f.return_count, f.satisfaction,
       (select string_agg(p.agency_name, ' ' order by p.agency_name) from incident.part p
         where p.case_id = f.case_id and p.part = 'lead') as lead,
       (select string_agg(p.agency_name, ' ' order by p.agency_name) from incident.part p
         where p.case_id = f.case_id and p.part = 'support') as supports
  from incident.case_file f order by f.case_id;

-- server_facts: Version and clock of the server, and whether it keeps what it acknowledged.
select current_setting('server_version_num')::integer / 10000 as major, clock_timestamp() as clock,
       current_setting('fsync') = 'on' and current_setting('full_page_writes') = 'on'
         and current_setting('synchronous_commit') <> 'off' as safe,
       current_setting('data_checksums') = 'on' as checksums;

-- newest_event: When the newest fact in the journal happened.
select max(at) from journal.event;

-- old_seals: Rows sealed before the vault.
select count(*) from identity.person
 where key_id is null and num_nonnulls(name_sealed, phone_sealed, id_sealed) > 0;
