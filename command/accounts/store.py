"""Rows of agencies, accounts, rosters and invitations; sessions and kiosks: `session_store`.

Connection first, time handed in. Holds no rules.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from command.accounts.account import Account, AccountId, NewAccount
from command.accounts.agency import Agency, AgencyId, AgencyKind
from command.accounts.role import Role
from command.accounts.roster import SIGNING_ROLES, Duty, Officer, Post, choose_officer
from command.base import queries
from command.base.db import Connection, Row
from command.places.jurisdiction import PlaceCode

QUERIES = queries.load(__package__)


@dataclass(frozen=True, slots=True)
class Staffing:
    """An agency, and whether somebody there can sign for a case."""

    agency: Agency
    has_officer: bool


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is checked against; without a hash nobody signs in yet."""

    account_id: AccountId
    password_hash: str | None
    is_demo: bool


async def save_agencies(conn: Connection, agencies: Iterable[Agency]) -> None:
    """Write agencies under their stable ids; those that are as they were stay untouched."""
    await conn.executemany(
        QUERIES["save_agency"],
        [
            (
                agency.agency_id,
                agency.name,
                agency.short_name,
                str(agency.kind),
                agency.place,
                agency.residency,
                agency.window,
                agency.staff,
                agency.block,
                agency.source,
            )
            for agency in agencies
        ],
    )


async def retire_centres(conn: Connection, places: Iterable[PlaceCode], at: datetime) -> None:
    await conn.execute(QUERIES["retire_centres"], list(places), at)


async def find_agency(conn: Connection, agency_id: str) -> Agency | None:
    """An agency that exists now, by its id."""
    row = await conn.fetchrow(QUERIES["find_agency"], agency_id)
    return _agency(row) if row else None


async def agencies(conn: Connection) -> list[Staffing]:
    """Every agency that exists now: the county's own first, then the centres by place."""
    rows = await conn.fetch(QUERIES["list_agencies"], [str(role) for role in SIGNING_ROLES])
    return [Staffing(_agency(row), row["has_officer"]) for row in rows]


async def officers_of(conn: Connection, agency_id: str) -> list[Officer]:
    """Who works in the agency now, the longest-standing account first."""
    rows = await conn.fetch(QUERIES["list_officers"], agency_id)
    return [
        Officer(row["account_id"], row["display_name"], Role(row["role"]), row["agency_id"])
        for row in rows
    ]


async def duties_of(conn: Connection, agency_id: str, at: datetime) -> list[Duty]:
    """The turns of duty in the agency that cover `at`."""
    rows = await conn.fetch(QUERIES["list_duties"], agency_id, at)
    return [
        Duty(r["agency_id"], r["account_id"], Post(r["post"]), r["starts_at"], r["ends_at"])
        for r in rows
    ]


async def named_officer(conn: Connection, agency_id: str, at: datetime) -> Officer | None:
    """Who would be named for a new case of the agency at `at`; None when nobody can sign."""
    officers = await officers_of(conn, agency_id)
    return choose_officer(officers, await duties_of(conn, agency_id, at), at)


async def add_duty(conn: Connection, duty: Duty) -> int:
    return int(
        await conn.fetchval(
            QUERIES["add_duty"],
            duty.agency_id,
            duty.account_id,
            str(duty.post),
            duty.starts_at,
            duty.ends_at,
        )
    )


async def end_duty(conn: Connection, duty_id: int, at: datetime) -> int | None:
    """Whose turn it was: one to come is dropped, one that runs ends; None when it is over."""
    row = await conn.fetchrow(QUERIES["find_duty"], duty_id, at)
    if row is None:
        return None
    if row["starts_at"] >= at:
        await conn.execute(QUERIES["drop_duty"], duty_id)
    else:
        await conn.execute(QUERIES["cut_duty"], duty_id, at)
    return int(row["account_id"])


async def add_account(
    conn: Connection, new: NewAccount, password_hash: str | None, at: datetime
) -> AccountId | None:
    """The new account's id, or None when the login is taken."""
    found = await conn.fetchval(
        QUERIES["add_account"],
        new.login,
        new.display_name,
        str(new.role),
        new.agency_id,
        password_hash,
        new.is_demo,
        at,
        new.staff_number,
    )
    return None if found is None else AccountId(found)


async def find_account(conn: Connection, account_id: int) -> Account | None:
    row = await conn.fetchrow(QUERIES["find_account"], account_id)
    return _account(row) if row else None


async def accounts(conn: Connection) -> list[Account]:
    """Every account, disabled ones too, by login."""
    return [_account(row) for row in await conn.fetch(QUERIES["list_accounts"])]


async def find_credentials(
    conn: Connection, login: str, *, hold: bool = False
) -> Credentials | None:
    """None for an unknown or disabled login; `hold` keeps them until the transaction ends."""
    row = await conn.fetchrow(QUERIES["hold_credentials" if hold else "find_credentials"], login)
    if row is None:
        return None
    return Credentials(AccountId(row["account_id"]), row["password_hash"], row["is_demo"])


async def save_password(conn: Connection, account_id: int, password_hash: str) -> None:
    await conn.execute(QUERIES["save_password"], account_id, password_hash)


async def disable_account(conn: Connection, account_id: int, at: datetime) -> bool:
    """False when it was disabled already."""
    return await conn.fetchval(QUERIES["disable_account"], account_id, at) is not None


async def restore_account(conn: Connection, account_id: int) -> bool:
    """False when it was not disabled."""
    return await conn.fetchval(QUERIES["restore_account"], account_id) is not None


async def number_of(conn: Connection, account_id: int) -> str:
    """The staff number of an account; empty when it is not known."""
    return str(await conn.fetchval(QUERIES["find_number"], account_id))


async def save_posting(
    conn: Connection, account_id: int, role: Role, agency_id: str, number: str = ""
) -> None:
    """An empty staff number leaves the one that is kept."""
    await conn.execute(QUERIES["save_posting"], account_id, str(role), agency_id, number)


async def others_of_role(conn: Connection, account: Account) -> int:
    """How many others with its role can sign in."""
    found = await conn.fetchval(
        QUERIES["count_others_of_role"], str(account.role), account.account_id
    )
    return int(found)


async def add_invitation(
    conn: Connection, token_hash: bytes, account_id: int, at: datetime, expires_at: datetime
) -> None:
    """A one-time link; earlier ones of the account end with it."""
    await conn.execute(QUERIES["withdraw_invitations"], account_id, at)
    await conn.execute(QUERIES["add_invitation"], token_hash, account_id, expires_at)


async def login_invited(conn: Connection, token_hash: bytes, at: datetime) -> str | None:
    """The login an unused, unexpired link belongs to."""
    row = await conn.fetchrow(QUERIES["find_invitation"], token_hash, at)
    return str(row["login"]) if row else None


async def use_invitation(conn: Connection, token_hash: bytes, at: datetime) -> AccountId | None:
    """The account of a link, once; None when it was used, has expired or never was."""
    found = await conn.fetchval(QUERIES["use_invitation"], token_hash, at)
    return None if found is None else AccountId(found)


def _agency(row: Row) -> Agency:
    return Agency(
        agency_id=AgencyId(row["agency_id"]),
        name=row["name"],
        short_name=row["short_name"],
        kind=AgencyKind(row["kind"]),
        place=PlaceCode(row["place"]),
        residency=row["residency"],
        window=row["window_name"],
        staff=row["staff"],
        block=row["block"],
        source=row["source"],
    )


def _account(row: Row) -> Account:
    return Account(
        account_id=AccountId(row["account_id"]),
        login=row["login"],
        display_name=row["display_name"],
        role=Role(row["role"]),
        agency_id=row["agency_id"],
        county=row["county"],
        is_demo=row["is_demo"],
        is_disabled=row["is_disabled"],
    )
