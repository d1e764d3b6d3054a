"""The mandates over HTTP, for the system administrator; and who would answer for one case."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from command.accounts.role import Verb
from command.base.http import Call, Endpoint, Reply
from command.base.reading import Reading
from command.base.written import written
from command.casework import access, mandate_actions, mandate_store, posts
from command.casework.mandate import Line, Wish, holding
from command.casework.routing import ANY, Post
from command.casework.terms import Kind
from command.places.jurisdiction import Level

MATTERS = "/api/mandates"
AgencyId = Annotated[str, Meta(min_length=1, max_length=40)]
Agencies = Annotated[list[AgencyId], Meta(max_length=12)]


class MandateWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is left out is any. `leads` are agency ids or village, township, county, the lowest
    able level first; without leads the matter goes back to the more general line."""

    type: Annotated[str, Meta(min_length=1, max_length=40)] = ANY
    kind: Kind | None = None
    level: Level | None = None
    place: Annotated[str, Meta(pattern=r"^[0-9]{6}(?:[0-9]{3}){0,3}$", max_length=15)] | None = None
    leads: Agencies = []
    supports: Agencies = []
    from_: date = msgspec.field(name="from")
    why: Annotated[str, written(2, 200)]


class MandateItem(msgspec.Struct, frozen=True):
    """`state` is past, holds or coming; `from` is null for a line that was shipped."""

    mandate: int
    type: str
    kind: str
    level: str
    place: str
    leads: tuple[str, ...]
    supports: tuple[str, ...]
    state: str
    by: str
    why: str
    from_: datetime | None = msgspec.field(name="from")


class MandateList(msgspec.Struct, frozen=True):
    items: list[MandateItem]


class MandateMade(msgspec.Struct, frozen=True):
    mandate: int


class MovedItem(msgspec.Struct, frozen=True):
    receipt: str
    place: str
    lead: str
    new_lead: str
    supports: tuple[str, ...]
    new_supports: tuple[str, ...]


class PreviewReply(msgspec.Struct, frozen=True):
    """What the line would have changed for cases of the last 90 days; at most 50 are told."""

    replaces: int | None
    unstaffed: tuple[str, ...]
    looked_at: int
    changed: int
    moved: list[MovedItem]
    from_: datetime = msgspec.field(name="from")


class Answering(msgspec.Struct, frozen=True):
    agency: str
    name: str
    officer: str


class RoutingReply(msgspec.Struct, frozen=True):
    """Who would answer by the mandates of the day the case was opened, and why."""

    lead: Answering
    supports: list[Answering]
    why: str
    line: int


async def list_mandates(call: Call) -> Reply:
    async with call.state.db.reading(call.actor) as conn:
        lines = await mandate_store.lines(conn)
    held = {line.number for line in holding(lines, call.at).values()}
    return Reply(MandateList([_item(line, held, call.at) for line in lines]))


async def preview_mandate(call: Call) -> Reply:
    found = await mandate_actions.preview(call.state.db, _wish(call.body), call.actor, call.at)
    moved = [
        MovedItem(one.receipt, one.place, one.lead, one.new_lead, one.supports, one.new_supports)
        for one in found.moved
    ]
    return Reply(
        PreviewReply(
            replaces=found.replaces.number if found.replaces else None,
            unstaffed=found.unstaffed,
            looked_at=found.looked_at,
            changed=found.changed,
            moved=moved,
            from_=found.begins,
        )
    )


async def add_mandate(call: Call) -> Reply:
    made = await mandate_actions.add(call.state.db, _wish(call.body), call.actor, call.at)
    return Reply(MandateMade(made), status=201)


async def drop_mandate(call: Call) -> Reply:
    await mandate_actions.drop(call.state.db, call.path["mandate"], call.actor, call.at)
    return Reply(status=204)


async def get_routing(call: Call) -> Reply:
    async with call.state.db.reading(call.actor) as conn:
        case = await access.case_for(conn, call.actor, call.path["case_id"])
        found = await posts.suggested_routing(conn, case, call.at)
    supports = [_answering(post) for post in found.supports]
    return Reply(RoutingReply(_answering(found.lead), supports, found.why, found.line))


def _answering(post: Post) -> Answering:
    return Answering(post.agency_id, post.agency_name, post.officer_name)


def _wish(body: MandateWish) -> Wish:
    return Wish(
        type=body.type,
        kind=str(body.kind or ANY),
        level=str(body.level or ANY),
        place=body.place or ANY,
        leads=tuple(body.leads),
        supports=tuple(body.supports),
        day=body.from_,
        why=body.why,
    )


def _item(line: Line, held: set[int], at: datetime) -> MandateItem:
    state = "holds" if line.number in held else "past" if line.has_begun(at) else "coming"
    case_type, kind, level, place = line.matters
    return MandateItem(
        mandate=line.number,
        type=case_type,
        kind=kind,
        level=level,
        place=place,
        leads=line.leads,
        supports=line.supports,
        state=state,
        by=line.made_by,
        why=line.why,
        from_=line.valid_from,
    )


MANDATE_ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET",
        MATTERS,
        list_mandates,
        "Who answers for which matter where, with past and coming lines",
        Verb.MANAGE_SYSTEM,
        returns=MandateList,
        audit=Reading.OPEN,
    ),
    Endpoint(
        "POST",
        f"{MATTERS}/preview",
        preview_mandate,
        "What a line would have changed lately; nothing is written",
        Verb.MANAGE_SYSTEM,
        body=MandateWish,
        returns=PreviewReply,
        keyed=False,
        audit=Reading.LIST,
    ),
    Endpoint(
        "POST",
        MATTERS,
        add_mandate,
        "A line that holds from a day on; cases opened before keep theirs",
        Verb.MANAGE_SYSTEM,
        body=MandateWish,
        returns=MandateMade,
        status=201,
        keyed=False,
    ),
    Endpoint(
        "DELETE",
        f"{MATTERS}/{{mandate:int}}",
        drop_mandate,
        "Take back a line before its day",
        Verb.MANAGE_SYSTEM,
        status=204,
        keyed=False,
    ),
    Endpoint(
        "GET",
        "/api/cases/{case_id:int}/routing",
        get_routing,
        "Who would answer for a case by the mandates, and why",
        Verb.ASSIGN,
        returns=RoutingReply,
        audit=Reading.CASE,
    ),
)
