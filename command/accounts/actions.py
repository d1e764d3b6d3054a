"""Deeds on agencies and accounts; signing in and out, and walls, stand in `session_actions`.

`by` is None for the command line of the server's own administrator. `at` is aware.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from command.accounts import password, retirement_store, session_store, store
from command.accounts.account import Account, AccountId, NewAccount, checked, demand_number
from command.accounts.agency import centres, shipped
from command.accounts.ending import account_ended, demanding_nothing_held, session_ended
from command.accounts.retirement_actions import retire_centres
from command.accounts.role import Actor, Verb
from command.accounts.session_actions import (
    KioskEnded,
    Opened,
    Wall,
    make_kiosk,
    open_kiosk,
    open_session,
    revoke_kiosk,
    sign_out,
)
from command.accounts.signing_in import Attempt, WrongPassword, begin_step_if_any, sign_in
from command.accounts.source import FRONT, Door
from command.accounts.token import hash_of, new_token
from command.audit.record import What, record
from command.base import journal
from command.base.db import Connection, Database, UniqueViolation
from command.base.problem import Conflict, InvalidInput, NotFound, NotPermitted
from command.base.words import Words
from command.places import store as places
from command.places.jurisdiction import PlaceCode

__all__ = [
    "Attempt",
    "KioskEnded",
    "Opened",
    "Wall",
    "WrongPassword",
    "accept_invitation",
    "create_account",
    "disable_account",
    "invite",
    "load_agencies",
    "make_kiosk",
    "open_kiosk",
    "revoke_kiosk",
    "sign_in",
    "sign_out",
]

INVITATION_LIFE = timedelta(hours=24)


class LoginTaken(Conflict):
    code = "login-taken"
    zh = "登录名已被使用"
    en = "This login is taken"


class NoSuchAgency(InvalidInput):
    code = "no-such-agency"
    zh = "没有这个单位"
    en = "There is no such agency"


class NoSuchAccount(NotFound):
    code = "no-such-account"
    zh = "没有这个账号"
    en = "There is no such account"


class OneOffice(Conflict):
    """System, security and audit are never in one hand."""

    code = "one-office"
    zh = "系统、安全、审计三类管理员不能由一人先后或同时担任"
    en = "Nobody may hold two of the three offices: system, security, audit"


class InvitationEnded(NotFound):
    """Used, expired, replaced or never made: which one is not told."""

    code = "invitation-ended"
    zh = "邀请链接无效或已过期,请联系管理员"
    en = "This invitation is not valid any more"


async def load_agencies(db: Database, county: PlaceCode, at: datetime) -> None:
    """The shipped agencies of `county`, and a centre for every place of every county.

    Safe to repeat after a survey: new places get a centre, retired ones lose it.
    """
    async with db.transaction() as conn:
        current, retired = await places.all_places(conn)
        names = {facts.code: facts.centre_name for facts in await places.counties(conn)}
        await store.save_agencies(conn, [*centres(current, names), *shipped(county)])
        await retire_centres(conn, [place.code for place in retired], at)
        await retirement_store.forget(conn)


async def create_account(
    db: Database, new: NewAccount, secret: str | None, by: Actor | None, at: datetime
) -> AccountId:
    """A new account; without a password it waits for its invitation.

    An administrator makes another only with a staff number, by which the three stay apart.
    Raises NotPermitted, NoSuchAgency, WrongPosting, WeakPassword, LoginTaken, OneOffice.
    """
    demand_admin(by)
    kept = await _hashed(secret, new.login) if secret is not None else None
    if by is not None:
        demand_number(new.role, new.staff_number.strip())
    async with one_office(), db.transaction() as conn:
        agency = await store.find_agency(conn, new.agency_id)
        if agency is None:
            raise NoSuchAgency(
                Words(f"没有单位 {new.agency_id!r}", f"There is no agency {new.agency_id!r}"),
                field="agency_id",
            )
        account_id = await store.add_account(conn, checked(new, agency), kept, at)
        if account_id is None:
            raise LoginTaken(
                Words(f"登录名 {new.login!r} 已被使用", f"The login {new.login!r} is taken"),
                field="login",
            )
        detail = {"role": str(new.role), "agency": new.agency_id}
        await note(conn, What.ACCOUNT_ADDED, account_id, by, at, detail)
        return account_id


async def disable_account(db: Database, account_id: int, by: Actor | None, at: datetime) -> None:
    """End an account and every session of it. Raises NotPermitted, NoSuchAccount, HoldsCases."""
    demand_admin(by)
    async with db.transaction() as conn:
        account = await account_of(conn, account_id)
        with demanding_nothing_held():
            is_new = await store.disable_account(conn, account_id, at)
        if not is_new:
            return
        await session_store.end_sessions_of_account(conn, account_id, at)
        await note(conn, What.ACCOUNT_DISABLED, account_id, by, at)
        await journal.append(conn, [account_ended(account_id, account.county, at)])


async def invite(db: Database, account_id: int, by: Actor | None, at: datetime) -> str:
    """A token for a link that sets the password, once, within 24 hours.

    An earlier link of the account ends. Raises NotPermitted, NoSuchAccount.
    """
    demand_admin(by)
    async with db.transaction() as conn:
        account = await account_of(conn, account_id)
        if account.is_disabled:
            raise NoSuchAccount(Words("该账号已停用", "This account is closed"))
        return await linked(conn, account_id, by, at)


async def linked(conn: Connection, account_id: int, by: Actor | None, at: datetime) -> str:
    """The token of a new one-time link for an account that lives, on record."""
    token = new_token()
    await store.add_invitation(conn, _hash(token), account_id, at, at + INVITATION_LIFE)
    await note(conn, What.ACCOUNT_INVITED, account_id, by, at)
    return token


async def accept_invitation(
    db: Database, token: str, secret: str, at: datetime, door: Door = FRONT
) -> Opened:
    """Set the password and sign in; sessions of the account from before end.

    An account that has a second factor is not signed in by a link alone: it sets the password
    and answers its second step. Raises InvitationEnded, WeakPassword, SecondStepNeeded.
    """
    held = hash_of(token)
    async with db.reading() as conn:
        login = await store.login_invited(conn, held, at) if held else None
    if held is None or login is None:
        raise InvitationEnded()
    kept = await _hashed(secret, login)
    async with db.transaction() as conn:
        account_id = await store.use_invitation(conn, held, at)
        if account_id is None:
            raise InvitationEnded()
        account = await account_of(conn, account_id)
        if account.is_disabled:
            raise InvitationEnded()
        await store.save_password(conn, account_id, kept)
        await session_store.forget_tries(conn, login)
        ended = await session_store.end_sessions_of_account(conn, account_id, at)
        await record(conn, What.PASSWORD_SET, account_id, at, detail={"way": "invitation"})
        step = await begin_step_if_any(conn, account_id, door.source, at)
        if step is None:
            opened = await open_session(conn, account_id, at, door, "invitation")
        await journal.append(
            conn, [session_ended(session, account.county, at) for session in ended]
        )
    if step is not None:
        raise step
    return opened


@asynccontextmanager
async def one_office() -> AsyncIterator[None]:
    """Raises OneOffice for what the database refuses as another office of the same person."""
    try:
        yield
    except UniqueViolation as held:
        raise OneOffice(field="role") from held


async def note(
    conn: Connection,
    what: What,
    account_id: int,
    by: Actor | None,
    at: datetime,
    detail: Mapping[str, int | bool | str] = {},
) -> None:
    """Put a change of an account on record, in its transaction."""
    who, unit = (by.account_id, by.agency_id) if by else (None, "")
    target = f"account:{account_id}"
    await record(conn, what, who, at, target=target, detail=detail, unit=unit)


def demand_admin(by: Actor | None) -> None:
    if by is not None and not by.may(Verb.MANAGE_ACCOUNTS):
        raise NotPermitted(extra={"verb": str(Verb.MANAGE_ACCOUNTS)})


async def account_of(conn: Connection, account_id: int) -> Account:
    account = await store.find_account(conn, account_id)
    if account is None:
        raise NoSuchAccount(
            Words(f"没有编号为 {account_id} 的账号", f"There is no account {account_id}")
        )
    return account


async def _hashed(secret: str, login: str) -> str:
    password.check(secret, login)
    return await password.hashed(secret)


def _hash(token: str) -> bytes:
    held = hash_of(token)
    assert held is not None
    return held
