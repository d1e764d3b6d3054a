"""The whole centre with its cast, for the sealed lane: requests, sockets, and the house's eyes."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import httpx2
from starlette.applications import Starlette

from command.accounts.role import Role
from command.app import create_app
from command.base.addresses import Addresses
from command.base.db import Database
from command.base.settings import Settings
from tests import cast as casting
from tests import vaults
from tests.cast import TOWNSHIP, VILLAGE, Cast
from tests.ground import house_of

WAIT_SECONDS = 10
TOWN = f"c{TOWNSHIP}"
HAMLET = f"c{VILLAGE}"
WORDS = "某街道干部(虚构)在征地补偿款发放中少发三户,账目长期没有公开,请上级查清。"


@dataclass(frozen=True)
class Stage:
    """The centre as each of the cast sees it."""

    app: Starlette
    client: httpx2.AsyncClient
    cast: Cast
    db: Database
    house: Database
    """Sees every row."""

    async def get(self, who: str, path: str) -> httpx2.Response:
        return await self.client.get(path, headers=self.cast.headers(who))

    async def post(self, who: str, path: str, body: Any, key: str | None = None) -> httpx2.Response:
        headers = {**self.cast.headers(who), "idempotency-key": key or secrets.token_hex(8)}
        return await self.client.post(path, json=body, headers=headers)

    async def file(self, *accused: str, who: str = "clerk", **changes: Any) -> str:
        """A complaint that is taken in; the matter's id, which only the house can look up."""
        answer = await self.post(who, "/api/sealed/complaints", a_complaint(*accused, **changes))
        assert answer.status_code == 201, answer.text
        rows = await self.rows(
            "select matter from sealed.matter where receipt_number = $1", answer.json()["receipt"]
        )
        return str(rows[0]["matter"])

    async def do(self, who: str, matter: str, deed: str, **body: Any) -> httpx2.Response:
        """A deed at the present version, which the house knows."""
        found = await self.rows("select version from sealed.matter where matter = $1", matter)
        body.setdefault("version", found[0]["version"] if found else 1)
        return await self.post(who, f"/api/sealed/matters/{matter}/{deed}", body)

    async def done(self, who: str, matter: str, deed: str, **body: Any) -> dict[str, Any]:
        answer = await self.do(who, matter, deed, **body)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def listed(self, who: str) -> list[str]:
        answer = await self.get(who, "/api/sealed/matters")
        assert answer.status_code == 200, answer.text
        return [one["matter"] for one in answer.json()["matters"]]

    async def seen(self, who: str) -> dict[str, int]:
        """Rows that a statement without any condition finds on the web's login."""
        found = {}
        async with self.db.transaction(self.cast.actor(who)) as conn:
            for table in ("matter", "accused", "entry", "transfer"):
                found[table] = int(await conn.fetchval(f"select count(*) from sealed.{table}"))
        return found

    async def rows(self, sql: str, *values: Any) -> list[Any]:
        async with self.house.reading() as conn:
            return list(await conn.fetch(sql, *values))


def a_complaint(*accused: str, **changes: Any) -> dict[str, Any]:
    named = [{"agency": agency} for agency in accused or (TOWN,)]
    complaint = {"accused": named, "words": WORDS, "channel": "window"}
    return {**complaint, "reporter": {"name": "甄虚构", "phone": "13800000000"}, **changes}


@asynccontextmanager
async def opened(where: Addresses, folder: Path) -> AsyncIterator[Stage]:
    db = await Database.open(where.web)
    cast = await casting.cast(db)
    people = cast.people
    people["township2"] = await casting.hire(db, "township2", Role.TOWNSHIP_OFFICER, TOWN)
    _, people["wall"] = await casting.kiosk(db, TOWNSHIP)
    app = create_app(Settings(data=folder), where, vault=vaults.shared(), loops=False)
    transport = httpx2.ASGITransport(app=app)
    async with (
        house_of(db) as house,
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client,
    ):
        yield Stage(app, client, cast, db, house)
    await db.close()


class Ear:
    """One open socket, spoken to as ASGI does; `status` is the close code once it is closed."""

    def __init__(self) -> None:
        self.incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.outgoing: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def message(self) -> dict[str, Any]:
        return await asyncio.wait_for(self.outgoing.get(), WAIT_SECONDS)

    async def frame(self) -> dict[str, Any]:
        message = await self.message()
        assert message["type"] == "websocket.send", message
        found: dict[str, Any] = json.loads(text_of(message))
        return found

    def heard(self) -> list[str]:
        """Every frame that waits."""
        found = []
        while not self.outgoing.empty():
            found.append(text_of(self.outgoing.get_nowait()))
        return found


def text_of(message: dict[str, Any]) -> str:
    return str(message.get("text") or message.get("bytes", b"").decode())


class Open(Protocol):
    """A house and who is in it."""

    @property
    def app(self) -> Starlette: ...

    @property
    def cast(self) -> Cast: ...


@asynccontextmanager
async def listening(stage: Open, path: str, who: str, query: str = "") -> AsyncIterator[Ear]:
    ear = Ear()
    headers = [(b"host", b"localhost"), (b"cookie", stage.cast.headers(who)["cookie"].encode())]
    scope = {
        "type": "websocket",
        "path": path,
        "query_string": query.encode(),
        "headers": headers,
        "subprotocols": [],
    }
    await ear.incoming.put({"type": "websocket.connect"})
    task = asyncio.create_task(stage.app(scope, ear.incoming.get, ear.outgoing.put))  # type: ignore[arg-type]
    try:
        yield ear
    finally:
        await ear.incoming.put({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait_for(task, WAIT_SECONDS)
