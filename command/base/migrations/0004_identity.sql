-- Identity plane: who reported, sealed (AES-256-GCM, the row's key as associated data).
create schema identity;
grant usage on schema identity to yushan_web;

create table identity.person (
  person_id    bigint generated always as identity primary key,
  case_id      bigint  not null,
  part         text    not null check (part in ('reporter')),
  key_version  integer not null,
  name_sealed  bytea,
  phone_sealed bytea,
  name_masked  text not null,
  phone_masked text not null,
  recorded_at  timestamptz not null
);
create index person_case on identity.person (case_id);
grant select, insert on identity.person to yushan_web;
