"""What the accounts' views share: who is here, through which door, for which relying party.

Reads requests, settings and the state; holds no rules.
"""

from datetime import datetime, timedelta
from typing import Any

import msgspec

from command.accounts import passkey, session, store
from command.accounts.agency import centre_id
from command.accounts.passkey import Party
from command.accounts.presence import Presence
from command.accounts.role import VERBS, Actor, Role
from command.accounts.source import Door, Terms
from command.base.db import Database
from command.base.http import Call
from command.base.problem import Conflict, NotPermitted, NotSignedIn
from command.base.settings import Settings
from command.base.words import Words


class NoPasskeysHere(Conflict):
    code = "no-passkeys-here"
    zh = "此地址不支持通行密钥,请用本单位的域名或 localhost 打开"
    en = "Passkeys do not work at this address: open the centre by its name or by localhost"


class MyAgency(msgspec.Struct, frozen=True):
    id: str
    name: str


class Me(msgspec.Struct, frozen=True):
    """The person or wall this browser is; `place` is set for a centre's people and for walls.

    `lacks_factor`: the role demands a second factor, and until it is set up nothing else is open.
    """

    account: int
    login: str
    name: str
    role: str
    verbs: list[str]
    scope: str
    place: str | None
    agency: MyAgency
    centre: str
    county: str
    demo: bool
    lacks_factor: bool
    expires: datetime
    now: datetime


class Asked(msgspec.Struct, frozen=True):
    """What a browser is asked for by WebAuthn, and the token its answer comes back with."""

    token: str
    options: dict[str, Any]


def db(call: Call) -> Database:
    found: Database = call.state.db
    return found


def door(call: Call) -> Door:
    settings: Settings = call.state.settings
    life = timedelta(hours=settings.session_hours)
    idle = timedelta(minutes=settings.idle_minutes)
    return Door(session.source(call.request), Terms(life, idle))


def party(call: Call) -> Party:
    """Raises NoPasskeysHere."""
    url = call.request.url
    host = call.request.headers.get("host", "")
    found = passkey.party_of(call.state.settings, url.scheme, host)
    if found is None:
        raise NoPasskeysHere()
    return found


async def present(call: Call) -> Presence:
    """Raises NotSignedIn."""
    found = await session.holder_of(call.request.cookies, call.at, db(call))
    if found is None:
        raise NotSignedIn()
    return found


def refuse_walls(actor: Actor) -> None:
    if actor.role is Role.KIOSK:
        raise NotPermitted(Words("大屏只能观看", "A wall can only watch"))


async def me(call: Call, here: Presence) -> Me:
    actor = here.actor
    async with db(call).reading() as conn:
        centre = await store.find_agency(conn, centre_id(here.county))
        agency = await store.find_agency(conn, actor.agency_id)
    return Me(
        account=actor.account_id,
        login=actor.login,
        name=actor.name,
        role=str(actor.role),
        verbs=sorted(VERBS[actor.role]),
        scope=actor.scope,
        place=actor.place,
        agency=MyAgency(actor.agency_id, agency.name if agency else actor.agency_name),
        centre=centre.name if centre else "",
        county=here.county,
        demo=call.state.settings.demo,
        lacks_factor=here.lacks_factor,
        expires=here.expires_at,
        now=call.at,
    )


async def centre_name(call: Call, here: Presence) -> str:
    async with db(call).reading() as conn:
        centre = await store.find_agency(conn, centre_id(here.county))
    return centre.name if centre else ""
