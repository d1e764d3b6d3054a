"""Signing in: a password, then the second step when the account has one; or a passkey alone.

Every refusal of a first step sounds the same, takes the same time and is on record. Called
through `accounts.actions`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from command.accounts import factor, factor_store, lockout, passkey, password, session_store, store
from command.accounts.account import clean_login
from command.accounts.factor_store import Ceremony, Purpose
from command.accounts.passkey import Kept, NotTheKey, Party
from command.accounts.presence import Presence
from command.accounts.seal import Seal
from command.accounts.session_actions import Opened, end, open_session
from command.accounts.source import FRONT, Door, Source
from command.accounts.token import hash_of, new_token
from command.audit.record import What, record
from command.base.db import Connection, Database
from command.base.problem import NotSignedIn, TooManyTries

STEP_LIFE = timedelta(minutes=5)
MOST_CEREMONIES = 60  # unclaimed passkey challenges from one address


class WrongPassword(NotSignedIn):
    """Login unknown, password wrong, account disabled or not set up: which one is not told."""

    code = "wrong-password"
    zh = "登录名或密码不正确"
    en = "The login or the password is not right"


class SecondStepNeeded(NotSignedIn):
    """The password was right; `extra` has the step's token and what it may be answered with."""

    code = "second-step"
    zh = "还需要第二步验证"
    en = "A second step is needed"


class StepEnded(NotSignedIn):
    code = "step-ended"
    zh = "验证已过期,请重新登录"
    en = "That took too long; sign in again"


class WrongCode(NotSignedIn):
    """Wrong, used before, or of another account."""

    code = "wrong-code"
    zh = "验证码不正确或已用过"
    en = "The code is not right, or was used before"


class WrongPasskey(NotSignedIn):
    """Unknown, removed, of another account or site, answered twice, or copied."""

    code = "wrong-passkey"
    zh = "通行密钥未通过验证"
    en = "The passkey was not accepted"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try to sign in. Demo accounts are let in only where `demo_allowed` (localhost)."""

    login: str
    password: str
    demo_allowed: bool = False
    door: Door = FRONT


@dataclass(frozen=True, slots=True)
class Coming:
    """Through which door somebody comes, and the session of the same browser that ends."""

    door: Door = FRONT
    replacing: Presence | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a second step or to a passkey's challenge: its token, and who comes how."""

    token: str
    coming: Coming


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a browser is asked; the token names the server's side of it."""

    token: str
    options: dict[str, Any]


async def sign_in(
    db: Database, attempt: Attempt, at: datetime, replacing: Presence | None = None
) -> Opened:
    """A new session with a new token, whatever the browser held before; `replacing` ends.

    A try counts as failed until it succeeds. Raises WrongPassword, TooManyTries, and
    SecondStepNeeded when the account has a second factor.
    """
    login = clean_login(attempt.login)
    await _claim(db, login, attempt.door.source, at)
    async with db.reading() as conn:
        found = await store.find_credentials(conn, login)
    right = await password.matches(attempt.password, found.password_hash if found else None)
    if found is None or not right or (found.is_demo and not attempt.demo_allowed):
        await _refused(db, found.account_id if found else None, "password", at)
        raise WrongPassword(field="password")
    async with db.transaction() as conn:
        if await store.find_credentials(conn, login, hold=True) != found:
            raise WrongPassword(field="password")  # changed or disabled meanwhile
        step = await begin_step_if_any(conn, found.account_id, attempt.door.source, at)
        if step is None:
            coming = Coming(attempt.door, replacing)
            return await _open(conn, found.account_id, login, coming, at)
    raise step


async def begin_step_if_any(
    conn: Connection, account_id: int, source: Source, at: datetime
) -> SecondStepNeeded | None:
    """What to raise after the commit when the account has a second factor; None without one."""
    factors = await factor_store.find_factors(conn, account_id)
    if not factors.is_any:
        return None
    token = new_token()
    await factor_store.forget_ceremonies(conn, at)
    ceremony = Ceremony(Purpose.SECOND_STEP, account_id, None, source.address, at + STEP_LIFE)
    await factor_store.add_ceremony(conn, _hash(token), ceremony)
    return SecondStepNeeded(extra={"step": token, "methods": factors.methods})


async def finish_by_code(
    db: Database, answer: Answer, code: str, seal: Seal, at: datetime
) -> Opened:
    """The second step by a one-time or a recovery code, each good once.

    Raises StepEnded, WrongCode, TooManyTries.
    """
    held, step = await _step(db, answer.token, at)
    await _claim(db, step.login, answer.coming.door.source, at)
    async with db.transaction() as conn:
        way = await _way_of_code(conn, step.account_id, code, seal, at)
        if way is not None:
            if await factor_store.end_ceremony(conn, held, at) is None:
                raise StepEnded()
            return await _open(conn, step.account_id, step.login, answer.coming, at, way)
    await _refused(db, step.account_id, "code", at)
    raise WrongCode(field="code")


async def ask_for_passkey(
    db: Database, step: str | None, party: Party, source: Source, at: datetime
) -> Challenge:
    """A challenge for a second step, or, without `step`, for signing in by a passkey alone.

    Raises StepEnded, TooManyTries.
    """
    challenge = passkey.new_challenge()
    if step is not None:
        held, found = await _step(db, step, at)
        async with db.transaction() as conn:
            known = await factor_store.passkeys_of(conn, found.account_id)
            await factor_store.set_challenge(conn, held, challenge, at)
        ids = [one.credential_id for one in known if one.rp_id == party.rp_id]
        return Challenge(step, passkey.request(party, challenge, ids, is_alone=False))
    token = new_token()
    async with db.transaction() as conn:
        await _refuse_flood(conn, source, at)
        ceremony = Ceremony(Purpose.PASSKEY, None, challenge, source.address, at + STEP_LIFE)
        await factor_store.add_ceremony(conn, _hash(token), ceremony)
    return Challenge(token, passkey.request(party, challenge, [], is_alone=True))


async def finish_by_passkey(
    db: Database, answer: Answer, credential: dict[str, Any], party: Party, at: datetime
) -> Opened:
    """Sign in by a passkey's answer; its challenge is worth one answer. Raises WrongPasskey."""
    held = hash_of(answer.token)
    async with db.transaction() as conn:
        taken = await factor_store.take_challenge(conn, held, at) if held else None
    if taken is None or held is None:
        raise StepEnded()
    try:
        async with db.transaction() as conn:
            account_id, login = await _prove(conn, taken, credential, party, at)
            if await factor_store.end_ceremony(conn, held, at) is None:
                raise NotTheKey()
            way = "passkey" if taken.purpose is Purpose.PASSKEY else "password+passkey"
            return await _open(conn, account_id, login, answer.coming, at, way)
    except NotTheKey as reason:
        await _refused(db, taken.account_id, "passkey", at)
        raise WrongPasskey() from reason


async def _prove(
    conn: Connection,
    taken: factor_store.Taken,
    credential: dict[str, Any],
    party: Party,
    at: datetime,
) -> tuple[int, str]:
    """Whose passkey answered the challenge; its counter moves. Raises NotTheKey."""
    is_alone = taken.purpose is Purpose.PASSKEY
    found = await factor_store.find_passkey(conn, passkey.credential_id_of(credential))
    handle = passkey.handle_of(credential)
    if (
        found is None
        or found.rp_id != party.rp_id
        or (taken.account_id is not None and found.account_id != taken.account_id)
        or (handle is not None and handle != found.handle)
        or (is_alone and handle is None)
        or taken.purpose is Purpose.REGISTER
    ):
        raise NotTheKey()
    kept = Kept(found.public_key, found.sign_count)
    count = passkey.used(credential, party, taken.challenge, kept, is_alone=is_alone)
    if not await factor_store.use_passkey(conn, found, count, at):
        raise NotTheKey()
    return found.account_id, found.login


async def _open(
    conn: Connection,
    account_id: int,
    login: str,
    coming: Coming,
    at: datetime,
    way: str = "password",
) -> Opened:
    await session_store.forget_tries(conn, login, coming.door.source.address)
    opened = await open_session(conn, account_id, at, coming.door, way)
    if coming.replacing is not None:
        await end(conn, coming.replacing, at)
    return opened


async def _step(db: Database, token: str, at: datetime) -> tuple[bytes, factor_store.Step]:
    held = hash_of(token)
    async with db.reading() as conn:
        found = await factor_store.find_step(conn, held, Purpose.SECOND_STEP, at) if held else None
    if held is None or found is None:
        raise StepEnded()
    return held, found


async def _way_of_code(
    conn: Connection, account_id: int, code: str, seal: Seal, at: datetime
) -> str | None:
    """How the code lets in, used up by it; None when it does not."""
    bare = factor.clean(code)
    if factor.is_totp(bare):
        right = await factor_store.use_totp(conn, account_id, bare, seal, at)
        return "password+code" if right else None
    held = factor.hash_of_recovery(bare)
    if held is not None and await factor_store.use_recovery(conn, account_id, held, at):
        return "password+recovery"
    return None


async def _claim(db: Database, login: str, source: Source, at: datetime) -> None:
    try:
        await lockout.claim(db, login, source, at)
    except TooManyTries:
        async with db.transaction() as conn:
            found = await store.find_credentials(conn, login)
            await record(conn, What.LOCKED_OUT, found.account_id if found else None, at)
        raise


async def _refused(db: Database, account_id: int | None, step: str, at: datetime) -> None:
    async with db.transaction() as conn:
        await record(conn, What.SIGN_IN_REFUSED, account_id, at, detail={"step": step})


async def _refuse_flood(conn: Connection, source: Source, at: datetime) -> None:
    await factor_store.forget_ceremonies(conn, at)
    if await factor_store.count_unclaimed(conn, source.address) >= MOST_CEREMONIES:
        raise TooManyTries()


def _hash(token: str) -> bytes:
    held = hash_of(token)
    assert held is not None
    return held
