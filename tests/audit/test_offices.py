"""System, security and audit are administered by three persons: the database itself says so."""

import asyncpg
import pytest

from command.accounts import actions, posting_actions, store
from command.accounts.account import NewAccount
from command.accounts.actions import OneOffice
from command.accounts.role import Role
from command.base.db import Connection, Database, UniqueViolation
from command.base.problem import InvalidInput
from tests.audit.stage import AT
from tests.cast import COUNTY, cast, load_ground, password_hash

OFFICES = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)
OTHERS = [(first, second) for first in OFFICES for second in OFFICES if first is not second]


async def hired(conn: Connection, login: str, role: Role) -> int:
    new = NewAccount(login, "测试某人", role, f"c{COUNTY}")
    account_id = await store.add_account(conn, new, password_hash(), AT)
    assert account_id is not None
    return account_id


async def numbered(conn: Connection, account_id: int, number: str) -> None:
    await conn.execute(
        "update accounts.account set staff_number = $2 where account_id = $1", account_id, number
    )


@pytest.mark.parametrize(("first", "second"), OTHERS)
async def test_an_account_never_goes_from_one_office_to_another(
    database: Database, first: Role, second: Role
) -> None:
    await load_ground(database)
    async with database.transaction() as conn:
        account = await hired(conn, "somebody", first)
        await store.save_posting(conn, account, Role.DUTY_OFFICER, f"c{COUNTY}")
    with pytest.raises(UniqueViolation):
        async with database.transaction() as conn:
            await store.save_posting(conn, account, second, f"c{COUNTY}")
    async with database.transaction() as conn:
        await store.save_posting(conn, account, first, f"c{COUNTY}")


async def test_a_staff_number_holds_one_office_over_all_accounts(database: Database) -> None:
    await load_ground(database)
    async with database.transaction() as conn:
        await numbered(conn, await hired(conn, "system", Role.SYSTEM_ADMIN), "YS-0042")
        audits = await hired(conn, "audit", Role.AUDITOR)
        officer = await hired(conn, "officer", Role.DUTY_OFFICER)
        await numbered(conn, officer, "YS-0042")  # the same person at the desk is no harm
    with pytest.raises(UniqueViolation):
        async with database.transaction() as conn:
            await numbered(conn, audits, "YS-0042")
    with pytest.raises(UniqueViolation):
        async with database.transaction() as conn:
            await store.save_posting(conn, officer, Role.SECURITY_ADMIN, f"c{COUNTY}")


async def test_an_administrator_is_made_with_a_number_that_holds_no_other_office(
    database: Database,
) -> None:
    by = (await cast(database)).security_admin

    def another(login: str, role: Role, number: str) -> NewAccount:
        return NewAccount(login, "测试某人", role, f"c{COUNTY}", staff_number=number)

    async def made(new: NewAccount) -> int:
        return await actions.create_account(database, new, None, by, AT)

    with pytest.raises(InvalidInput) as unnumbered:
        await made(another("second.system", Role.SYSTEM_ADMIN, " "))
    assert unnumbered.value.field == "staff_number"
    await made(another("second.system", Role.SYSTEM_ADMIN, "ys-0042"))
    with pytest.raises(OneOffice):
        await made(another("second.audit", Role.AUDITOR, "YS-0042"))
    officer = await made(another("officer", Role.DUTY_OFFICER, "YS-0042"))
    posted = (database, officer, Role.AUDITOR, f"c{COUNTY}", by, AT)
    with pytest.raises(OneOffice):
        await posting_actions.change_posting(*posted)
    plain = await made(another("plain", Role.DUTY_OFFICER, ""))
    posted = (database, plain, Role.AUDITOR, f"c{COUNTY}", by, AT)
    with pytest.raises(InvalidInput):
        await posting_actions.change_posting(*posted)
    await posting_actions.change_posting(*posted, "YS-0099")


async def test_nobody_takes_a_name_off_the_list_of_those_who_held_an_office(
    database: Database,
) -> None:
    for deed in ("delete from", "truncate"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with database.transaction() as conn:
                await conn.execute(f"{deed} accounts.administrator")
