-- The rules count dissatisfied visits; the keeper, under which they look, sees that there were such
-- visits and no other result, and none of what was said.
create policy keeper on casework.visit for select to yushan_keeper
  using (satisfaction = 'dissatisfied');
grant select (case_id, satisfaction) on casework.visit to yushan_keeper;
