"""Rows of second factors and of ceremonies on their way.

Connection first, time handed in. Holds no rules beyond "once".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from command.accounts import factor
from command.accounts.passkey import Made
from command.accounts.seal import Seal
from command.accounts.store import QUERIES
from command.base.db import Connection


class Purpose(StrEnum):
    SECOND_STEP = "second_step"
    REGISTER = "register"
    PASSKEY = "passkey"  # signing in by a passkey alone: nobody yet


@dataclass(frozen=True, slots=True)
class Factors:
    """What an account has; recovery codes alone are no factor."""

    totp_since: datetime | None
    recovery_left: int
    passkeys: int
    is_required: bool

    @property
    def is_any(self) -> bool:
        return self.totp_since is not None or self.passkeys > 0

    @property
    def methods(self) -> list[str]:
        """What a second step may be answered with."""
        have = {
            "code": self.totp_since is not None,
            "passkey": self.passkeys > 0,
            "recovery": self.recovery_left > 0,
        }
        return [name for name, is_there in have.items() if is_there]


@dataclass(frozen=True, slots=True)
class Ceremony:
    purpose: Purpose
    account_id: int | None
    challenge: bytes | None
    address: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """Whose ceremony goes on."""

    account_id: int
    login: str
    name: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A challenge that was given out, taken back for its one answer."""

    challenge: bytes
    purpose: Purpose
    account_id: int | None


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey as its owner sees it."""

    passkey_id: int
    credential_id: bytes
    rp_id: str
    label: str
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Found:
    """A passkey as an answer is checked against."""

    passkey_id: int
    account_id: int
    login: str
    handle: bytes | None
    rp_id: str
    public_key: bytes
    sign_count: int


async def find_factors(conn: Connection, account_id: int) -> Factors:
    row = await conn.fetchrow(QUERIES["find_factors"], account_id)
    assert row is not None
    return Factors(row["totp_since"], row["recovery_left"], row["passkeys"], row["is_required"])


# One-time and recovery codes


async def hold_totp(conn: Connection, *, alone: bool = False) -> None:
    """Nobody seals anew meanwhile; `alone` waits for those who seal, and keeps them waiting."""
    await conn.execute(QUERIES["hold_totp_alone" if alone else "hold_totp"])


async def sealed_secrets(conn: Connection) -> list[tuple[int, bytes]]:
    """Every secret with its account."""
    rows = await conn.fetch(QUERIES["list_totp"])
    return [(row["account_id"], bytes(row["sealed_secret"])) for row in rows]


async def save_sealed(conn: Connection, account_id: int, sealed: bytes) -> None:
    await conn.execute(QUERIES["reseal_totp"], account_id, sealed)


async def begin_totp(conn: Connection, account_id: int, sealed: bytes, at: datetime) -> bool:
    """False when the account has one-time codes already."""
    return await conn.fetchval(QUERIES["begin_totp"], account_id, sealed, at) is not None


async def use_totp(
    conn: Connection, account_id: int, code: str, seal: Seal, at: datetime, *, first: bool = False
) -> bool:
    """Whether the code is right now and was not used; it is used from then on."""
    row = await conn.fetchrow(QUERIES["find_totp"], account_id, not first)
    if row is None:
        return False
    step = factor.step_of(seal.open(row["sealed_secret"], account_id), code, at)
    if step is None:
        return False
    return await conn.fetchval(QUERIES["use_step"], account_id, step) is not None


async def confirm_totp(conn: Connection, account_id: int, at: datetime) -> None:
    await conn.execute(QUERIES["confirm_totp"], account_id, at)


async def drop_totp(conn: Connection, account_id: int) -> bool:
    """False when no codes counted."""
    return await conn.fetchval(QUERIES["drop_totp"], account_id) is not None


async def save_recovery(conn: Connection, account_id: int, hashes: Iterable[bytes]) -> None:
    """New recovery codes; the earlier ones end."""
    await drop_recovery(conn, account_id)
    lines = [(account_id, one) for one in hashes]
    await conn.executemany(QUERIES["add_recovery"], lines)


async def drop_recovery(conn: Connection, account_id: int) -> None:
    await conn.execute(QUERIES["drop_recovery"], account_id)


async def use_recovery(conn: Connection, account_id: int, held: bytes, at: datetime) -> bool:
    return await conn.fetchval(QUERIES["use_recovery"], account_id, held, at) is not None


# Passkeys


async def passkeys_of(conn: Connection, account_id: int) -> list[Passkey]:
    rows = await conn.fetch(QUERIES["list_passkeys"], account_id)
    return [Passkey(*row.values()) for row in rows]


async def add_passkey(
    conn: Connection, account_id: int, made: Made, rp_id: str, label: str, at: datetime
) -> int | None:
    """The new passkey's id; None when it is somebody's already."""
    found: int | None = await conn.fetchval(
        QUERIES["add_passkey"],
        account_id,
        made.credential_id,
        made.public_key,
        made.sign_count,
        rp_id,
        label,
        at,
    )
    return found


async def find_passkey(conn: Connection, credential_id: bytes) -> Found | None:
    """A passkey of an account that may sign in; the account is held as it is."""
    row = await conn.fetchrow(QUERIES["find_passkey"], credential_id)
    if row is None:
        return None
    return Found(
        row["passkey_id"],
        row["account_id"],
        row["login"],
        row["user_handle"],
        row["rp_id"],
        row["public_key"],
        row["sign_count"],
    )


async def use_passkey(conn: Connection, found: Found, count: int, at: datetime) -> bool:
    """False when another use came between."""
    used = await conn.fetchval(
        QUERIES["use_passkey"], found.passkey_id, found.sign_count, count, at
    )
    return used is not None


async def drop_passkey(conn: Connection, passkey_id: int, account_id: int) -> bool:
    return await conn.fetchval(QUERIES["drop_passkey"], passkey_id, account_id) is not None


async def drop_passkeys(conn: Connection, account_id: int) -> None:
    await conn.execute(QUERIES["drop_passkeys"], account_id)


async def hold_handle(conn: Connection, account_id: int, new: bytes) -> bytes:
    """The handle the account has, or `new`, which it has from now on."""
    return bytes(await conn.fetchval(QUERIES["hold_handle"], account_id, new))


# Ceremonies


async def add_ceremony(conn: Connection, held: bytes, ceremony: Ceremony) -> None:
    await conn.execute(
        QUERIES["add_ceremony"],
        held,
        str(ceremony.purpose),
        ceremony.account_id,
        ceremony.challenge,
        ceremony.address,
        ceremony.expires_at,
    )


async def find_step(conn: Connection, held: bytes, purpose: Purpose, at: datetime) -> Step | None:
    row = await conn.fetchrow(QUERIES["find_ceremony"], held, str(purpose), at)
    return Step(row["account_id"], row["login"], row["display_name"]) if row else None


async def set_challenge(conn: Connection, held: bytes, challenge: bytes, at: datetime) -> None:
    await conn.execute(QUERIES["challenge_ceremony"], held, challenge, at)


async def take_challenge(conn: Connection, held: bytes, at: datetime) -> Taken | None:
    row = await conn.fetchrow(QUERIES["take_challenge"], held, at)
    if row is None:
        return None
    return Taken(bytes(row["challenge"]), Purpose(row["purpose"]), row["account_id"])


async def end_ceremony(conn: Connection, held: bytes, at: datetime) -> bool | None:
    """True once; None when it was over."""
    return True if await conn.fetchrow(QUERIES["end_ceremony"], held, at) else None


async def forget_ceremonies(conn: Connection, at: datetime) -> None:
    await conn.execute(QUERIES["forget_ceremonies"], at)


async def count_unclaimed(conn: Connection, address: str) -> int:
    return int(await conn.fetchval(QUERIES["count_ceremonies"], address))


# Roles that must have one


async def required_roles(conn: Connection) -> set[str]:
    return {row["role"] for row in await conn.fetch(QUERIES["list_required"])}


async def require_factor(conn: Connection, role: str, by: int | None, at: datetime) -> bool:
    return await conn.fetchval(QUERIES["require_factor"], role, by, at) is not None


async def release_factor(conn: Connection, role: str) -> bool:
    return await conn.fetchval(QUERIES["release_factor"], role) is not None
