-- find_templates: Every version of every kind that was written, the oldest first.
select t.kind, t.version, t.title, t.mark, t.body, t.begins, a.display_name as made_by, t.why
  from documents.template t join accounts.account a on a.account_id = t.made_by
 order by t.kind, t.version;

-- lock_templates: One person at a time writes a template.
select pg_advisory_xact_lock(hashtextextended('documents.template', 0));

-- add_template: The next version of a kind.
insert into documents.template (kind, version, title, mark, body, begins, made_by, made_at, why)
select $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5, $6, $7, $8
  from documents.template where kind = $1
returning version;

-- next_serial: The next number of a kind in a year of a county; held until the transaction ends.
select documents.next_serial($1, $2, $3);

-- add_document: A document as it is issued.
insert into documents.document
  (case_id, kind, subject, county, year, serial, number, template, content, digest, issued_by,
   issued_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
returning document_id;

-- document_line (part): A document with who issued it and how often it was taken away.
select d.document_id, d.case_id, d.kind, d.subject, d.number, d.digest, d.issued_at,
       a.display_name as issuer, g.short_name as agency,
       (select count(*) from documents.copy p where p.document_id = d.document_id) as copies
  from documents.document d
  join accounts.account a on a.account_id = d.issued_by
  join accounts.agency g on g.agency_id = a.agency_id

-- list_documents: The documents of a case that the one who acts may read, the newest first.
{document_line}
 where d.case_id = $1 order by d.document_id desc;

-- find_document: One document of a case that the one who acts may read.
{document_line}
 where d.case_id = $1 and d.document_id = $2;

-- read_content: What stands in documents of a case that the one who acts may read, oldest first.
select document_id, content from documents.document where case_id = $1 order by document_id;

-- add_copy: Somebody takes a copy away.
insert into documents.copy (case_id, document_id, format, opened, digest, taken_by, taken_at)
values ($1, $2, $3, $4, $5, $6, $7);
