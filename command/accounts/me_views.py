"""One's own way in, over HTTP: password, second factors, passkeys, sessions.

Secrets and codes are answered once and never kept for repeats, so these writes take no key.
"""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from command.accounts import desk, factor_actions, factor_store, session, session_store
from command.accounts.factor_actions import Mine
from command.base.http import SIGNED_IN, Call, Endpoint, Reply
from command.base.reading import Reading

Secret = Annotated[str, Meta(min_length=1, max_length=128)]


class Proof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The present password."""

    password: Secret

    def __repr__(self) -> str:
        return "Proof()"


class NewPassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    old: Secret
    new: Secret

    def __repr__(self) -> str:
        return "NewPassword()"


class FirstCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: Annotated[str, Meta(min_length=1, max_length=12)]


class PasskeyMade(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    token: Annotated[str, Meta(min_length=1, max_length=64)]
    label: Annotated[str, Meta(min_length=1, max_length=40, pattern=r"\S")]
    credential: dict[str, Any]


class TotpBegun(msgspec.Struct, frozen=True):
    """`qr` is an image as a data address; `secret` the same for typing."""

    secret: str
    uri: str
    qr: str


class RecoveryCodes(msgspec.Struct, frozen=True):
    codes: list[str]


class PasskeyItem(msgspec.Struct, frozen=True):
    passkey: int
    label: str
    host: str
    created: datetime
    used: datetime | None


class SessionItem(msgspec.Struct, frozen=True):
    """`way` is how it was opened; `here` marks the session that asks."""

    session: int
    address: str
    browser: str
    way: str
    since: datetime
    seen: datetime
    expires: datetime
    here: bool


class Security(msgspec.Struct, frozen=True):
    """`required`: the role demands a second factor; `can_passkey`: this address can hold one."""

    totp_since: datetime | None
    recovery_left: int
    required: bool
    can_passkey: bool
    passkeys: list[PasskeyItem]
    sessions: list[SessionItem]


class Ended(msgspec.Struct, frozen=True):
    ended: int


async def show_security(call: Call) -> Reply:
    desk.refuse_walls(call.actor)
    here = await desk.present(call)
    account_id = here.actor.account_id
    async with desk.db(call).reading() as conn:
        factors = await factor_store.find_factors(conn, account_id)
        keys = await factor_store.passkeys_of(conn, account_id)
        open_now = await session_store.open_sessions(conn, call.at, account_id)
    return Reply(
        Security(
            factors.totp_since,
            factors.recovery_left,
            factors.is_required,
            _can_passkey(call),
            [_passkey_item(one) for one in keys],
            [_session_item(one, here.session_id) for one in open_now],
        )
    )


async def change_password(call: Call) -> Reply:
    wanted: NewPassword = call.body
    mine = await _mine(call, wanted.old)
    await factor_actions.change_password(desk.db(call), mine, wanted.new, call.at)
    return Reply(status=204)


async def begin_totp(call: Call) -> Reply:
    mine = await _mine(call, call.body.password)
    issuer = await desk.centre_name(call, mine.present) or "Yushan"
    begun = await factor_actions.begin_totp(desk.db(call), mine, call.state.seal, issuer, call.at)
    return Reply(TotpBegun(begun.secret, begun.uri, begun.qr))


async def confirm_totp(call: Call) -> Reply:
    desk.refuse_walls(call.actor)
    wanted: FirstCode = call.body
    here = await desk.present(call)
    codes = await factor_actions.confirm_totp(
        desk.db(call), here, wanted.code, call.state.seal, call.at
    )
    return Reply(RecoveryCodes(codes))


async def remove_totp(call: Call) -> Reply:
    mine = await _mine(call, call.body.password)
    await factor_actions.remove_totp(desk.db(call), mine, call.at)
    return Reply(status=204)


async def renew_recovery(call: Call) -> Reply:
    mine = await _mine(call, call.body.password)
    return Reply(RecoveryCodes(await factor_actions.renew_recovery(desk.db(call), mine, call.at)))


async def begin_passkey(call: Call) -> Reply:
    mine = await _mine(call, call.body.password)
    party, centre = desk.party(call), await desk.centre_name(call, mine.present)
    asked = await factor_actions.begin_passkey(desk.db(call), mine, party, centre, call.at)
    return Reply(desk.Asked(asked.token, asked.options))


async def add_passkey(call: Call) -> Reply:
    desk.refuse_walls(call.actor)
    wanted: PasskeyMade = call.body
    new = factor_actions.NewPasskey(wanted.token, wanted.label, wanted.credential)
    here = await desk.present(call)
    codes = await factor_actions.add_passkey(desk.db(call), here, new, desk.party(call), call.at)
    return Reply(RecoveryCodes(codes), status=201)


async def remove_passkey(call: Call) -> Reply:
    mine = await _mine(call, call.body.password)
    await factor_actions.remove_passkey(desk.db(call), mine, call.path["passkey"], call.at)
    return Reply(status=204)


async def end_session(call: Call) -> Reply:
    desk.refuse_walls(call.actor)
    here = await desk.present(call)
    await factor_actions.end_own_session(desk.db(call), call.path["session"], here, call.at)
    return Reply(status=204)


async def end_others(call: Call) -> Reply:
    desk.refuse_walls(call.actor)
    here = await desk.present(call)
    return Reply(Ended(await factor_actions.end_other_sessions(desk.db(call), here, call.at)))


async def _mine(call: Call, password: str) -> Mine:
    desk.refuse_walls(call.actor)
    return Mine(await desk.present(call), session.source(call.request), password)


def _can_passkey(call: Call) -> bool:
    try:
        desk.party(call)
    except desk.NoPasskeysHere:
        return False
    return True


def _passkey_item(one: factor_store.Passkey) -> PasskeyItem:
    return PasskeyItem(one.passkey_id, one.label, one.rp_id, one.created_at, one.used_at)


def _session_item(one: session_store.Open, here: int) -> SessionItem:
    return SessionItem(
        one.session_id,
        one.source.address,
        one.source.browser,
        one.way,
        one.created_at,
        one.seen_at,
        one.expires_at,
        one.session_id == here,
    )


def _post(path: str, view: Any, summary: str, **more: Any) -> Endpoint:
    return Endpoint("POST", path, view, summary, SIGNED_IN, keyed=False, **more)


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET",
        "/api/me/security",
        show_security,
        "My second factors, passkeys and sessions",
        SIGNED_IN,
        returns=Security,
        audit=Reading.OWN,
    ),
    _post(
        "/api/me/password",
        change_password,
        "Change my password; my other sessions end",
        body=NewPassword,
        status=204,
    ),
    _post("/api/me/totp", begin_totp, "Begin with one-time codes", body=Proof, returns=TotpBegun),
    _post(
        "/api/me/totp/confirm",
        confirm_totp,
        "The first code; answers recovery codes once",
        body=FirstCode,
        returns=RecoveryCodes,
    ),
    _post("/api/me/totp/remove", remove_totp, "End one-time codes", body=Proof, status=204),
    _post(
        "/api/me/recovery",
        renew_recovery,
        "New recovery codes; the old ones end",
        body=Proof,
        returns=RecoveryCodes,
    ),
    _post(
        "/api/me/passkeys/ask",
        begin_passkey,
        "What the browser is asked to make",
        body=Proof,
        returns=desk.Asked,
    ),
    _post(
        "/api/me/passkeys",
        add_passkey,
        "Keep a passkey that the browser made",
        body=PasskeyMade,
        returns=RecoveryCodes,
        status=201,
    ),
    _post(
        "/api/me/passkeys/{passkey:int}/remove",
        remove_passkey,
        "Remove a passkey",
        body=Proof,
        status=204,
    ),
    Endpoint(
        "DELETE",
        "/api/me/sessions/{session:int}",
        end_session,
        "End one of my sessions",
        SIGNED_IN,
        status=204,
        keyed=False,
    ),
    Endpoint(
        "DELETE",
        "/api/me/sessions",
        end_others,
        "End all my sessions but this one",
        SIGNED_IN,
        returns=Ended,
        keyed=False,
    ),
)
