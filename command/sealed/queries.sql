-- file: A complaint with whom it accuses; the web sees neither afterwards unless it may.
select sealed.file($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- matter_columns (part): What a matter is made of.
m.matter, m.receipt_number, m.handling, m.state, m.version, m.name_masked, m.phone_masked,
m.channel, m.opened_at, m.changed_at, m.due_at, m.answered_by, m.words_sealed, m.name_sealed,
m.phone_sealed, m.raised_at,
(select g.short_name from accounts.agency g where g.agency_id = m.raised_to) as raised_name;

-- find_matter: One matter that is open to the one who acts.
select {matter_columns} from sealed.matter m where m.matter = $1;

-- hold_matter: The same, held until the transaction ends.
select {matter_columns} from sealed.matter m where m.matter = $1 for update;

-- list_matters: The matters that are open to the one who acts, the newest change first.
select {matter_columns} from sealed.matter m order by m.closed_at is not null, m.changed_at desc, m.matter
 limit $1;

-- pulse: What a screen must know to see whether its picture is the present one.
select m.matter as id,
       m.version + (select count(*) from sealed.transfer t
                     where t.matter = m.matter and t.replied_at is not null) as version
  from sealed.matter m
union all
select t.transfer, case when t.replied_at is null then 1 else 2 end
  from sealed.transfer t
 where t.to_agency = (select accounts.my_agency()) and t.approved_at is not null
 order by 1;

-- list_accused: Whom matters accuse, in the order in which they were named.
select a.matter, a.agency_id, g.short_name as agency_name, a.account_id,
       coalesce(o.display_name, '') as name
  from sealed.accused a join accounts.agency g using (agency_id)
  left join accounts.account o using (account_id)
 where a.matter = any ($1::text[]) order by a.accused_id;

-- list_entries: What was done to a matter, the oldest first.
select at, deed, by_name, words_sealed from sealed.entry where matter = $1 order by entry_id;

-- transfer_columns (part): What a transfer is made of.
t.transfer, t.matter, t.to_agency, g.short_name as to_name, t.abstract_sealed, t.made_by, t.made_at,
t.approved_by, t.approved_at, t.reply_sealed, t.replied_at;

-- list_transfers: The transfers of a matter, the oldest first.
select {transfer_columns}
  from sealed.transfer t join accounts.agency g on g.agency_id = t.to_agency
 where t.matter = $1 order by t.made_at, t.transfer;

-- list_received: Approved abstracts that came to an agency, the newest first.
select {transfer_columns}
  from sealed.transfer t join accounts.agency g on g.agency_id = t.to_agency
 where t.to_agency = $1 and t.approved_at is not null order by t.approved_at desc, t.transfer
 limit $2;

-- hold_transfer: One transfer, held until the transaction ends.
select {transfer_columns}
  from sealed.transfer t join accounts.agency g on g.agency_id = t.to_agency
 where t.transfer = $1 for update of t;

-- save_matter: A matter after a deed; no row when somebody was faster.
update sealed.matter
   set state = $3, version = version + 1, changed_at = $4,
       accepted_at = case when $5 = 'accept' then $4 else accepted_at end,
       due_at = case when $5 = 'accept' then $6 else due_at end,
       answered_at = case when $5 = 'answer' then $4 else answered_at end,
       answered_by = case when $5 = 'answer' then $7 else answered_by end,
       closed_at = case when $3 = 'closed' then $4 end,
       satisfaction = coalesce($8, satisfaction)
 where matter = $1 and version = $2 returning version;

-- accuse: More accused, and the unit that handles it now.
select sealed.accuse($1, $2, $3, $4, $5, $6, $7);

-- late: Matters whose time is over, for the keeper: nothing of what they say.
select * from sealed.late($1, $2);

-- raise_late: A late matter is opened to a unit above; false when it has moved on.
select sealed.raise_late($1, $2, $3, $4, $5);

-- add_entry: One line of a matter's timeline.
insert into sealed.entry (matter, at, deed, by_id, by_name, words_sealed)
values ($1, $2, $3, $4, $5, $6);

-- add_recusal: Somebody leaves a matter for good.
insert into sealed.recusal (matter, account_id, at) values ($1, $2, $3);

-- add_transfer: An abstract that waits for a second person.
insert into sealed.transfer (transfer, matter, to_agency, abstract_sealed, made_by, made_at)
values ($1, $2, $3, $4, $5, $6);

-- approve_transfer: The second person's word.
update sealed.transfer set approved_by = $2, approved_at = $3 where transfer = $1;

-- reply_transfer: What the receiver says, once.
update sealed.transfer set reply_sealed = $2, replied_by = $3, replied_at = $4 where transfer = $1;

-- tell: A fact of the lane's own journal; its number comes last in the transaction.
select sealed.tell($1, $2, $3);

-- hold_openings: One opening at a time for an account, until the transaction ends.
select pg_advisory_xact_lock(1936026721, $1::int);

-- count_openings: Fields that an account opened between two instants.
select count(*) from sealed.opening where account_id = $1 and at >= $2 and at < $3;

-- add_opening: A field of the complainant that is about to be opened.
insert into sealed.opening (matter, account_id, unit, field, purpose, at)
values ($1, $2, $3, $4, $5, $6);

-- add_relation: A relation that somebody declares.
insert into sealed.relation (account_id, agency_id, other_id, declared_at) values ($1, $2, $3, $4);

-- list_relations: One's own declared relations, the newest first.
select r.agency_id, g.short_name as agency_name, r.other_id, o.display_name as name, r.declared_at
  from sealed.relation r left join accounts.agency g using (agency_id)
  left join accounts.account o on o.account_id = r.other_id
 where r.account_id = $1 order by r.relation_id desc limit 200;

-- of_code: What the complainant sees by receipt number and query code.
select * from sealed.of_code($1, $2);

-- answers_of_code: What the complainant was answered.
select at, words_sealed from sealed.answers_of_code($1);

-- openings_of_code: Which unit opened which of the complainant's fields.
select unit, field, purpose, at from sealed.openings_of_code($1);
