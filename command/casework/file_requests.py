"""What was asked for the clocks of a case, and decided, as an officer reads it in its file."""

from datetime import datetime

import msgspec

from command.base.db import Connection
from command.casework import request_store
from command.casework.asking import due_if_granted
from command.casework.card import wire_instant
from command.casework.case import Case
from command.casework.means import promise_of
from command.casework.request_store import Told


class FileRequest(msgspec.Struct, frozen=True):
    """What was asked for a clock; `if_granted` is its end (of a pause: its latest end) while the
    request waits."""

    number: int
    wish: str
    deadline: str
    reason: str | None
    days: int | None
    difficulty: str | None
    words: str
    by: str
    at: str
    decided: str | None
    decided_by: str
    granted: bool | None
    answer: str
    lapsed: str | None
    if_granted: str | None


async def requests_of(conn: Connection, case: Case, at: datetime) -> list[FileRequest]:
    """Every request, the first first; the one that waits tells what a yes would do."""
    told = await request_store.of_case(conn, case.case_id)
    if case.asked is None:
        return [_request(one, None) for one in told]
    promise = await promise_of(conn)
    return [
        _request(one, due_if_granted(case, one.request, promise, at))
        if one.request.number == case.asked
        else _request(one, None)
        for one in told
    ]


def _request(told: Told, if_granted: datetime | None) -> FileRequest:
    wanted, asked = told.request, told.request.asked
    return FileRequest(
        number=wanted.number,
        wish=asked.wish,
        deadline=asked.deadline,
        reason=asked.reason,
        days=asked.days,
        difficulty=asked.difficulty,
        words=asked.words,
        by=told.asked_by,
        at=wire_instant(wanted.asked_at),
        decided=_maybe(told.decided_at),
        decided_by=told.decided_by,
        granted=told.is_granted,
        answer=told.answer,
        lapsed=_maybe(told.lapsed_at),
        if_granted=_maybe(if_granted),
    )


def _maybe(at: datetime | None) -> str | None:
    return wire_instant(at) if at else None
