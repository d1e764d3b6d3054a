"""The witness in the HTTP frame: one row for every answer that is read, and for every refusal.

The row is committed before the answer leaves. Addresses are told by their pattern, never as they
were sent: they may hold anything.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from command.audit.record import Fact, What, record
from command.base import logs
from command.base.db import Database
from command.base.http import Call, Endpoint, Reply, Request
from command.base.problem import Refusal
from command.base.reading import Reading

WHAT = {
    Reading.CASE: What.CASE_READ,
    Reading.PHOTO: What.PHOTO_READ,
    Reading.LIST: What.LIST_READ,
    Reading.STAFF: What.STAFF_READ,
    Reading.EXPORT: What.EXPORTED,
    Reading.AUDIT: What.AUDIT_READ,
    Reading.SEALED: What.SEALED_READ,
}
REFUSED = (403, 404)
STRANGERS = 300
WINDOW = timedelta(minutes=1)
LARGEST = 2**63
MATTER = re.compile(r"^[0-9A-Z]{16}\Z")
LOG = logs.log("audit")


class Allowance:
    """At most `most` in a minute; what was more is counted, to be told with the next one."""

    def __init__(self, most: int = STRANGERS) -> None:
        self.most = most
        self._began: datetime | None = None
        self._used = 0
        self._left_out = 0

    def take(self, at: datetime) -> int | None:
        """How many were left out since the last one that was let in; None: this one is, too."""
        if self._began is None or at - self._began >= WINDOW:
            self._began, self._used = at, 0
        if self._used >= self.most:
            self._left_out += 1
            return None
        self._used += 1
        left_out, self._left_out = self._left_out, 0
        return left_out


class Witness:
    """Records what the frame tells it, through `database`; a row that cannot be kept is a 503."""

    def __init__(self, database: Callable[[Request], Database]) -> None:
        self._database = database
        self._strangers = Allowance()

    async def read(self, call: Call, line: Endpoint, reply: Reply) -> None:
        """An answer is about to leave; a page that only says no is a refusal."""
        if reply.status in REFUSED:
            await self._refused(call.request, line, call.at, {"status": reply.status})
        elif line.audit is not None and line.audit.is_recorded:
            await self._keep(call.request, WHAT[line.audit], line, call.at, {})

    async def refused(self, request: Request, line: Endpoint, why: Refusal, at: datetime) -> None:
        """Somebody was refused for what they are, or asked for what is not there for them."""
        if why.status in REFUSED:
            await self._refused(request, line, at, {"status": why.status, "code": why.code})

    async def _refused(
        self, request: Request, line: Endpoint, at: datetime, detail: dict[str, Fact]
    ) -> None:
        if request.scope.get("actor") is None:
            left_out = self._strangers.take(at)
            if left_out is None:
                return
            if left_out:
                LOG.warning("refusals of strangers left out", count=left_out)
                detail["left_out"] = left_out
        await self._keep(request, What.REFUSED, line, at, detail)

    async def _keep(
        self, request: Request, what: What, line: Endpoint, at: datetime, detail: dict[str, Fact]
    ) -> None:
        actor = request.scope.get("actor")
        target = f"{line.method} {line.path}"
        told = {**detail, **_detail(request, actor)}
        async with self._database(request).reading() as conn:
            by, case_id = _account(actor), _case(request)
            await record(conn, what, by, at, case_id, target, detail=told, unit=_unit(actor))


def _account(actor: Any) -> int | None:
    """A wall has none: its session tells which it is."""
    return (actor.account_id or None) if actor else None


def _unit(actor: Any) -> str:
    return str(getattr(actor, "agency_id", "") or "")


def _case(request: Request) -> int | None:
    found = request.path_params.get("case_id")
    return found if isinstance(found, int) and 0 < found < LARGEST else None


def _detail(request: Request, actor: Any) -> dict[str, Fact]:
    told: dict[str, Fact] = {"request": request.scope.get("request_id", "")}
    if session := getattr(actor, "session_id", 0):
        told["session"] = session
    matter = request.path_params.get("matter", "")
    if isinstance(matter, str) and MATTER.match(matter):
        told["matter"] = matter
    return told
