"""Sessions: from a request's cookie to the actor, for views and for the live socket.

A person's cookie comes before a wall's, when a browser holds both. What a client says about
itself is never believed. Refuses to know passwords.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from starlette.requests import Request

from command.accounts import session_store, token
from command.accounts.presence import Presence
from command.accounts.role import Actor
from command.accounts.source import SESSION_LIFE, Source, source_of
from command.base.db import Database
from command.base.problem import DatabaseBusy, NotPermitted

SESSION_COOKIE = "__Host-session"
KIOSK_COOKIE = "__Host-kiosk"
KIOSK_LIFE = timedelta(days=400)  # the longest a browser keeps a cookie; revoking ends it at once
SEEN_STEP = timedelta(minutes=1)
IDLE_HEADER = "x-idle"  # seconds since a person last touched the page that asks
LONGEST_IDLE = 9  # digits
ENROLLING = ("/api/me/", "/api/session")  # what is open before the second factor is there
__all__ = ["SESSION_LIFE"]
_ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=Lax"


class SecondFactorRequired(NotPermitted):
    code = "second-factor-required"
    zh = "您的岗位须先设置第二步验证"
    en = "Your role must set up a second factor first"


def authenticator(db: Database) -> Callable[[Request, datetime], Awaitable[Actor | None]]:
    """What the route wrapper asks: who is this, at this instant? Raises SecondFactorRequired."""

    async def authenticate(request: Request, at: datetime) -> Actor | None:
        present = await holder_of(request.cookies, at, db)
        if present is None:
            return None
        if present.lacks_factor and not request.url.path.startswith(ENROLLING):
            raise SecondFactorRequired()
        await _touch(present, at - _unused_for(request), db)
        return present.actor

    return authenticate


async def actor_of(cookies: Mapping[str, str], at: datetime, db: Database) -> Presence | None:
    """Who holds these cookies at `at`, by which session, until when; None for a stranger.

    Whoever still lacks a demanded second factor is a stranger here.
    """
    present = await holder_of(cookies, at, db)
    return None if present is None or present.lacks_factor else present


async def holder_of(cookies: Mapping[str, str], at: datetime, db: Database) -> Presence | None:
    """The same, with those who still lack a demanded second factor."""
    for name in (SESSION_COOKIE, KIOSK_COOKIE):
        held = token.hash_of(cookies.get(name, ""))
        present = await _present(held, at, db) if held else None
        if present is not None and _is_kiosk(present) == (name == KIOSK_COOKIE):
            return present.proven_by(cookies[name])
    return None


def source(request: Request) -> Source:
    """Where a request comes from; behind a front that we trust, what the front says."""
    host = request.client.host if request.client else ""
    return source_of(host, request.headers.get("user-agent", ""))


async def _touch(present: Presence, seen_at: datetime, db: Database) -> None:
    """Note that a session is in use, once a minute; a busy database may miss one."""
    if present.seen_at is None or seen_at - present.seen_at < SEEN_STEP:
        return
    with suppress(DatabaseBusy):
        async with db.transaction() as conn:
            await session_store.touch(conn, present.session_id, seen_at)


def _unused_for(request: Request) -> timedelta:
    """A page that asks by itself says how long nobody has touched it."""
    told = request.headers.get(IDLE_HEADER, "")
    is_number = told.isascii() and told.isdigit() and len(told) <= LONGEST_IDLE
    return timedelta(seconds=int(told)) if is_number else timedelta(0)


def set_cookie(name: str, value: str, life: timedelta) -> str:
    """A Set-Cookie header: this host only, never for scripts, never without TLS but localhost."""
    return f"{name}={value}; Max-Age={int(life.total_seconds())}; {_ATTRIBUTES}"


def drop_cookie(name: str) -> str:
    return f"{name}=; Max-Age=0; {_ATTRIBUTES}"


async def _present(held: bytes, at: datetime, db: Database) -> Presence | None:
    async with db.reading() as conn:
        return await session_store.find_presence(conn, held, at)


def _is_kiosk(present: Presence) -> bool:
    return present.kiosk_id is not None
