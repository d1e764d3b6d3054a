"""The question whether anybody answers for every open case, asked apart from the law."""

UNANSWERED = """
select c.case_id, c.state from casework.case_file c
 where c.closed_at is null
   and (case when c.state = 'registered'
             then not exists (select from accounts.account o
                                join accounts.agency a using (agency_id)
                               where o.account_id = c.charge_id and o.disabled_at is null
                                 and a.retired_at is null)
             else 1 <> (select count(*) from casework.part p
                          join accounts.account o on o.account_id = p.officer_id
                          join accounts.agency a on a.agency_id = p.agency_id
                         where p.case_id = c.case_id and p.part = 'lead' and o.disabled_at is null
                           and o.agency_id = p.agency_id and a.retired_at is null) end
        or exists (select from casework.task t
                     join accounts.account o on o.account_id = t.officer_id
                     join accounts.agency a on a.agency_id = t.agency_id
                    where t.case_id = c.case_id and t.answered_at is null
                      and t.withdrawn_at is null
                      and (o.disabled_at is not null or o.agency_id <> t.agency_id
                           or a.retired_at is not null
                           or not exists (select from casework.part p
                                           where p.case_id = t.case_id
                                             and p.agency_id = t.agency_id))))
"""
"""Open cases without a unit or a person, and open tasks of nobody; written apart from the law."""
