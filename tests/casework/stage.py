"""A small county on a database of its own, its cast, and the casework API over HTTP."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
from starlette.applications import Starlette

from command.accounts.role import Role
from command.accounts.session import authenticator
from command.base import http
from command.base.db import Database
from command.base.settings import Settings
from command.casework.views import ENDPOINTS
from command.places import book
from tests import cast as casting
from tests import vaults
from tests.cast import OTHER_TOWNSHIP, VILLAGE, Cast
from tests.ground import house_of, keeper_of

OUTSIDERS = ("outsider", "other_township", "no_part")
"""A bureau without a part, another township, another bureau without a part."""


@dataclass(frozen=True)
class Stage:
    """The API as each of the cast sees it."""

    db: Database
    client: httpx2.AsyncClient
    app: Starlette
    cast: Cast
    house: Database
    """Sees every row: what a test looks at behind everybody's back."""
    keeper: Database

    async def get(self, who: str, path: str, **query: Any) -> httpx2.Response:
        return await self.client.get(path, params=query, headers=self.cast.headers(who))

    async def post(self, who: str, path: str, body: Any, key: str | None = None) -> httpx2.Response:
        headers = {**self.cast.headers(who), "idempotency-key": key or secrets.token_hex(8)}
        return await self.client.post(path, json=body, headers=headers)

    async def report(self, who: str = "clerk", **changes: Any) -> dict[str, Any]:
        """A report that is taken in; the answer's body."""
        answer = await self.post(who, "/api/reports", a_report(**changes))
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def do(self, who: str, case: int, deed: str, **body: Any) -> httpx2.Response:
        """A deed at the present version, which the database knows."""
        body.setdefault("version", await self.version(case))
        return await self.post(who, f"/api/cases/{case}/{deed}", body)

    async def done(self, who: str, case: int, deed: str, **body: Any) -> dict[str, Any]:
        """A deed that succeeds; the card after it."""
        answer = await self.do(who, case, deed, **body)
        assert answer.status_code == 200, answer.text
        card: dict[str, Any] = answer.json()["card"]
        return card

    async def answered(self, case: int, **people: str) -> None:
        """Every open task of the case is answered by whoever works in its agency."""
        logins = {a.actor.agency_id: login for login, a in reversed(self.cast.people.items())}
        rows = await self.rows(
            "select task, agency_id from casework.task where case_id = $1"
            " and answered_at is null and withdrawn_at is null order by task",
            case,
        )
        for row in rows:
            who = logins[row["agency_id"]]
            await self.done(who, case, "answer", task=row["task"], words="已配合办理。")

    async def version(self, case: int) -> int:
        async with self.house.reading() as conn:
            found = await conn.fetchval(
                "select version from casework.case_file where case_id = $1", case
            )
        return int(found or 1)

    async def rows(self, sql: str, *values: Any) -> list[Any]:
        async with self.house.reading() as conn:
            return list(await conn.fetch(sql, *values))


def a_report(**changes: Any) -> dict[str, Any]:
    report = {
        "kind": "petition",
        "type": "wage_arrears",
        "words": "某安置房项目(虚构)拖欠工资,希望尽快解决。",
        "headcount": 20,
        "place": VILLAGE,
        "spot": "县政务服务中心南门",
        "channel": "window",
        "reporter": {"name": "甄虚构", "phone": "13800000000"},
    }
    return {**report, **changes}


@asynccontextmanager
async def opened(db: Database) -> AsyncIterator[Stage]:
    """Load the county and its people, and serve the casework API."""
    async with serving(db, await people_of(db)) as stage:
        yield stage


async def people_of(db: Database) -> Cast:
    """The county, the cast, and whoever else casework needs."""
    cast = await casting.cast(db)
    people = cast.people
    people["lead2"] = await casting.hire(db, "lead2", Role.AGENCY_OFFICER, "rsj")
    people["no_part"] = await casting.hire(db, "no_part", Role.AGENCY_OFFICER, "slj")
    people["other_township"] = await casting.hire(
        db, "other_township", Role.TOWNSHIP_OFFICER, f"c{OTHER_TOWNSHIP}"
    )
    _, people["wall"] = await casting.kiosk(db, casting.COUNTY)
    return cast


@asynccontextmanager
async def serving(db: Database, cast: Cast) -> AsyncIterator[Stage]:
    """The casework API over a database that has the cast already."""
    app = await _app(db)
    transport = httpx2.ASGITransport(app=app)
    async with (
        house_of(db) as house,
        keeper_of(db) as keeper,
        httpx2.AsyncClient(transport=transport, base_url="https://test") as client,
    ):
        app.state.keeping = keeper
        yield Stage(db, client, app, cast, house, keeper)


async def _app(db: Database) -> Starlette:
    app = Starlette(routes=http.routes(ENDPOINTS, authenticator(db)))
    app.state.db = db
    app.state.settings = Settings.from_environment({})
    app.state.vault = vaults.shared()
    async with db.reading() as conn:
        app.state.places = await book.load(conn)
    return app
