"""Leaves over HTTP, for administrators: a person's with their cases, an agency's on a day.

They hear how many cases changed hands, and nothing of any case.
"""

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from command.accounts import retirement_actions, retirement_store
from command.accounts.role import Verb
from command.base.http import Call, Endpoint, Reply
from command.base.reading import Reading
from command.base.written import written
from command.casework import leaving_actions

RETIREMENT = "/api/agencies/{agency}/retirement"
Why = Annotated[str, written(2, 500)]


class LeaveWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`to` is somebody of the same agency, left out whoever is on duty there; with `ends` the
    account is closed in the same instant."""

    to: Annotated[int, Meta(ge=1, le=2**63 - 1)] | None = None
    why: Why
    ends: bool = True


class Left(msgspec.Struct, frozen=True):
    """How many open cases changed hands."""

    cases: int


class RetirementWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`on` is the first day without the agency."""

    successor: Annotated[str, Meta(min_length=1, max_length=40)]
    on: date
    why: Why


class Retiring(msgspec.Struct, frozen=True):
    """`cases` is null until its day has come and they changed hands."""

    retires: datetime
    cases: int | None


class RetirementItem(msgspec.Struct, frozen=True):
    agency: str
    successor: str
    retires: datetime
    why: str
    done: datetime | None


class RetirementList(msgspec.Struct, frozen=True):
    items: list[RetirementItem]


async def leave(call: Call) -> Reply:
    wish = leaving_actions.Wish(call.body.to, call.body.why, call.body.ends)
    account = call.path["account"]
    left = leaving_actions.leave(call.state.keeping, account, wish, call.actor, call.at)
    return Reply(Left(await left))


async def plan_retirement(call: Call) -> Reply:
    body: RetirementWish = call.body
    agency = call.path["agency"]
    wish = retirement_actions.Wish(agency, body.successor, body.on, body.why)
    retires = await retirement_actions.plan(call.state.db, wish, call.actor, call.at)
    cases = None
    if retires <= call.at:
        cases = await leaving_actions.retire(call.state.keeping, agency, call.at)
    return Reply(Retiring(retires, cases), status=201)


async def drop_retirement(call: Call) -> Reply:
    await retirement_actions.drop(call.state.db, call.path["agency"], call.actor, call.at)
    return Reply(status=204)


async def list_retirements(call: Call) -> Reply:
    async with call.state.db.reading(call.actor) as conn:
        found = await retirement_store.all_of_them(conn)
    items = [
        RetirementItem(one.agency_id, one.successor, one.retires_at, one.why, one.done_at)
        for one in found
    ]
    return Reply(RetirementList(items))


LEAVING_ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "POST",
        "/api/accounts/{account:int}/leave",
        leave,
        "Hand on the open cases of somebody who leaves, and close the account with it",
        Verb.MANAGE_ACCOUNTS,
        body=LeaveWish,
        returns=Left,
        keyed=False,
    ),
    Endpoint(
        "GET",
        "/api/retirements",
        list_retirements,
        "Agencies that end on a day, or have",
        Verb.MANAGE_SYSTEM,
        returns=RetirementList,
        audit=Reading.OPEN,
    ),
    Endpoint(
        "POST",
        RETIREMENT,
        plan_retirement,
        "End an agency on a day; its open cases go to its successor then",
        Verb.MANAGE_SYSTEM,
        body=RetirementWish,
        returns=Retiring,
        status=201,
        keyed=False,
    ),
    Endpoint(
        "DELETE",
        RETIREMENT,
        drop_retirement,
        "The agency stays after all; before its day",
        Verb.MANAGE_SYSTEM,
        status=204,
        keyed=False,
    ),
)
