create table if not exists fact (name text primary key, value text not null);
create table if not exists case_key (
  key_id  blob    not null,
  version integer not null,
  master  integer not null,
  wrapped blob    not null,
  made_at text    not null,
  primary key (key_id, version)
) without rowid;
create index if not exists case_key_master on case_key (master);
create table if not exists index_key (
  version integer primary key,
  master  integer not null,
  wrapped blob    not null
);
create table if not exists destroyed (key_id blob primary key, at text not null) without rowid;
create table if not exists opened (
  entry_id integer not null,
  key_id   blob    not null,
  field    text    not null,
  case_id  integer not null,
  at       text    not null,
  primary key (entry_id, key_id, field)
) without rowid;
create table if not exists copy (folder text primary key, made_at text not null);
create table if not exists copy_due (
  folder text not null,
  key_id blob not null,
  primary key (folder, key_id)
) without rowid;
