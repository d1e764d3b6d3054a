-- The keeper chains and signs; the auditor reads. Nobody else sees a row of the audit.
grant usage on schema audit to yushan_keeper;
grant select on audit.state, audit.head, audit.checkpoint to yushan_keeper;
grant execute on function
  audit.chain(integer),
  audit.add_checkpoint(bigint, bytea, timestamptz, text, bytea) to yushan_keeper;
grant select on audit.state to yushan_auditor;
