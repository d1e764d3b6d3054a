-- Runs once, as superuser, in an empty server: the owner of the tables and the web role.
\set ON_ERROR_STOP on
\getenv owner_password YUSHAN_OWNER_PASSWORD
\getenv web_password YUSHAN_WEB_PASSWORD

create role yushan_owner login createrole password :'owner_password';
create role yushan_web login password :'web_password';
create database yushan owner yushan_owner;
