"""Sessions: from a request's cookie to the actor, for views and for the live socket.

A person's cookie comes before a wall's, when a browser holds both. What a client says about
itself is never believed. Refuses to know passwords.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from starlette.requests import Request

from command.accounts import session_store, token
from command.accounts.presence import Presence
from command.accounts.role import Actor
from command.base.db import Database

SESSION_COOKIE = "__Host-session"
KIOSK_COOKIE = "__Host-kiosk"
SESSION_LIFE = timedelta(hours=12)
KIOSK_LIFE = timedelta(days=400)  # the longest a browser keeps a cookie; revoking ends it at once
_ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=Lax"


def authenticator(db: Database) -> Callable[[Request, datetime], Awaitable[Actor | None]]:
    """What the route wrapper asks: who is this, at this instant?"""

    async def authenticate(request: Request, at: datetime) -> Actor | None:
        present = await actor_of(request.cookies, at, db)
        return present.actor if present else None

    return authenticate


async def actor_of(cookies: Mapping[str, str], at: datetime, db: Database) -> Presence | None:
    """Who holds these cookies at `at`, by which session, until when; None for a stranger."""
    for name in (SESSION_COOKIE, KIOSK_COOKIE):
        held = token.hash_of(cookies.get(name, ""))
        present = await _present(held, at, db) if held else None
        if present is not None and _is_kiosk(present) == (name == KIOSK_COOKIE):
            return present
    return None


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
