"""Breaking the glass over HTTP: ask with a reason, a second person agrees, it ends by the clock."""

from datetime import datetime
from typing import Annotated

import msgspec

from command.accounts.role import Verb
from command.base.http import Call, Endpoint, Reply
from command.base.reading import Reading
from command.base.written import written
from command.casework import glass
from command.casework.glass import Glass

ONE = "/api/glass/{glass:int}"


class GlassWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A receipt number as it stands on the slip, and why it cannot wait."""

    receipt: Annotated[str, written(4, 40)]
    reason: Annotated[str, written(4, 500)]


class GlassAsked(msgspec.Struct, frozen=True):
    glass: int


class GlassItem(msgspec.Struct, frozen=True):
    """`state` is `waiting`, `open` or `ended`; `case` is set for the asker while it is open."""

    glass: int
    receipt: str
    reason: str
    asker: str
    unit: str
    mine: bool
    state: str
    asked: datetime
    ends: datetime | None
    case: int | None


class GlassList(msgspec.Struct, frozen=True):
    items: list[GlassItem]


async def get_glasses(call: Call) -> Reply:
    async with call.state.db.reading(call.actor) as conn:
        found = await glass.shown(conn, call.at)
    return Reply(GlassList([_item(one, call.actor.account_id, call.at) for one in found]))


async def post_glass(call: Call) -> Reply:
    wish: GlassWish = call.body
    asked = glass.ask(call.state.db, wish.receipt, wish.reason, call.actor, call.at)
    return Reply(GlassAsked(await asked), status=201)


async def post_approve(call: Call) -> Reply:
    await glass.approve(call.state.db, call.path["glass"], call.actor, call.at)
    return Reply(status=204)


async def post_end(call: Call) -> Reply:
    await glass.end(call.state.db, call.path["glass"], call.actor, call.at)
    return Reply(status=204)


def _item(one: Glass, reader: int, at: datetime) -> GlassItem:
    waits = one.approved_at is None and one.ended_at is None
    return GlassItem(
        glass=one.glass_id,
        receipt=one.receipt,
        reason=one.reason,
        asker=one.asker,
        unit=one.unit,
        mine=one.asked_by == reader,
        state="waiting" if waits else "open" if one.is_open(at) else "ended",
        asked=one.asked_at,
        ends=one.ends_at,
        case=one.case_id,
    )


GLASS_ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET",
        "/api/glass",
        get_glasses,
        "Requests to read a case out of reach: one's own, and at the county everybody's",
        Verb.READ_CASE,
        returns=GlassList,
        audit=Reading.LIST,
    ),
    Endpoint(
        "POST",
        "/api/glass",
        post_glass,
        "Ask to read a case out of reach, with a reason",
        Verb.READ_CASE,
        body=GlassWish,
        returns=GlassAsked,
        status=201,
        keyed=False,
    ),
    Endpoint(
        "POST",
        f"{ONE}/approve",
        post_approve,
        "Agree as the second person: 60 minutes, never over a conflict",
        Verb.APPROVE_GLASS,
        status=204,
        keyed=False,
    ),
    Endpoint(
        "POST",
        f"{ONE}/end",
        post_end,
        "Give one's own back before its time",
        Verb.READ_CASE,
        status=204,
        keyed=False,
    ),
)
