-- Runs once, as superuser, in an empty server: the owner of the tables and the logins that own
-- nothing. The owner may give them their rights; the house is a membership, nobody logs in as it.
\set ON_ERROR_STOP on
\getenv owner_password YUSHAN_OWNER_PASSWORD
\getenv web_password YUSHAN_WEB_PASSWORD
\getenv keeper_password YUSHAN_KEEPER_PASSWORD
\getenv stream_password YUSHAN_STREAM_PASSWORD
\getenv hall_password YUSHAN_HALL_PASSWORD
\getenv auditor_password YUSHAN_AUDITOR_PASSWORD

create role yushan_owner login createrole password :'owner_password';
create role yushan_web login password :'web_password';
create role yushan_keeper login password :'keeper_password';
create role yushan_stream login password :'stream_password';
create role yushan_hall login password :'hall_password';
create role yushan_auditor login password :'auditor_password';
create role yushan_analysis login;
create role yushan_house nologin;
grant yushan_web, yushan_keeper, yushan_stream, yushan_hall, yushan_auditor, yushan_analysis,
  yushan_house to yushan_owner with admin option;
create database yushan owner yushan_owner;
