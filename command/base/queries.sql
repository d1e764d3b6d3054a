-- append_events: Number the events in commit order, write them, and wake the readers.
with moved as (
  update journal.counter set seq = seq + cardinality($1::text[]) returning seq
), numbered as (
  insert into journal.event (seq, at, type, place, case_id, audience, data)
  select moved.seq - cardinality($1::text[]) + e.ord, e.at, e.type, e.place, e.case_id,
         string_to_array(e.audience, ' '), e.data::jsonb
    from moved,
         unnest($1::text[], $2::timestamptz[], $3::text[], $4::bigint[], $5::text[], $6::text[])
           with ordinality as e (type, at, place, case_id, audience, data, ord)
  returning seq
)
select max(seq) as last, pg_notify('journal', '') from numbered;

-- read_position: The journal's epoch and its newest number.
select epoch::text as epoch, seq from journal.counter;

-- newest_at: The instant of the newest event.
select at from journal.event order by seq desc limit 1;

-- read_after: Events after a number, oldest first, for the tail.
select seq, at, type, place, case_id, audience, data::text as data
  from journal.event where seq > $1 order by seq limit $2;

-- read_scope_after: Events of one scope after a number and up to another, oldest first.
select seq, at, type, place, case_id, audience, data::text as data
  from journal.event
 where audience @> array[$1::text] and seq > $2 and seq <= $3 order by seq limit $4;

-- last_of_scope: The newest number of one scope, not above a given number; 0 when it has none.
select coalesce((select seq from journal.event
                  where audience @> array[$1::text] and seq <= $2
                  order by seq desc limit 1), 0) as seq;

-- claim_key: Claim an idempotency key; no row when it was claimed before.
insert into base.request_key (account_id, key, fingerprint, at)
values ($1, $2, $3, $4) on conflict do nothing returning key;

-- find_key: What an idempotency key was used for and what was answered.
select fingerprint, reply from base.request_key where account_id = $1 and key = $2;

-- keep_reply: The answer that a repeated request will get.
update base.request_key set reply = $3 where account_id = $1 and key = $2;

-- forget_keys: Drop idempotency keys older than an instant.
delete from base.request_key where at < $1;
