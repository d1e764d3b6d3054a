"""Signing in, who I am, invitations, agencies and their people, over HTTP.

Names of staff are work facts: they are for signed-in people, never for walls.
"""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from command.accounts import actions, roster, session, store, wall_views
from command.accounts.agency import centre_id
from command.accounts.presence import Presence
from command.accounts.role import VERBS, Actor, Role
from command.base.db import Database
from command.base.http import SIGNED_IN, Call, Endpoint, Reply
from command.base.problem import NotFound, NotPermitted, NotSignedIn
from command.base.settings import Settings


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    login: Annotated[str, Meta(min_length=1, max_length=40)]
    password: Annotated[str, Meta(min_length=1, max_length=128)]

    def __repr__(self) -> str:
        return f"SignIn({self.login!r})"


class NewPassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    password: Annotated[str, Meta(min_length=1, max_length=128)]

    def __repr__(self) -> str:
        return "NewPassword()"


class MyAgency(msgspec.Struct, frozen=True):
    id: str
    name: str


class Me(msgspec.Struct, frozen=True):
    """The person or wall this browser is; `place` is set for a centre's people and for walls."""

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
    expires: datetime
    now: datetime


class AgencyItem(msgspec.Struct, frozen=True):
    """`has_officer` says whether somebody there can sign for a case."""

    id: str
    name: str
    short_name: str
    kind: str
    place: str
    has_officer: bool


class AgencyList(msgspec.Struct, frozen=True):
    items: list[AgencyItem]


class OfficerItem(msgspec.Struct, frozen=True):
    """`named` is who would be named for a new case now; `duty` the posts held now."""

    account: int
    name: str
    role: str
    can_sign: bool
    duty: list[str]
    named: bool


class OfficerList(msgspec.Struct, frozen=True):
    items: list[OfficerItem]


# Signing in and out


async def sign_in(call: Call) -> Reply:
    """The old session of this browser ends: a cookie planted before is worth nothing after."""
    wanted: SignIn = call.body
    attempt = actions.Attempt(
        wanted.login, wanted.password, _is_localhost_only(call.state.settings)
    )
    before = await _presence(call)
    replacing = before if before and before.kiosk_id is None else None
    opened = await actions.sign_in(_db(call), attempt, call.at, replacing)
    return await _signed_in(call, opened)


async def sign_out(call: Call) -> Reply:
    _refuse_walls(call.actor)
    await actions.sign_out(_db(call), await _present(call), call.at)
    return Reply(status=204, headers={"set-cookie": session.drop_cookie(session.SESSION_COOKIE)})


async def show_me(call: Call) -> Reply:
    return Reply(await _me(call, await _present(call)))


async def accept_invitation(call: Call) -> Reply:
    wanted: NewPassword = call.body
    token = call.path["token"]
    opened = await actions.accept_invitation(_db(call), token, wanted.password, call.at)
    return await _signed_in(call, opened)


async def _signed_in(call: Call, opened: actions.Opened) -> Reply:
    name = session.SESSION_COOKIE
    present = await session.actor_of({name: opened.token}, call.at, _db(call))
    if present is None:
        raise NotSignedIn()  # ended between two statements
    cookie = session.set_cookie(name, opened.token, session.SESSION_LIFE)
    return Reply(await _me(call, present), headers={"set-cookie": cookie})


async def _me(call: Call, present: Presence) -> Me:
    actor = present.actor
    async with _db(call).reading() as conn:
        centre = await store.find_agency(conn, centre_id(present.county))
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
        county=present.county,
        demo=call.state.settings.demo,
        expires=present.expires_at,
        now=call.at,
    )


# Agencies and their people


async def list_agencies(call: Call) -> Reply:
    _refuse_walls(call.actor)
    async with _db(call).reading() as conn:
        found = await store.agencies(conn)
    return Reply(AgencyList([_agency_item(line) for line in found]))


async def list_officers(call: Call) -> Reply:
    _refuse_walls(call.actor)
    agency_id = call.path["agency"]
    async with _db(call).reading() as conn:
        if await store.find_agency(conn, agency_id) is None:
            raise NotFound(f"没有单位 {agency_id!r}")
        officers = await store.officers_of(conn, agency_id)
        duties = await store.duties_of(conn, agency_id, call.at)
    named = roster.choose_officer(officers, duties, call.at)
    return Reply(OfficerList([_officer_item(one, duties, one == named) for one in officers]))


def _agency_item(line: store.Staffing) -> AgencyItem:
    agency = line.agency
    return AgencyItem(
        agency.agency_id,
        agency.name,
        agency.short_name,
        str(agency.kind),
        agency.place,
        line.has_officer,
    )


def _officer_item(
    officer: roster.Officer, duties: list[roster.Duty], is_named: bool
) -> OfficerItem:
    posts = sorted({str(duty.post) for duty in duties if duty.account_id == officer.account_id})
    return OfficerItem(
        officer.account_id, officer.name, str(officer.role), officer.can_sign, posts, is_named
    )


# What views share


def _db(call: Call) -> Database:
    db: Database = call.state.db
    return db


async def _presence(call: Call) -> Presence | None:
    return await session.actor_of(call.request.cookies, call.at, _db(call))


async def _present(call: Call) -> Presence:
    present = await _presence(call)
    if present is None:
        raise NotSignedIn()
    return present


def _refuse_walls(actor: Actor) -> None:
    if actor.role is Role.KIOSK:
        raise NotPermitted("大屏只能观看")


def _is_localhost_only(settings: Settings) -> bool:
    """Demo passwords are printed on the screen: they open nothing that others can reach."""
    return settings.is_local and not settings.public_origins


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "POST",
        "/api/session",
        sign_in,
        "Sign in; sets the session cookie",
        None,
        body=SignIn,
        returns=Me,
        keyed=False,
    ),
    Endpoint("GET", "/api/session", show_me, "Who I am and what I may", SIGNED_IN, returns=Me),
    Endpoint("DELETE", "/api/session", sign_out, "Sign out", SIGNED_IN, status=204, keyed=False),
    Endpoint(
        "POST",
        "/api/invitations/{token}",
        accept_invitation,
        "Set a password by a one-time link and sign in",
        None,
        body=NewPassword,
        returns=Me,
        keyed=False,
    ),
    Endpoint(
        "GET", "/api/agencies", list_agencies, "Agencies and centres", SIGNED_IN, returns=AgencyList
    ),
    Endpoint(
        "GET",
        "/api/agencies/{agency}/officers",
        list_officers,
        "Who works in an agency, and who would be named now",
        SIGNED_IN,
        returns=OfficerList,
    ),
    *wall_views.ENDPOINTS,
)
