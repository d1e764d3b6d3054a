"""Rows of accounts and rosters as administrators look at them. Reads only; holds no rules."""

from dataclasses import dataclass
from datetime import datetime

from command.accounts.role import Role
from command.accounts.roster import Post
from command.accounts.store import QUERIES
from command.base.db import Connection, Row


@dataclass(frozen=True, slots=True)
class Listed:
    """An account with what its administrator must know; never its password."""

    account_id: int
    login: str
    name: str
    role: Role
    agency_id: str
    agency_name: str
    place: str
    is_demo: bool
    disabled_at: datetime | None
    has_password: bool
    staff_number: str
    has_totp: bool
    passkeys: int
    last_in: datetime | None

    @property
    def has_factor(self) -> bool:
        return self.has_totp or self.passkeys > 0


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn of duty with names; aware instants."""

    duty_id: int
    agency_id: str
    agency_name: str
    account_id: int
    name: str
    post: Post
    starts_at: datetime
    ends_at: datetime


async def accounts(conn: Connection) -> list[Listed]:
    """Every account, disabled ones too, by login."""
    return [_listed(row) for row in await conn.fetch(QUERIES["list_accounts_fully"])]


async def duties(conn: Connection, start: datetime, end: datetime) -> list[Turn]:
    """Turns of duty that touch the span, the first to begin first, at most 1000."""
    rows = await conn.fetch(QUERIES["list_duties_between"], start, end)
    return [_turn(row) for row in rows]


def _listed(row: Row) -> Listed:
    return Listed(
        account_id=row["account_id"],
        login=row["login"],
        name=row["display_name"],
        role=Role(row["role"]),
        agency_id=row["agency_id"],
        agency_name=row["short_name"],
        place=row["place"],
        is_demo=row["is_demo"],
        disabled_at=row["disabled_at"],
        has_password=row["has_password"],
        staff_number=row["staff_number"],
        has_totp=row["has_totp"],
        passkeys=row["passkeys"],
        last_in=row["last_in"],
    )


def _turn(row: Row) -> Turn:
    return Turn(
        duty_id=row["duty_id"],
        agency_id=row["agency_id"],
        agency_name=row["short_name"],
        account_id=row["account_id"],
        name=row["display_name"],
        post=Post(row["post"]),
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
    )
