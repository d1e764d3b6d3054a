"""Walls over HTTP: making and revoking their links, and the exchange of a link for a cookie.

A wall's browser holds a read-only session of its own; nobody signs in on a wall.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from command.accounts import actions, session, session_store
from command.accounts.role import Actor, Verb
from command.accounts.session_actions import KioskMade
from command.base.db import Database
from command.base.http import Call, Endpoint, Reply
from command.base.idempotency import RequestKey
from command.base.problem import NotFound
from command.base.reading import Reading
from command.base.settings import Settings
from command.base.words import Words
from command.base.written import written

PAGE = "text/html; charset=utf-8"
NO_PAGE = Words("大屏页面没有安装", "The page wall is not installed")
KIOSK_PAGE = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>大屏链接无效</title>
<h1>大屏链接无效或已停用</h1>
<p>请向县中心值班员或系统管理员索取新的链接。</p>
<p lang="en">This wall's link is not valid any more. Ask the centre for a new one.</p>
</html>
"""


class NewKiosk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    place: Annotated[str, written(6, 15)]
    label: Annotated[str, Meta(min_length=1, max_length=40, pattern=r"\S")]


class KioskItem(msgspec.Struct, frozen=True):
    kiosk: int
    place: str
    label: str
    created: datetime
    revoked: datetime | None


class KioskList(msgspec.Struct, frozen=True):
    items: list[KioskItem]


class WallQuery(msgspec.Struct, frozen=True):
    """Other parameters belong to the page."""

    kiosk: str | None = None


async def make_kiosk(call: Call) -> Reply:
    wanted: NewKiosk = call.body
    wall = actions.Wall(wanted.place, wanted.label, call.state.places)
    made = await actions.make_kiosk(_db(call), wall, call.actor, call.at, _key(call))
    return Reply(made, status=201)


async def list_kiosks(call: Call) -> Reply:
    actor: Actor = call.actor
    async with _db(call).reading() as conn:
        found = await session_store.kiosks_within(conn, actor.place) if actor.place else []
    return Reply(KioskList([_kiosk_item(one) for one in found]))


async def revoke_kiosk(call: Call) -> Reply:
    await actions.revoke_kiosk(_db(call), call.path["kiosk"], call.actor, call.at)
    return Reply(status=204)


async def show_wall(call: Call) -> Reply:
    """With a token: exchange it for a cookie and come back without it. Without: the page."""
    wanted: WallQuery = call.query
    if wanted.kiosk is None:
        return await _wall_page(call.state.settings)
    try:
        opened = await actions.open_kiosk(_db(call), wanted.kiosk, call.at)
    except actions.KioskEnded:
        return Reply(KIOSK_PAGE.encode(), 404, media_type=PAGE)
    cookie = session.set_cookie(session.KIOSK_COOKIE, opened.token, session.KIOSK_LIFE)
    return Reply(b"", 303, _untold({"location": "/wall", "set-cookie": cookie}), PAGE)


def _untold(headers: Mapping[str, str]) -> Mapping[str, str]:
    """A token in an address must not be kept by caches or told to the next page."""
    return {**headers, "cache-control": "no-store", "referrer-policy": "no-referrer"}


async def _wall_page(settings: Settings) -> Reply:
    try:
        page = await asyncio.to_thread((settings.static / "wall.html").read_bytes)
    except FileNotFoundError as missing:
        raise NotFound(NO_PAGE) from missing
    return Reply(page, headers={"cache-control": "no-cache"}, media_type=PAGE)


def _kiosk_item(kiosk: session_store.Kiosk) -> KioskItem:
    return KioskItem(kiosk.kiosk_id, kiosk.place, kiosk.label, kiosk.created_at, kiosk.revoked_at)


def _db(call: Call) -> Database:
    db: Database = call.state.db
    return db


def _key(call: Call) -> RequestKey:
    assert call.key is not None
    return call.key


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "POST",
        "/api/kiosks",
        make_kiosk,
        "Make the link of a wall",
        Verb.MANAGE_KIOSKS,
        body=NewKiosk,
        returns=KioskMade,
        status=201,
    ),
    Endpoint(
        "GET",
        "/api/kiosks",
        list_kiosks,
        "Walls of my scope",
        Verb.MANAGE_KIOSKS,
        returns=KioskList,
        audit=Reading.LIST,
    ),
    Endpoint(
        "DELETE",
        "/api/kiosks/{kiosk:int}",
        revoke_kiosk,
        "Revoke a wall's link",
        Verb.MANAGE_KIOSKS,
        status=204,
        keyed=False,
    ),
    Endpoint(
        "GET",
        "/wall",
        show_wall,
        "The wall; with a kiosk token, exchange it for a cookie first",
        None,
        query=WallQuery,
        returns=bytes,
        audit=Reading.OPEN,
    ),
)
