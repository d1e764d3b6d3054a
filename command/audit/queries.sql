-- record: Add one row; the only way in.
select audit.record($1, $2, $3, $4, $5, $6, $7, $8);

-- chain: Give waiting rows their place in the chain.
select audit.chain($1);

-- state: The tip of the chain, and how many rows wait.
select chain::text as chain, seq, encode(hash, 'hex') as hash, waiting from audit.state;

-- newest_checkpoint: The newest signed tip.
select chain::text as chain, seq, encode(hash, 'hex') as hash, at, key_id,
       encode(signature, 'hex') as signature
  from audit.checkpoint order by seq desc limit 1;

-- checkpoints: Every signed tip, oldest first.
select chain::text as chain, seq, encode(hash, 'hex') as hash, at, key_id,
       encode(signature, 'hex') as signature
  from audit.checkpoint order by seq;

-- add_checkpoint: Keep a signed tip.
select audit.add_checkpoint($1, $2, $3, $4, $5);

-- tip_at: The tip that the chain had at a row.
select h.chain::text as chain, l.seq, encode(l.hash, 'hex') as hash
  from audit.line l, audit.head h where l.seq = $1;

-- lines_after: Chained rows after a number, in order.
select * from audit.line where seq > $1 order by seq limit $2;

-- loose: Rows from before an instant that have no place in the chain.
select count(*) from audit.line where seq is null and at < $1;

-- found: Rows before a row, by account, case and kind, newest first.
select * from audit.line
 where ($1::bigint is null or entry_id < $1) and ($2::bigint is null or by_id = $2)
   and ($3::bigint is null or case_id = $3) and ($4::text is null or what = $4)
 order by entry_id desc limit $5;
