"""An officer's queues: which open cases wait, the nearest deadline first, and the search in them.

Rows only; the page goes on from a cursor, so a list stays right while it grows.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from command.accounts.role import Actor
from command.base.db import Connection, Row
from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework import finding_store
from command.casework.access import reach_for
from command.casework.card import Card, card_of
from command.casework.case import Case
from command.casework.clock_store import QUERIES
from command.casework.finding import Wanted
from command.casework.store import cases_of
from command.casework.terms import ENDS, Level, State

PAGE = 50
NEWEST = 2**63 - 1


class Queue(StrEnum):
    MINE = "mine"
    UNIT = "unit"
    ALL = "all"
    OVERDUE = "overdue"
    VISIT = "visit"
    SUPERVISED = "supervised"
    UNTOLD = "untold"
    OWNED = "owned"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Search:
    """Every word of one of the lines of `wanted` must fit; without one everything does."""

    queue: Queue = Queue.ALL
    wanted: Sequence[Sequence[Wanted]] = ()
    level: Level | None = None
    state: State | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last case of a page: its deadline (None sorts last) and its id."""

    due_at: datetime | None
    case_id: int

    def encoded(self) -> str:
        due = self.due_at.isoformat() if self.due_at else "infinity"
        return base64.urlsafe_b64encode(f"{due} {self.case_id}".encode()).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Page:
    items: list[Card]
    next: str | None


def cursor_from(text: str) -> Cursor:
    """Take a cursor from outside. Raises InvalidInput for anything we did not make."""
    try:
        padded = text + "=" * (-len(text) % 4)
        due, case_id = base64.urlsafe_b64decode(padded).decode("ascii").split(" ")
        due_at = None if due == "infinity" else datetime.fromisoformat(due)
        if (due_at is not None and due_at.tzinfo is None) or not 0 < int(case_id) < 2**63:
            raise ValueError(text)
        return Cursor(due_at, int(case_id))
    except ValueError as error:
        raise InvalidInput(
            Words("翻页标记无效", "This page mark is not ours"), field="after"
        ) from error


async def list_queue(conn: Connection, actor: Actor, search: Search, after: Cursor | None) -> Page:
    """One page of cards in the actor's reach, from the cursor on."""
    rows = await _rows(conn, actor, search, after)
    cases = await cases_of(conn, rows[:PAGE])
    return Page([card_of(case) for case in cases], _next(cases) if len(rows) > PAGE else None)


async def count_queues(conn: Connection, actor: Actor) -> Mapping[str, int]:
    """How many open cases each queue holds."""
    reach = reach_for(actor)
    row = await conn.fetchrow(
        QUERIES["count_queues"],
        reach.pattern,
        list(reach.agencies),
        actor.account_id,
        actor.agency_id,
    )
    assert row is not None
    return {queue: int(row[queue]) for queue in Queue}


async def _rows(
    conn: Connection, actor: Actor, search: Search, after: Cursor | None
) -> Sequence[Row]:
    """One row more than a page holds, when there are more."""
    is_closed = search.state in ENDS
    found = await finding_store.find(conn, search.wanted, is_closed) if search.wanted else None
    reach = reach_for(actor)
    asked = (
        reach.pattern,
        list(reach.agencies),
        actor.account_id,
        actor.agency_id,
        search.queue,
        int(search.level) if search.level else None,
        found,
    )
    if search.queue is Queue.UNTOLD:
        last = after.case_id if after else 0
        return await conn.fetch(QUERIES["list_untold"], *asked, last, PAGE + 1, search.state)
    if is_closed:
        before = after.case_id if after else NEWEST
        return await conn.fetch(QUERIES["list_closed"], *asked, before, PAGE + 1, search.state)
    return await conn.fetch(QUERIES["list_queue"], *asked, *_from(after), search.state, PAGE + 1)


def _from(after: Cursor | None) -> tuple[datetime | None, bool, int]:
    """Deadline, whether the cursor stands among cases without one, case id."""
    if after is None:
        return None, False, 0
    return after.due_at, after.due_at is None, after.case_id


def _next(cases: Sequence[Case]) -> str:
    last = cases[-1]
    return Cursor(last.due.due_at if last.due else None, last.case_id).encoded()
