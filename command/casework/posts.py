"""Agencies with the person who would take a case now, for routing.

Reads accounts through their store; decides nothing.
"""

from collections.abc import Iterable
from datetime import datetime

from command.accounts import store as accounts
from command.accounts.role import VERBS, Verb
from command.accounts.roster import choose_officer
from command.base.db import Connection
from command.casework import mandate_store, trail_store
from command.casework.case import Case
from command.casework.happened import Part
from command.casework.leaving import Leaving, strongest
from command.casework.routing import (
    Matter,
    Post,
    Routing,
    candidates,
    centres_over,
    choose_agencies,
    part_of,
)
from command.casework.terms import PartKind


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
    returned = [
        one.agency_id for one in await trail_store.give_backs_of(conn, case.case_id) if one.number
    ]
    matter = Matter(case.facts.type, case.kind, case.facts.place)
    return await routing_for(conn, matter, at, returned, case.opened_at)


async def stand_in(conn: Connection, agency_id: str, leaver: int, at: datetime) -> Post | None:
    """Who of an agency follows somebody who leaves: on duty first; None when nobody can sign."""
    agency = await accounts.find_agency(conn, agency_id)
    officers = await accounts.officers_of(conn, agency_id)
    left = [one for one in officers if one.account_id != leaver]
    found = choose_officer(left, await accounts.duties_of(conn, agency_id, at), at)
    if agency is None or found is None:
        return None
    return Post(agency_id, agency.short_name, found.account_id, found.name)


async def lead_without(conn: Connection, case: Case, agency_id: str, at: datetime) -> Post:
    """Who leads by the mandates when an agency does not. Raises NobodyToAssign."""
    returned = [
        one.agency_id for one in await trail_store.give_backs_of(conn, case.case_id) if one.number
    ]
    matter = Matter(case.facts.type, case.kind, case.facts.place)
    passed = (*returned, agency_id)
    return (await routing_for(conn, matter, at, passed, case.opened_at)).lead


async def nearest_centre(conn: Connection, place: str, without: str, at: datetime) -> Post | None:
    """The lowest centre over a place where somebody can sign, but one."""
    over = [agency for agency in centres_over(place) if agency != without]
    found = await staffed(conn, over, at)
    return next((found[agency] for agency in over if agency in found), None)


async def still_there(conn: Connection, case: Case, at: datetime) -> tuple[Part, ...]:
    """The hands of a case that was over, as they are now: whoever has left is followed by whom the
    agency names, a lead nobody is left of by the mandates. Raises NobodyToAssign."""
    parts: list[Part] = []
    for part in case.parts:
        officers = await accounts.officers_of(conn, part.agency_id)
        if part.part is PartKind.COPY or part.officer_id in {one.account_id for one in officers}:
            parts.append(part)
            continue
        post = (await staffed(conn, [part.agency_id], at)).get(part.agency_id)
        if post is None and part.part is PartKind.LEAD:
            post = (await suggested_routing(conn, case, at)).lead
        if post is not None:
            parts.append(part_of(post, part.part, at))
    return strongest(parts)


async def in_charge(conn: Connection, place: str, gone: Leaving, at: datetime) -> int | None:
    """Who takes charge of a case that waits to be accepted: a colleague, or the nearest centre's.

    On duty first, then the longest-standing of those who may accept.
    """
    own = () if gone.account_id is None else (gone.agency_id,)
    over = (agency for agency in centres_over(place) if agency != gone.agency_id)
    for agency_id in (*own, *over):
        if await accounts.find_agency(conn, agency_id) is None:
            continue
        officers = await accounts.officers_of(conn, agency_id)
        able = {
            one.account_id
            for one in officers
            if Verb.ACCEPT in VERBS[one.role] and one.account_id != gone.account_id
        }
        duties = await accounts.duties_of(conn, agency_id, at)
        on_duty = [duty.account_id for duty in duties if duty.account_id in able]
        if able:
            return min(on_duty or able)
    return None


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
