"""Keeping the mandates: a line is previewed, written for a day to come, or taken back before it.

The system administrator keeps them and sees no case: a preview counts in the incident plane.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from command.accounts import store as accounts
from command.accounts.role import Actor, Verb
from command.audit.record import What, record
from command.base.db import Connection, Database
from command.base.problem import Conflict, NotFound, NotPermitted
from command.base.words import Words
from command.casework import mandate, mandate_store
from command.casework.mandate import Line, Wish
from command.casework.routing import (
    CENTRES,
    Mandate,
    Mandates,
    Matter,
    NobodyToAssign,
    Post,
    choose_agencies,
)

LOOKED_BACK = timedelta(days=90)
MOST_CASES = 500
MOST_TOLD = 50


class NoSuchMandate(NotFound):
    code = "no-such-mandate"
    zh = "没有这一条,或已生效"
    en = "There is no such line, or it has begun"


class SameDay(Conflict):
    code = "same-day"
    zh = "同一事项在这一时刻已有新规定"
    en = "The matter has a new line from that instant already"


@dataclass(frozen=True, slots=True)
class Moved:
    """A case that would have gone elsewhere, told by its receipt number."""

    receipt: str
    place: str
    lead: str
    new_lead: str
    supports: tuple[str, ...]
    new_supports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """`replaces` is the line of the same matter that holds until then; `unstaffed` cannot sign."""

    begins: datetime
    replaces: Line | None
    unstaffed: tuple[str, ...]
    looked_at: int
    changed: int
    moved: tuple[Moved, ...]


async def preview(db: Database, wish: Wish, by: Actor, at: datetime) -> Preview:
    """What the line would have changed for the cases of the last 90 days; nothing is written.

    Raises NotPermitted, InvalidInput naming the field.
    """
    _demand(by)
    async with db.reading(by) as conn:
        posts = await _posts(conn)
        mandate.check(wish, posts.keys())
        begins = mandate.begins(wish, at)
        held = mandate.holding(await mandate_store.lines(conn), at)
        cases = await mandate_store.recent(conn, at - LOOKED_BACK, MOST_CASES)
    staffed = {agency: post for agency, post in posts.items() if post is not None}
    old = {matters: line.mandate for matters, line in held.items()}
    new = {**old, wish.matters: Mandate(wish.leads, wish.supports)}
    moved = [found for case in cases if (found := _moved(*case, old, new, staffed)) is not None]
    named = (agency for agency in (*wish.leads, *wish.supports) if agency not in CENTRES)
    return Preview(
        begins=begins,
        replaces=held.get(wish.matters),
        unstaffed=tuple(agency for agency in named if agency not in staffed),
        looked_at=len(cases),
        changed=len(moved),
        moved=tuple(moved[:MOST_TOLD]),
    )


async def add(db: Database, wish: Wish, by: Actor, at: datetime) -> int:
    """Write a line that holds from its day on; returns its number.

    Raises NotPermitted, SameDay, InvalidInput naming the field.
    """
    _demand(by)
    async with db.transaction(by) as conn:
        mandate.check(wish, (await _posts(conn)).keys())
        begins = mandate.begins(wish, at)
        number = await mandate_store.add(conn, wish, begins, by.account_id, at)
        if number is None:
            raise SameDay(field="from")
        await record(
            conn,
            What.MANDATE_ADDED,
            by.account_id,
            at,
            target=f"mandate:{number}",
            unit=by.agency_id,
        )
        return number


async def drop(db: Database, number: int, by: Actor, at: datetime) -> None:
    """Take back a line before its day. Raises NotPermitted, NoSuchMandate."""
    _demand(by)
    async with db.transaction(by) as conn:
        if not await mandate_store.drop(conn, number, at):
            raise NoSuchMandate()
        target = f"mandate:{number}"
        await record(
            conn, What.MANDATE_DROPPED, by.account_id, at, target=target, unit=by.agency_id
        )


async def _posts(conn: Connection) -> dict[str, Post | None]:
    """Every agency, with a post when somebody there can sign; nobody's name is read."""
    return {
        one.agency.agency_id: Post(one.agency.agency_id, one.agency.short_name, 0, "")
        if one.has_officer
        else None
        for one in await accounts.agencies(conn)
    }


def _moved(
    receipt: str, matter: Matter, old: Mandates, new: Mandates, staffed: Mapping[str, Post]
) -> Moved | None:
    lead, *supports = _agencies(matter, old, staffed)
    new_lead, *new_supports = _agencies(matter, new, staffed)
    if (lead, supports) == (new_lead, new_supports):
        return None
    return Moved(receipt, matter.place, lead, new_lead, tuple(supports), tuple(new_supports))


def _agencies(matter: Matter, table: Mandates, staffed: Mapping[str, Post]) -> list[str]:
    """Who would answer, the lead first; nobody at all is an empty name."""
    try:
        routing = choose_agencies(matter, table, staffed)
    except NobodyToAssign:
        return [""]
    return [routing.lead.agency_id, *(post.agency_id for post in routing.supports)]


def _demand(by: Actor) -> None:
    if not by.may(Verb.MANAGE_SYSTEM):
        raise NotPermitted(
            Words("只有系统管理员可以维护职责清单", "The system administrator keeps the mandates")
        )
