"""A small app of the accounts' routes alone, and a browser-like client for it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
from starlette.applications import Starlette

from command.accounts import session
from command.accounts.seal import Seal
from command.accounts.views import ENDPOINTS
from command.base import http
from command.base.db import Database
from command.base.settings import Settings
from command.places import book

SEAL = Seal(bytes(32))
KEY = {"idempotency-key": "test-key-0001"}


@asynccontextmanager
async def client(
    database: Database,
    folder: Path,
    settings: Settings | None = None,
    base_url: str = "https://test",
) -> AsyncIterator[httpx2.AsyncClient]:
    """A client without cookies of its own: tests say whose they send. `folder` holds the pages."""
    app = Starlette(routes=http.routes(ENDPOINTS, session.authenticator(database)))
    app.state.db = database
    app.state.seal = SEAL
    app.state.settings = settings or Settings(data=folder, static=folder)
    async with database.reading() as conn:
        app.state.places = await book.load(conn)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url=base_url) as opened:
        yield opened


def cookie_of(answer: httpx2.Response, name: str = session.SESSION_COOKIE) -> str:
    """The Cookie header a browser would send back after this answer."""
    header = answer.headers["set-cookie"]
    assert header.startswith(f"{name}=")
    return str(header.split(";")[0])
