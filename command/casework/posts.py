"""Agencies with the person who would take a case now, for routing.

Reads accounts through their store; decides nothing.
"""

from collections.abc import Iterable
from datetime import datetime

from command.accounts import store as accounts
from command.base.db import Connection
from command.casework import mandate_store, trail_store
from command.casework.case import Case
from command.casework.routing import (
    Matter,
    Post,
    Routing,
    candidates,
    choose_agencies,
)


async def staffed(conn: Connection, agencies: Iterable[str], at: datetime) -> dict[str, Post]:
    """The agencies that exist and have somebody who can sign at `at`, with that person."""
    found = {}
    for agency_id in dict.fromkeys(agencies):
        post = await _post(conn, agency_id, at)
        if post is not None:
            found[agency_id] = post
    return found


async def routing_for(
    conn: Connection,
    matter: Matter,
    at: datetime,
    refused_by: Iterable[str] = (),
    opened_at: datetime | None = None,
) -> Routing:
    """Who answers by the mandates that held when the case was opened. Raises NobodyToAssign."""
    table = await mandate_store.in_force(conn, opened_at or at, matter.type)
    leads, supports = candidates(matter, table)
    posts = await staffed(conn, (*leads, *supports), at)
    names = await _names(conn, (*leads, *supports))
    return choose_agencies(matter, table, posts, tuple(refused_by), names)


async def suggested_routing(conn: Connection, case: Case, at: datetime) -> Routing:
    """Who answers for a case by the mandates of the day it was opened; an agency that has
    returned it is passed over."""
    returned = [one.agency_id for one in await trail_store.give_backs_of(conn, case.case_id)]
    matter = Matter(case.facts.type, case.kind, case.facts.place)
    return await routing_for(conn, matter, at, returned, case.opened_at)


async def _names(conn: Connection, agencies: Iterable[str]) -> dict[str, str]:
    """Short names of the agencies that exist."""
    found = [await accounts.find_agency(conn, agency) for agency in dict.fromkeys(agencies)]
    return {agency.agency_id: agency.short_name for agency in found if agency is not None}


async def _post(conn: Connection, agency_id: str, at: datetime) -> Post | None:
    agency = await accounts.find_agency(conn, agency_id)
    officer = await accounts.named_officer(conn, agency_id, at) if agency else None
    if agency is None or officer is None:
        return None
    return Post(agency_id, agency.short_name, officer.account_id, officer.name)
