"""What the security administrator does to accounts that exist: moves, returns, factors, sessions.

`by` is the administrator. Whoever is moved is signed out everywhere: the next session has the
new rights, no open one keeps the old. `at` is aware.
"""

from datetime import datetime

from command.accounts import factor_store, session_store, store
from command.accounts.account import (
    ADMINISTRATORS,
    Account,
    NewAccount,
    checked,
    demand_number,
)
from command.accounts.actions import (
    NoSuchAccount,
    NoSuchAgency,
    account_of,
    demand_admin,
    linked,
    note,
    one_office,
)
from command.accounts.ending import account_ended, demanding_nothing_held, session_ended
from command.accounts.role import Actor, Role
from command.audit.record import What, record
from command.base import journal
from command.base.db import Connection, Database
from command.base.problem import Conflict, InvalidInput, NotFound
from command.base.words import Words


class LastAdministrator(Conflict):
    code = "last-administrator"
    zh = "至少保留一名能登录的该类管理员"
    en = "One administrator of this kind must remain"


class OwnAccount(Conflict):
    code = "own-account"
    zh = "不能改动自己的账号,请另一名安全管理员办理"
    en = "Nobody changes their own account; ask the other security administrator"


class NotDisabled(Conflict):
    code = "not-disabled"
    zh = "该账号没有停用"
    en = "This account is not disabled"


class NoSuchSession(NotFound):
    code = "no-such-session"
    zh = "该登录已结束"
    en = "This session has ended"


async def change_posting(  # noqa: PLR0913, PLR0917 - a posting has this many facts
    db: Database,
    account_id: int,
    role: Role,
    agency_id: str,
    by: Actor,
    at: datetime,
    number: str = "",
) -> None:
    """Another role or agency, or a staff number; the account is signed out everywhere.

    Raises NotPermitted, NoSuchAccount, NoSuchAgency, WrongPosting, OwnAccount, OneOffice,
    LastAdministrator, HoldsCases, InvalidInput.
    """
    demand_admin(by)
    async with one_office(), db.transaction() as conn:
        account = await _other(conn, account_id, by)
        agency = await store.find_agency(conn, agency_id)
        if agency is None:
            raise NoSuchAgency(
                Words(f"没有单位 {agency_id!r}", f"There is no agency {agency_id!r}"),
                field="agency_id",
            )
        new = NewAccount(account.login, account.display_name, role, agency_id, staff_number=number)
        number = checked(new, agency).staff_number
        demand_number(role, number or await store.number_of(conn, account_id))
        if role is not account.role:
            await refuse_last(conn, account)
        with demanding_nothing_held():
            await store.save_posting(conn, account_id, role, agency_id, number)
        await session_store.end_sessions_of_account(conn, account_id, at)
        detail = {"from": str(account.role), "to": str(role), "agency": agency_id}
        await note(conn, What.ROLE_CHANGED, account_id, by, at, detail)
        await journal.append(conn, [account_ended(account_id, account.county, at)])


async def demand_disabling(db: Database, account_id: int, by: Actor) -> None:
    """Whether an administrator may disable the account. Raises OwnAccount, LastAdministrator."""
    demand_admin(by)
    async with db.reading() as conn:
        await demand_other(conn, account_id, by)


async def restore(db: Database, account_id: int, by: Actor | None, at: datetime) -> str:
    """Somebody comes back to the role and agency they had; the token of their new one-time link.

    What let them in alone, password and passkeys, is gone; one-time codes are still asked for.
    Raises NotPermitted, NoSuchAccount, NotDisabled, NoSuchAgency when the agency has ended.
    """
    demand_admin(by)
    async with db.transaction() as conn:
        account = await account_of(conn, account_id)
        if await store.find_agency(conn, account.agency_id) is None:
            raise NoSuchAgency(
                Words("原单位已撤销,请为其新建账号", "The agency has ended; make a new account")
            )
        if not await store.restore_account(conn, account_id):
            raise NotDisabled()
        await factor_store.drop_passkeys(conn, account_id)
        await note(conn, What.ACCOUNT_RESTORED, account_id, by, at)
        return await linked(conn, account_id, by, at)


async def reset_factors(db: Database, account_id: int, by: Actor, at: datetime) -> None:
    """Take every second factor away, for somebody who lost them; they are signed out.

    Raises NotPermitted, NoSuchAccount, OwnAccount.
    """
    demand_admin(by)
    async with db.transaction() as conn:
        account = await _other(conn, account_id, by)
        await factor_store.drop_totp(conn, account_id)
        await factor_store.drop_recovery(conn, account_id)
        await factor_store.drop_passkeys(conn, account_id)
        await session_store.end_sessions_of_account(conn, account_id, at)
        await note(conn, What.FACTOR_REMOVED, account_id, by, at, {"factor": "all"})
        await journal.append(conn, [account_ended(account_id, account.county, at)])


async def end_session(db: Database, session_id: int, by: Actor, at: datetime) -> None:
    """End anybody's session. Raises NotPermitted, NoSuchSession."""
    demand_admin(by)
    async with db.transaction() as conn:
        county = await session_store.county_of(conn, session_id)
        if county is None or not await session_store.end_session(conn, session_id, at):
            raise NoSuchSession()
        target = f"session:{session_id}"
        await record(conn, What.SIGNED_OUT, by.account_id, at, target=target, unit=by.agency_id)
        await journal.append(conn, [session_ended(session_id, county, at)])


async def require_factor(
    db: Database, role: Role, is_required: bool, by: Actor, at: datetime
) -> None:
    """Whether people of a role must have a second factor; who has none can do nothing else.

    Raises NotPermitted, InvalidInput for walls.
    """
    demand_admin(by)
    if role is Role.KIOSK:
        raise InvalidInput(Words("大屏没有第二步验证", "A wall has no second step"), field="role")
    async with db.transaction() as conn:
        if is_required:
            changed = await factor_store.require_factor(conn, role, by.account_id, at)
        else:
            changed = await factor_store.release_factor(conn, role)
        if changed:
            detail = {"required": is_required}
            target = f"role:{role}"
            what = What.FACTOR_DEMANDED
            await record(conn, what, by.account_id, at, target=target, detail=detail)


async def refuse_last(conn: Connection, account: Account) -> None:
    """Somebody must be left who can do the office of the account."""
    if account.role in ADMINISTRATORS and not await store.others_of_role(conn, account):
        raise LastAdministrator(field="account")


async def demand_other(conn: Connection, account_id: int, by: Actor | None) -> Account:
    """An account that somebody else may end.

    Raises NoSuchAccount, OwnAccount, LastAdministrator.
    """
    account = await _other(conn, account_id, by)
    await refuse_last(conn, account)
    return account


async def _other(conn: Connection, account_id: int, by: Actor | None) -> Account:
    account = await account_of(conn, account_id)
    if by is not None and account.account_id == by.account_id:
        raise OwnAccount()
    if account.is_disabled:
        raise NoSuchAccount(Words("该账号已停用", "This account is closed"))
    return account
