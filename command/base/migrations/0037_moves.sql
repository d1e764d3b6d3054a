-- squawk-ignore-file adding-field-with-default, constraint-missing-not-valid
-- The state table in the database: a case moves only as a line of `casework.move` says, whoever
-- asks; a test compares it with the program's own. What is over has ended, and nothing else.
create table casework.move (
  before text not null,
  after  text not null,
  primary key (before, after)
);
insert into casework.move (before, after) values
  ('registered', 'assigned'), ('registered', 'declined'), ('registered', 'withdrawn'),
  ('assigned', 'assigned'), ('assigned', 'handling'), ('assigned', 'returned'),
  ('assigned', 'withdrawn'),
  ('handling', 'assigned'), ('handling', 'resolved'), ('handling', 'withdrawn'),
  ('returned', 'assigned'), ('returned', 'withdrawn'),
  ('resolved', 'visited'), ('resolved', 'handling'), ('resolved', 'withdrawn'),
  ('visited', 'closed'), ('visited', 'withdrawn'),
  ('closed', 'assigned'), ('withdrawn', 'assigned'), ('withdrawn', 'registered'),
  ('declined', 'registered');
alter table casework.move enable row level security, force row level security;
create policy house on casework.move to yushan_house using (true) with check (true);

create function casework.moves_by_the_table() returns trigger
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (select from casework.move m
                  where m.before = old.state and m.after = new.state) then
    raise exception 'a case does not move from % to %', old.state, new.state
      using errcode = 'check_violation', constraint = 'case_moves';
  elsif new.version <= old.version then
    raise exception 'a move makes a new version'
      using errcode = 'check_violation', constraint = 'case_moves';
  end if;
  return new;
end $$;
revoke all on function casework.moves_by_the_table() from public;
-- Last of all by its name: whatever else is wrong with a move is said first.
create trigger walks_by_the_table before update of state on casework.case_file
  for each row when (new.state <> old.state) execute function casework.moves_by_the_table();

alter table casework.case_file
  add constraint case_ended check (
    (closed_at is not null) = (state in ('closed', 'declined', 'withdrawn'))) not valid;
