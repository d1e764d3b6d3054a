"""Exports over HTTP: ask with a purpose, a second person agrees, the asker takes the file."""

import asyncio
from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from command.accounts.role import Verb
from command.base.clock import midnight_before
from command.base.http import Call, Endpoint, Reply
from command.base.problem import InvalidInput
from command.base.reading import Reading
from command.base.words import Words
from command.base.written import written
from command.casework import export, export_actions, export_store
from command.casework.export import Deed, Export, Purpose, Span
from command.casework.export_forms import Form, made

ONE = "/api/exports/{export:int}"


class ExportWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Cases of one's own place that were opened from one day to another, both included."""

    from_: date = msgspec.field(name="from")
    to: date
    which: Literal["all", "open", "closed"] = "all"
    purpose: Purpose
    reason: Annotated[str, written(4, 200)]


class TakeQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """In which form the file is taken."""

    as_: Form = msgspec.field(name="as", default=Form.CSV)


class ExportItem(msgspec.Struct, frozen=True):
    """`until` is when it ends by the clock; `second` who agreed or refused, "" before."""

    export: int
    number: str
    purpose: str
    reason: str
    asker: str
    unit: str
    mine: bool
    state: str
    cases: int
    identities: int
    asked: datetime
    until: datetime
    second: str
    taken: int


class ExportList(msgspec.Struct, frozen=True):
    """`alone` is how many identities one person may take without a second."""

    items: list[ExportItem]
    alone: int


async def get_exports(call: Call) -> Reply:
    async with call.state.db.reading(call.actor) as conn:
        found = await export_store.shown(conn, call.at)
    return Reply(ExportList([_item(one, call) for one in found], export.ALONE))


async def post_export(call: Call) -> Reply:
    wish: ExportWish = call.body
    asked = export_actions.ask(
        call.state.db, _span(wish), wish.purpose, wish.reason, call.actor, call.at
    )
    return Reply(_item(await asked, call), status=201)


async def post_approve(call: Call) -> Reply:
    return await _decided(call, Deed.APPROVE)


async def post_refuse(call: Call) -> Reply:
    return await _decided(call, Deed.REFUSE)


async def post_end(call: Call) -> Reply:
    await export_actions.end(call.state.db, call.path["export"], call.actor, call.at)
    return Reply(status=204)


async def post_take(call: Call) -> Reply:
    """The taking is on record and committed before a line is read."""
    one = await export_actions.take(call.state.db, call.path["export"], call.actor, call.at)
    async with call.state.db.snapshot(call.actor) as conn:
        lines = await export_store.lines_of(conn, one.export_id)
    form, mark, names = call.query.as_, export.mark(one, call.at), call.state.places.path_names
    told = await asyncio.to_thread(made, form, [dict(line) for line in lines], mark, names)
    headers = {"content-disposition": f'attachment; filename="{one.number}.{form}"'}
    return Reply(told.body, headers=headers, media_type=told.media_type)


async def _decided(call: Call, deed: Deed) -> Reply:
    await export_actions.decide(call.state.db, call.path["export"], deed, call.actor, call.at)
    return Reply(status=204)


def _span(wish: ExportWish) -> Span:
    """Raises InvalidInput, naming `to`."""
    if wish.to < wish.from_ or wish.to.year > 9000:
        raise InvalidInput(
            Words("止日不早于起日", "The last day is not before the first"), field="to"
        )
    last = date.fromordinal(wish.to.toordinal() + 1)
    return Span(midnight_before(wish.from_), midnight_before(last), wish.which)


def _item(one: Export, call: Call) -> ExportItem:
    return ExportItem(
        export=one.export_id,
        number=one.number,
        purpose=str(one.purpose),
        reason=one.reason,
        asker=one.asker,
        unit=one.unit,
        mine=one.asked_by == call.actor.account_id,
        state=str(one.state(call.at)),
        cases=one.cases,
        identities=one.identities,
        asked=one.asked_at,
        until=one.until,
        second=one.decider,
        taken=one.taken,
    )


EXPORT_ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET",
        "/api/exports",
        get_exports,
        "Exports of a month: one's own, and at the county everybody's",
        Verb.EXPORT,
        returns=ExportList,
        audit=Reading.LIST,
    ),
    Endpoint(
        "POST",
        "/api/exports",
        post_export,
        "Ask for an export of one's place; over 50 identities it waits for a second person",
        Verb.EXPORT,
        body=ExportWish,
        returns=ExportItem,
        status=201,
        keyed=False,
    ),
    Endpoint(
        "POST",
        f"{ONE}/approve",
        post_approve,
        "Agree as the second person: 24 hours",
        Verb.APPROVE_EXPORT,
        status=204,
        keyed=False,
    ),
    Endpoint(
        "POST",
        f"{ONE}/refuse",
        post_refuse,
        "Refuse as the second person",
        Verb.APPROVE_EXPORT,
        status=204,
        keyed=False,
    ),
    Endpoint(
        "POST",
        f"{ONE}/take",
        post_take,
        "Take the file: masked, marked in every line; on record before it leaves",
        Verb.EXPORT,
        query=TakeQuery,
        returns=bytes,
        keyed=False,
    ),
    Endpoint(
        "POST",
        f"{ONE}/end",
        post_end,
        "One's own is needed no more",
        Verb.EXPORT,
        status=204,
        keyed=False,
    ),
)
