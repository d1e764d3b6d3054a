"""The duty roster over HTTP, for the system administrator."""

from datetime import datetime, timedelta

import msgspec

from command.accounts import desk, duty_actions, listing
from command.accounts.role import Verb
from command.accounts.roster import Post
from command.base.http import Call, Endpoint, Reply
from command.base.reading import Reading

AHEAD = timedelta(days=45)


class NewDuty(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A turn from `starts` up to, not including, `ends`; both with their time zone."""

    account: int
    post: Post
    starts: datetime
    ends: datetime


class DutyMade(msgspec.Struct, frozen=True):
    duty: int


class DutyItem(msgspec.Struct, frozen=True):
    duty: int
    agency: str
    agency_name: str
    account: int
    name: str
    post: str
    starts: datetime
    ends: datetime


class DutyList(msgspec.Struct, frozen=True):
    items: list[DutyItem]


async def list_duties(call: Call) -> Reply:
    """Turns that run now or begin within 45 days."""
    async with desk.db(call).reading() as conn:
        found = await listing.duties(conn, call.at, call.at + AHEAD)
    return Reply(DutyList([_item(one) for one in found]))


async def add_duty(call: Call) -> Reply:
    wanted: NewDuty = call.body
    turn = duty_actions.Turn(wanted.post, wanted.starts, wanted.ends)
    made = await duty_actions.put_on_duty(desk.db(call), wanted.account, turn, call.actor, call.at)
    return Reply(DutyMade(made), status=201)


async def end_duty(call: Call) -> Reply:
    await duty_actions.end_duty(desk.db(call), call.path["duty"], call.actor, call.at)
    return Reply(status=204)


def _item(one: listing.Turn) -> DutyItem:
    return DutyItem(
        one.duty_id,
        one.agency_id,
        one.agency_name,
        one.account_id,
        one.name,
        str(one.post),
        one.starts_at,
        one.ends_at,
    )


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET",
        "/api/duties",
        list_duties,
        "Turns of duty from now on",
        Verb.MANAGE_SYSTEM,
        returns=DutyList,
        audit=Reading.STAFF,
    ),
    Endpoint(
        "POST",
        "/api/duties",
        add_duty,
        "Put somebody on duty",
        Verb.MANAGE_SYSTEM,
        body=NewDuty,
        returns=DutyMade,
        status=201,
        keyed=False,
    ),
    Endpoint(
        "DELETE",
        "/api/duties/{duty:int}",
        end_duty,
        "Take back a turn of duty, or end one that runs",
        Verb.MANAGE_SYSTEM,
        status=204,
        keyed=False,
    ),
)
