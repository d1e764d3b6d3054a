"""Signing in, who I am, invitations, agencies and their people, over HTTP.

Names of staff are work facts: they are for signed-in people, never for walls.
"""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from command.accounts import (
    account_views,
    actions,
    desk,
    duty_views,
    me_views,
    roster,
    session,
    signing_in,
    store,
    wall_views,
)
from command.accounts.desk import Me
from command.accounts.presence import Presence
from command.accounts.role import VERBS, Verb
from command.base.db import Database
from command.base.http import SIGNED_IN, Call, Endpoint, Reply
from command.base.problem import NotFound, NotSignedIn
from command.base.reading import Reading
from command.base.settings import Settings
from command.base.words import Words


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    login: Annotated[str, Meta(min_length=1, max_length=40)]
    password: Annotated[str, Meta(min_length=1, max_length=128)]

    def __repr__(self) -> str:
        return f"SignIn({self.login!r})"


class NewPassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    password: Annotated[str, Meta(min_length=1, max_length=128)]

    def __repr__(self) -> str:
        return "NewPassword()"


class Code(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The second step: six digits of an authenticator app, or a recovery code."""

    step: Annotated[str, Meta(min_length=1, max_length=64)]
    code: Annotated[str, Meta(min_length=1, max_length=40)]

    def __repr__(self) -> str:
        return "Code()"


class AskPasskey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """With the step's token for a second step, without for a passkey alone."""

    step: Annotated[str, Meta(max_length=64)] | None = None


class PasskeyAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`credential` is what the browser answered, as JSON."""

    token: Annotated[str, Meta(min_length=1, max_length=64)]
    credential: dict[str, Any]


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
    """`named` is who would be named for a new case now; `duty` the posts held now; who `can_attend`
    a reception, or host one, by their role."""

    account: int
    name: str
    role: str
    can_sign: bool
    can_attend: bool
    can_host: bool
    duty: list[str]
    named: bool


class OfficerList(msgspec.Struct, frozen=True):
    items: list[OfficerItem]


# Signing in and out


async def sign_in(call: Call) -> Reply:
    """The old session of this browser ends: a cookie planted before is worth nothing after."""
    wanted: SignIn = call.body
    is_local = _is_localhost_only(call.state.settings)
    attempt = actions.Attempt(wanted.login, wanted.password, is_local, desk.door(call))
    opened = await actions.sign_in(_db(call), attempt, call.at, await _before(call))
    return await _signed_in(call, opened)


async def answer_by_code(call: Call) -> Reply:
    wanted: Code = call.body
    coming = signing_in.Coming(desk.door(call), await _before(call))
    answer = signing_in.Answer(wanted.step, coming)
    opened = await signing_in.finish_by_code(
        _db(call), answer, wanted.code, call.state.seal, call.at
    )
    return await _signed_in(call, opened)


async def ask_for_passkey(call: Call) -> Reply:
    wanted: AskPasskey = call.body
    source = session.source(call.request)
    asked = await signing_in.ask_for_passkey(
        _db(call), wanted.step, desk.party(call), source, call.at
    )
    return Reply(desk.Asked(asked.token, asked.options))


async def answer_by_passkey(call: Call) -> Reply:
    wanted: PasskeyAnswer = call.body
    coming = signing_in.Coming(desk.door(call), await _before(call))
    answer = signing_in.Answer(wanted.token, coming)
    opened = await signing_in.finish_by_passkey(
        _db(call), answer, wanted.credential, desk.party(call), call.at
    )
    return await _signed_in(call, opened)


async def sign_out(call: Call) -> Reply:
    desk.refuse_walls(call.actor)
    await actions.sign_out(_db(call), await desk.present(call), call.at)
    return Reply(status=204, headers={"set-cookie": session.drop_cookie(session.SESSION_COOKIE)})


async def show_me(call: Call) -> Reply:
    return Reply(await desk.me(call, await desk.present(call)))


async def accept_invitation(call: Call) -> Reply:
    wanted: NewPassword = call.body
    token = call.path["token"]
    opened = await actions.accept_invitation(
        _db(call), token, wanted.password, call.at, desk.door(call)
    )
    return await _signed_in(call, opened)


async def _signed_in(call: Call, opened: actions.Opened) -> Reply:
    name = session.SESSION_COOKIE
    present = await session.holder_of({name: opened.token}, call.at, _db(call))
    if present is None:
        raise NotSignedIn()  # ended between two statements
    cookie = session.set_cookie(name, opened.token, desk.door(call).terms.life)
    return Reply(await desk.me(call, present), headers={"set-cookie": cookie})


async def _before(call: Call) -> Presence | None:
    """The person's session that this browser holds, if any."""
    before = await session.holder_of(call.request.cookies, call.at, _db(call))
    return before if before and before.kiosk_id is None else None


# Agencies and their people


async def list_agencies(call: Call) -> Reply:
    desk.refuse_walls(call.actor)
    async with _db(call).reading() as conn:
        found = await store.agencies(conn)
    return Reply(AgencyList([_agency_item(line) for line in found]))


async def list_officers(call: Call) -> Reply:
    desk.refuse_walls(call.actor)
    agency_id = call.path["agency"]
    async with _db(call).reading() as conn:
        if await store.find_agency(conn, agency_id) is None:
            raise NotFound(Words(f"没有单位 {agency_id!r}", f"There is no agency {agency_id!r}"))
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
        account=officer.account_id,
        name=officer.name,
        role=str(officer.role),
        can_sign=officer.can_sign,
        can_attend=Verb.READ_CASE in VERBS[officer.role],
        can_host=Verb.RECEIVE in VERBS[officer.role],
        duty=posts,
        named=is_named,
    )


# What views share


def _db(call: Call) -> Database:
    db: Database = call.state.db
    return db


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
    Endpoint(
        "POST",
        "/api/session/code",
        answer_by_code,
        "Answer the second step by a code; sets the session cookie",
        None,
        body=Code,
        returns=Me,
        keyed=False,
    ),
    Endpoint(
        "POST",
        "/api/session/passkey/ask",
        ask_for_passkey,
        "A challenge for a passkey, as a second step or alone",
        None,
        body=AskPasskey,
        returns=desk.Asked,
        keyed=False,
    ),
    Endpoint(
        "POST",
        "/api/session/passkey",
        answer_by_passkey,
        "Answer a challenge by a passkey; sets the session cookie",
        None,
        body=PasskeyAnswer,
        returns=Me,
        keyed=False,
    ),
    Endpoint(
        "GET",
        "/api/session",
        show_me,
        "Who I am and what I may",
        SIGNED_IN,
        returns=Me,
        audit=Reading.OWN,
    ),
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
        "GET",
        "/api/agencies",
        list_agencies,
        "Agencies and centres",
        SIGNED_IN,
        returns=AgencyList,
        audit=Reading.OPEN,
    ),
    Endpoint(
        "GET",
        "/api/agencies/{agency}/officers",
        list_officers,
        "Who works in an agency, and who would be named now",
        SIGNED_IN,
        returns=OfficerList,
        audit=Reading.STAFF,
    ),
    *wall_views.ENDPOINTS,
    *me_views.ENDPOINTS,
    *account_views.ENDPOINTS,
    *duty_views.ENDPOINTS,
)
