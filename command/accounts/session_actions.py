"""Sessions that open and end, and the doors of walls. Called through `accounts.actions`.

Ending anything is told in the journal in the same transaction, so that open sockets close.
"""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from command.accounts import session_store
from command.accounts.ending import kiosk_ended, session_ended
from command.accounts.presence import Presence
from command.accounts.role import Actor, Verb
from command.accounts.session import KIOSK_LIFE
from command.accounts.session_store import Kiosk, KioskId, Lasting
from command.accounts.source import FRONT, Door
from command.accounts.token import hash_of, new_token
from command.audit.record import What, record
from command.base import idempotency, journal
from command.base.db import Connection, Database
from command.base.idempotency import RequestKey
from command.base.problem import InvalidInput, NotFound, NotPermitted
from command.base.words import Words
from command.places.book import PlaceBook
from command.places.jurisdiction import Level, PlaceCode, contains

WALL_LEVELS = (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)


class KioskEnded(NotFound):
    """Revoked, out of reach or never made."""

    code = "kiosk-ended"
    zh = "大屏链接无效或已停用"
    en = "This wall's link is not valid any more"


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session; the token goes into a cookie and is kept nowhere else."""

    token: str
    session_id: int
    expires_at: datetime


class KioskMade(msgspec.Struct, frozen=True):
    """`url` is the link for the wall's browser; it holds the token and is told this once."""

    kiosk: int
    url: str


class _KioskKept(msgspec.Struct, frozen=True):
    kiosk: int


async def open_session(
    conn: Connection, account_id: int, at: datetime, door: Door = FRONT, way: str = "password"
) -> Opened:
    """A session for an account that has just proved itself; `way` says how."""
    token, held = _fresh_token()
    terms = door.terms
    lasting = Lasting(at, at + terms.life, terms.idle, door.source, way)
    session_id = await session_store.add_session(conn, held, account_id, lasting)
    await record(
        conn, What.SIGNED_IN, account_id, at, target=f"session:{session_id}", detail={"way": way}
    )
    return Opened(token, session_id, lasting.expires_at)


async def sign_out(db: Database, present: Presence, at: datetime) -> None:
    """End this session; its open sockets close. Signing out twice is no harm."""
    async with db.transaction() as conn:
        await end(conn, present, at)


async def make_kiosk(db: Database, wall: "Wall", by: Actor, at: datetime, key: RequestKey) -> bytes:
    """A door for one wall; returns KioskMade as JSON.

    Tokens are not kept, so a repeated request gets another token for the same kiosk, and the
    first one ends. Raises NotPermitted, UnknownPlace, InvalidInput.
    """
    _demand_kiosks(by)
    place = _wall_place(wall, by)
    token, held = _fresh_token()
    async with db.transaction() as conn:
        earlier = await idempotency.earlier_reply(conn, key, at)
        if earlier is not None:
            kiosk_id = await _renewed(conn, earlier, held)
        else:
            kiosk = Kiosk(KioskId(0), place, wall.label.strip(), at, None)
            kiosk_id = await session_store.add_kiosk(conn, held, kiosk, by.account_id)
            await idempotency.keep_reply(conn, key, msgspec.json.encode(_KioskKept(kiosk_id)))
            target = f"kiosk:{kiosk_id}"
            await record(conn, What.KIOSK_MADE, by.account_id, at, target=target, unit=by.agency_id)
    return msgspec.json.encode(KioskMade(kiosk_id, f"/wall?kiosk={token}"))


@dataclass(frozen=True, slots=True)
class Wall:
    """What a new kiosk shows, where that is looked up, and a label to know the screen by."""

    place: str
    label: str
    book: PlaceBook


async def open_kiosk(db: Database, token: str, at: datetime) -> Opened:
    """A wall's session for a kiosk token. Raises KioskEnded."""
    held = hash_of(token)
    async with db.transaction() as conn:
        kiosk_id = await session_store.kiosk_of_token(conn, held) if held else None
        if kiosk_id is None:
            raise KioskEnded()
        token, held = _fresh_token()
        lasting = Lasting(at, at + KIOSK_LIFE)
        session_id = await session_store.add_kiosk_session(conn, held, kiosk_id, lasting)
        await record(conn, What.KIOSK_OPENED, None, at, target=f"kiosk:{kiosk_id}")
        return Opened(token, session_id, lasting.expires_at)


async def revoke_kiosk(db: Database, kiosk_id: int, by: Actor, at: datetime) -> None:
    """End a wall's door and its sessions. Raises NotPermitted; KioskEnded for another's wall."""
    _demand_kiosks(by)
    async with db.transaction() as conn:
        county = await session_store.revoke_kiosk(conn, kiosk_id, by.place or "", at)
        if county is None:
            raise KioskEnded()
        await session_store.end_sessions_of_kiosk(conn, kiosk_id, at)
        target = f"kiosk:{kiosk_id}"
        await record(conn, What.KIOSK_REVOKED, by.account_id, at, target=target, unit=by.agency_id)
        await journal.append(conn, [kiosk_ended(kiosk_id, county, at)])


async def end(conn: Connection, present: Presence, at: datetime) -> None:
    """End a session and tell the house, as the last statement; once is enough."""
    if await session_store.end_session(conn, present.session_id, at):
        by, target = present.actor.account_id or None, f"session:{present.session_id}"
        await record(conn, What.SIGNED_OUT, by, at, target=target)
        await journal.append(conn, [session_ended(present.session_id, present.county, at)])


async def _renewed(conn: Connection, earlier: bytes, held: bytes) -> int:
    kiosk_id = msgspec.json.decode(earlier, type=_KioskKept).kiosk
    if not await session_store.renew_kiosk(conn, kiosk_id, held):
        raise KioskEnded()
    return kiosk_id


def _demand_kiosks(by: Actor) -> None:
    if not by.may(Verb.MANAGE_KIOSKS) or by.place is None:
        raise NotPermitted(extra={"verb": str(Verb.MANAGE_KIOSKS)})


def _wall_place(wall: Wall, by: Actor) -> PlaceCode:
    place = wall.book.place(wall.place)
    if by.place is None or not contains(PlaceCode(by.place), place.code):
        raise InvalidInput(
            Words("只能为本辖区的地点设大屏", "Walls are for places of your own jurisdiction"),
            field="place",
        )
    if place.level not in WALL_LEVELS:
        raise InvalidInput(
            Words("大屏只能是县、乡、村三级", "A wall is a county's, a township's or a village's"),
            field="place",
        )
    return place.code


def _fresh_token() -> tuple[str, bytes]:
    token = new_token()
    held = hash_of(token)
    assert held is not None
    return token, held
