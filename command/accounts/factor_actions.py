"""What a person does to their own way in: password, second factors, sessions.

Whoever changes it proves the password first: a screen left open is not enough. Secrets and codes
are told once and kept sealed or as hashes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from command.accounts import factor, factor_store, lockout, passkey, password, session_store, store
from command.accounts.ending import session_ended
from command.accounts.factor_store import Ceremony, Purpose
from command.accounts.passkey import Holder, NotTheKey, Party
from command.accounts.posting_actions import NoSuchSession
from command.accounts.presence import Presence
from command.accounts.seal import Seal
from command.accounts.signing_in import STEP_LIFE, Challenge, StepEnded
from command.accounts.source import Source
from command.accounts.token import hash_of, new_token
from command.audit.record import What, record
from command.base import journal
from command.base.db import Connection, Database
from command.base.problem import Conflict, InvalidInput, NotFound
from command.base.words import Words

LABEL_LETTERS = 40
MOST_PASSKEYS = 10


class WrongOldPassword(InvalidInput):
    code = "wrong-old-password"
    zh = "当前密码不正确"
    en = "Your present password is not right"


class WrongFirstCode(InvalidInput):
    code = "wrong-first-code"
    zh = "验证码不正确,请看手机上当前的六位数"
    en = "The code is not right: type the six digits your phone shows now"


class FactorThere(Conflict):
    code = "factor-there"
    zh = "已经设置过,请先停用再重新设置"
    en = "It is set up already: turn it off first"


class NoFactor(NotFound):
    code = "no-factor"
    zh = "没有设置过"
    en = "It is not set up"


class LastFactor(Conflict):
    code = "last-factor"
    zh = "您的岗位必须保留一种第二步验证"
    en = "Your role must keep a second factor"


class DemoAccount(Conflict):
    code = "demo-account"
    zh = "演示账号大家共用,只凭密码登录"
    en = "Demo accounts are shared and have a password only"


class PasskeyRefused(InvalidInput):
    code = "passkey-refused"
    zh = "通行密钥没有建成,请重试"
    en = "The passkey was not made; try again"


@dataclass(frozen=True, slots=True)
class Mine:
    """Who changes their own way in: the session they do it from, and from where."""

    present: Presence
    source: Source
    password: str

    @property
    def account_id(self) -> int:
        return self.present.actor.account_id

    def __repr__(self) -> str:
        return f"Mine({self.account_id})"


async def change_password(db: Database, mine: Mine, new: str, at: datetime) -> None:
    """A new password; every other session of the account ends.

    Raises WrongOldPassword, WeakPassword, DemoAccount, TooManyTries.
    """
    await _prove(db, mine, at)
    password.check(new, mine.present.actor.login)
    kept = await password.hashed(new)
    async with db.transaction() as conn:
        await store.save_password(conn, mine.account_id, kept)
        await _record(conn, What.PASSWORD_SET, mine, at, {"way": "own"})
        await _end_others(conn, mine.present, at)


async def begin_totp(
    db: Database, mine: Mine, seal: Seal, issuer: str, at: datetime
) -> factor.Enrolment:
    """A secret for an authenticator app; it counts once `confirm_totp` saw a right code.

    Raises WrongOldPassword, FactorThere, DemoAccount, TooManyTries.
    """
    await _prove(db, mine, at)
    secret = factor.new_secret()
    async with db.transaction() as conn:
        await factor_store.hold_totp(conn)  # a new key is in place before, or waits until after
        sealed = seal.seal(secret, mine.account_id)
        if not await factor_store.begin_totp(conn, mine.account_id, sealed, at):
            raise FactorThere()
    return factor.enrolment(secret, mine.present.actor.login, issuer)


async def confirm_totp(
    db: Database, present: Presence, code: str, seal: Seal, at: datetime
) -> list[str]:
    """The first right code: from now on it is asked for. Returns recovery codes, told once.

    Other sessions end. Raises WrongFirstCode.
    """
    account_id = present.actor.account_id
    async with db.transaction() as conn:
        bare = factor.clean(code)
        if not await factor_store.use_totp(conn, account_id, bare, seal, at, first=True):
            raise WrongFirstCode(field="code")
        await factor_store.confirm_totp(conn, account_id, at)
        await record(conn, What.FACTOR_ADDED, account_id, at, detail={"factor": "totp"})
        codes = await _new_codes(conn, account_id)
        await _end_others(conn, present, at)
        return codes


async def remove_totp(db: Database, mine: Mine, at: datetime) -> None:
    """Turn one-time codes off. Raises WrongOldPassword, NoFactor, LastFactor, TooManyTries."""
    await _prove(db, mine, at)
    async with db.transaction() as conn:
        if not await factor_store.drop_totp(conn, mine.account_id):
            raise NoFactor()
        await _after_removal(conn, mine, "totp", at)


async def renew_recovery(db: Database, mine: Mine, at: datetime) -> list[str]:
    """New recovery codes; the old ones end. Raises WrongOldPassword, NoFactor, TooManyTries."""
    await _prove(db, mine, at)
    async with db.transaction() as conn:
        if not (await factor_store.find_factors(conn, mine.account_id)).is_any:
            raise NoFactor()
        await _record(conn, What.FACTOR_ADDED, mine, at, {"factor": "recovery"})
        return await _new_codes(conn, mine.account_id)


async def begin_passkey(
    db: Database, mine: Mine, party: Party, centre: str, at: datetime
) -> Challenge:
    """What the browser is asked to make. Raises WrongOldPassword, FactorThere, DemoAccount."""
    await _prove(db, mine, at)
    token, challenge = new_token(), passkey.new_challenge()
    held = hash_of(token)
    assert held is not None
    actor = mine.present.actor
    async with db.transaction() as conn:
        known = await factor_store.passkeys_of(conn, actor.account_id)
        if len(known) >= MOST_PASSKEYS:
            raise FactorThere(
                Words(f"最多 {MOST_PASSKEYS} 个通行密钥", f"At most {MOST_PASSKEYS} passkeys")
            )
        handle = await factor_store.hold_handle(conn, actor.account_id, passkey.new_handle())
        await factor_store.forget_ceremonies(conn, at)
        place = mine.source.address
        ends = at + STEP_LIFE
        ceremony = Ceremony(Purpose.REGISTER, actor.account_id, challenge, place, ends)
        await factor_store.add_ceremony(conn, held, ceremony)
    ids = [one.credential_id for one in known if one.rp_id == party.rp_id]
    holder = Holder(handle, actor.login, actor.name)
    return Challenge(token, passkey.creation(party, centre or "Yushan", holder, challenge, ids))


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """What a browser made, for which challenge, and how its owner calls it."""

    token: str
    label: str
    credential: dict[str, Any]


async def add_passkey(
    db: Database, present: Presence, new: NewPasskey, party: Party, at: datetime
) -> list[str]:
    """Keep a new passkey; returns recovery codes when the account had none, told once.

    Raises StepEnded, PasskeyRefused.
    """
    account_id = present.actor.account_id
    label = new.label.strip()
    if not 1 <= len(label) <= LABEL_LETTERS or not label.isprintable():
        raise InvalidInput(
            Words(
                f"名称须为 1 至 {LABEL_LETTERS} 个字", f"A name has 1 to {LABEL_LETTERS} letters"
            ),
            field="label",
        )
    challenge = await _taken(db, new.token, account_id, at)
    try:
        made = passkey.made(new.credential, party, challenge)
    except NotTheKey as reason:
        raise PasskeyRefused() from reason
    async with db.transaction() as conn:
        if not await factor_store.add_passkey(conn, account_id, made, party.rp_id, label, at):
            raise PasskeyRefused()
        await record(conn, What.FACTOR_ADDED, account_id, at, detail={"factor": "passkey"})
        has_codes = (await factor_store.find_factors(conn, account_id)).recovery_left > 0
        codes = [] if has_codes else await _new_codes(conn, account_id)
        await _end_others(conn, present, at)
        return codes


async def remove_passkey(db: Database, mine: Mine, passkey_id: int, at: datetime) -> None:
    """Raises WrongOldPassword, NoFactor, LastFactor, TooManyTries."""
    await _prove(db, mine, at)
    async with db.transaction() as conn:
        if not await factor_store.drop_passkey(conn, passkey_id, mine.account_id):
            raise NoFactor()
        await _after_removal(conn, mine, "passkey", at)


# Sessions of one's own


async def end_own_session(db: Database, session_id: int, present: Presence, at: datetime) -> None:
    """Raises NoSuchSession for another's and for one that has ended."""
    async with db.transaction() as conn:
        county = await session_store.county_of(conn, session_id, present.actor.account_id)
        if county is None or not await session_store.end_session(conn, session_id, at):
            raise NoSuchSession()
        target = f"session:{session_id}"
        await record(conn, What.SIGNED_OUT, present.actor.account_id, at, target=target)
        await journal.append(conn, [session_ended(session_id, county, at)])


async def end_other_sessions(db: Database, present: Presence, at: datetime) -> int:
    """How many ended."""
    async with db.transaction() as conn:
        return await _end_others(conn, present, at)


# What these share


async def _prove(db: Database, mine: Mine, at: datetime) -> None:
    """The present password, counted like a sign-in: a stolen screen gets five guesses."""
    login = mine.present.actor.login
    await lockout.claim(db, login, mine.source, at)
    async with db.reading() as conn:
        found = await store.find_credentials(conn, login)
    right = await password.matches(mine.password, found.password_hash if found else None)
    if found is None or not right:
        async with db.transaction() as conn:
            await _record(conn, What.SIGN_IN_REFUSED, mine, at, {"step": "own"})
        raise WrongOldPassword(field="password")
    async with db.transaction() as conn:
        await session_store.forget_tries(conn, login, mine.source.address)
    if found.is_demo:
        raise DemoAccount()


async def _after_removal(conn: Connection, mine: Mine, name: str, at: datetime) -> None:
    left = await factor_store.find_factors(conn, mine.account_id)
    if left.is_required and not left.is_any:
        raise LastFactor()
    if not left.is_any:
        await factor_store.drop_recovery(conn, mine.account_id)
    await _record(conn, What.FACTOR_REMOVED, mine, at, {"factor": name})


async def _taken(db: Database, token: str, account_id: int, at: datetime) -> bytes:
    held = hash_of(token)
    async with db.transaction() as conn:
        taken = await factor_store.take_challenge(conn, held, at) if held else None
    if taken is None or taken.purpose is not Purpose.REGISTER or taken.account_id != account_id:
        raise StepEnded()
    return taken.challenge


async def _new_codes(conn: Connection, account_id: int) -> list[str]:
    codes = factor.new_recovery_codes()
    hashes = [held for code in codes if (held := factor.hash_of_recovery(code))]
    await factor_store.save_recovery(conn, account_id, hashes)
    return codes


async def _end_others(conn: Connection, present: Presence, at: datetime) -> int:
    """The last statement of its transaction."""
    account_id, kept = present.actor.account_id, present.session_id
    ended = await session_store.end_other_sessions(conn, account_id, kept, at)
    await journal.append(conn, [session_ended(one, present.county, at) for one in ended])
    return len(ended)


async def _record(
    conn: Connection, what: What, mine: Mine, at: datetime, detail: Mapping[str, str]
) -> None:
    await record(conn, what, mine.account_id, at, detail=detail)
