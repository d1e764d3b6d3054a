"""Dissatisfied visits without their cases' whole lives: rows and events as casework writes them.

The deeds themselves are tried in `tests/casework/test_visits.py`.
"""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
from starlette.applications import Starlette

from command.accounts.role import Role
from command.accounts.session import authenticator
from command.assessment import reader
from command.assessment.views import ENDPOINTS
from command.base import http, journal
from command.base.db import Database
from command.base.event import Event, ScopeKey
from tests import cast as casting
from tests.cast import COUNTY, VILLAGE, Cast
from tests.ground import house_of, keeper_of

DAY = timedelta(days=1)
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday morning in China, no holiday near
LATE = AT + 14 * DAY  # every appeal of AT is over
ADD = """
insert into casework.case_file (receipt_number, query_code_hash, kind, type, title, level,
  difficulty, headcount, place, public_place, precision, channel, state, opened_at, changed_at,
  redo_count, opened_by)
values ($1, sha256(convert_to($1, 'UTF8')), 'petition', 'wage_arrears', '测试事项', 4, 'general',
        1, $2, $2, 'village', 'window', 'handling', $4, $4, 1, $3)
returning case_id
"""
LEAD = """
insert into casework.part (case_id, agency_id, part, officer_id, assigned_at, signed_at)
values ($1, $2, 'lead', $3, $4, $4)
"""
TRY = """
insert into casework.visit_try (case_id, redo, number, method, tried_at, reached, made_by, noted_at)
values ($1, 0, 1, 'phone', $3, true, $2, $3)
"""
RATE = """
insert into casework.visit (case_id, redo, satisfaction, words, lead_agency, officer_id, visited_at)
values ($1, 0, $2, '原话', $3, $4, $5)
"""


@dataclass(frozen=True)
class Stage:
    """The API as each of the cast sees it; `house` sees every row, `keeper` reads the journal."""

    client: httpx2.AsyncClient
    cast: Cast
    house: Database
    keeper: Database

    async def visited(
        self, who: str = "lead", at: datetime = AT, said: str = "dissatisfied"
    ) -> int:
        """A visit to a case that somebody of the cast led; its case."""
        officer = self.cast.actor(who)
        by = officer.account_id
        async with self.house.transaction() as conn:
            case = int(await conn.fetchval(ADD, f"YS{secrets.token_hex(6)}", VILLAGE, by, at))
            await conn.execute(LEAD, case, officer.agency_id, by, at)
            await conn.execute(TRY, case, by, at)
            await conn.execute(RATE, case, said, officer.agency_id, by, at)
            told = Event("case.visited", at, VILLAGE, (ScopeKey(COUNTY),), case, {"visit": 0})
            await journal.append(conn, [told])
        return case

    async def read(self, at: datetime = LATE) -> None:
        await reader.tick(self.keeper, at)

    async def strikes(self) -> list[int]:
        """Every entry, after the visits of AT were taken in; they are open to appeal."""
        await self.read(AT)
        rows = await self.rows("select strike_id from assessment.strike order by strike_id")
        return [row["strike_id"] for row in rows]

    async def talks(self) -> list[tuple[Any, ...]]:
        """Interviews: for which unit, for which officer, in which state."""
        rows = await self.rows(
            "select agency_id, officer_id, state from assessment.interview order by interview_id"
        )
        return [tuple(row) for row in rows]

    async def get(self, who: str, path: str, **query: Any) -> httpx2.Response:
        return await self.client.get(path, params=query, headers=self.cast.headers(who))

    async def post(self, who: str, path: str, body: Any, key: str | None = None) -> httpx2.Response:
        headers = {**self.cast.headers(who), "idempotency-key": key or secrets.token_hex(8)}
        return await self.client.post(path, json=body, headers=headers)

    async def rows(self, sql: str, *values: Any) -> list[Any]:
        async with self.house.reading() as conn:
            return list(await conn.fetch(sql, *values))

    async def house_says(self, sql: str, *values: Any) -> None:
        """Behind everybody's back."""
        async with self.house.transaction() as conn:
            await conn.execute(sql, *values)


@asynccontextmanager
async def opened(db: Database) -> AsyncIterator[Stage]:
    """Load the county and its people, and serve the assessment API."""
    cast = await casting.cast(db)
    people = cast.people
    people["lead2"] = await casting.hire(db, "lead2", Role.AGENCY_OFFICER, "rsj")
    people["second"] = await casting.hire(db, "second", Role.SUPERVISOR, f"c{COUNTY}")
    app = Starlette(routes=http.routes(ENDPOINTS, authenticator(db)))
    app.state.db = db
    transport = httpx2.ASGITransport(app=app)
    async with (
        house_of(db) as house,
        keeper_of(db) as keeper,
        httpx2.AsyncClient(transport=transport, base_url="https://test") as client,
    ):
        yield Stage(client, cast, house, keeper)
