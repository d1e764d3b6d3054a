-- record: Add one row; the only way in.
select audit.record($1, $2, $3, $4, $5, $6, $7, $8);
