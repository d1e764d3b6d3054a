"""`yushan user`: accounts, one-time links and walls, for whoever runs this machine."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import click
from rich.console import Console
from rich.table import Table

from command.accounts import actions, posting_actions, resealing, store
from command.accounts.account import Account, NewAccount
from command.accounts.resealing import Resealed
from command.accounts.role import Role
from command.base import clock
from command.base.addresses import Addresses
from command.base.db import Database
from command.base.problem import NotFound
from command.base.settings import Settings
from command.casework import leaving_actions
from command.cli import ground, house_keys
from command.cli.links import link_path
from command.cli.options import base_options
from command.identity import keystore

T = TypeVar("T")
ROLES = [str(role) for role in Role if role is not Role.KIOSK]


@click.group()
def user() -> None:
    """Accounts: add, list, disable, restore; one-time links."""


@user.command()
@click.argument("login")
@click.option("--name", required=True, help="Name as colleagues see it.")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option(
    "--agency", required=True, help="Agency, like rsj; a centre is c and its place code: c361123."
)
@click.option("--staff-number", default="", help="By which the three administrators stay apart.")
@base_options
def add(
    settings: Settings, login: str, name: str, role: str, agency: str, staff_number: str
) -> None:
    """Add an account and print its one-time link.

    The link sets the password.
    """
    new = NewAccount(login, name, Role(role), agency, staff_number=staff_number)

    async def work(db: Database) -> str:
        account = await actions.create_account(db, new, None, None, clock.now())
        return await actions.invite(db, account, None, clock.now())

    _print_link(login, _run(settings, work))


@user.command()
@click.argument("login")
@base_options
def link(settings: Settings, login: str) -> None:
    """Print a new one-time link; the account's earlier link ends."""

    async def work(db: Database) -> str:
        return await actions.invite(db, (await _find(db, login)).account_id, None, clock.now())

    _print_link(login, _run(settings, work))


@user.command()
@click.argument("login")
@click.option("--hand-on", is_flag=True, help="Hand its open cases on, in the same instant.")
@click.option("--to", help="Login of who takes them over.  [default: on duty in its agency]")
@click.option("--why", default="离岗", show_default=True, help="Why, for the cases' timelines.")
@base_options
def disable(settings: Settings, login: str, hand_on: bool, to: str | None, why: str) -> None:
    """End an account and everything it has open.

    Refused while it answers for open cases, unless they are handed on.
    """

    async def work(db: Database) -> int:
        account = (await _find(db, login)).account_id
        if not (hand_on or to):
            await actions.disable_account(db, account, None, clock.now())
            return 0
        heir = (await _find(db, to)).account_id if to else None
        wish = leaving_actions.Wish(heir, why)
        return await leaving_actions.leave(db, account, wish, None, clock.now())

    cases = _run(settings, work, keeping=True)
    click.echo(f"{login} is disabled" + (f"; {cases} cases were handed on" if cases else ""))


@user.command()
@click.argument("login")
@base_options
def restore(settings: Settings, login: str) -> None:
    """Let a disabled account live again and print its one-time link.

    Role and agency are as they were; the old password is gone.
    """

    async def work(db: Database) -> str:
        account = (await _find(db, login)).account_id
        return await posting_actions.restore(db, account, None, clock.now())

    _print_link(login, _run(settings, work))


@user.command()
@base_options
def reseal(settings: Settings) -> None:
    """Make a new key for second factors and seal all of them with it.

    People notice nothing. The older keys are erased, here and not in copies.
    """
    folder = house_keys.settled(settings).sealing_keys

    async def work(db: Database) -> Resealed:
        return await resealing.reseal(db, folder, clock.now())

    done = _run(settings, work)
    click.echo(f"key {done.number} seals {done.secrets} second factors")
    if done.unreadable:
        click.echo(f"{done.unreadable} stay: no key here opens them; older keys are kept", err=True)
        return
    for path in resealing.superseded(folder):
        keystore.erase(path)


@user.command(name="list")
@base_options
def list_accounts(settings: Settings) -> None:
    """Print every account."""

    async def work(db: Database) -> list[Account]:
        async with db.reading() as conn:
            return await store.accounts(conn)

    table = Table("login", "name", "role", "agency", "", box=None, pad_edge=False)
    for one in _run(settings, work):
        marks = " ".join(["disabled"] * one.is_disabled + ["demo"] * one.is_demo)
        table.add_row(one.login, one.display_name, str(one.role), one.agency_id, marks)
    Console(soft_wrap=True).print(table)


def _run(
    settings: Settings, work: Callable[[Database], Awaitable[T]], *, keeping: bool = False
) -> T:
    """`keeping`: as the keeper, who sees every case."""

    async def opened(addresses: Addresses) -> T:
        login = addresses.keeper if keeping else addresses.web
        db = await Database.open(login, size=2, reserved=1)
        try:
            return await work(db)
        finally:
            await db.close()

    with ground.opened(settings) as addresses:
        return asyncio.run(opened(addresses))


async def _find(db: Database, login: str) -> Account:
    async with db.reading() as conn:
        found = [one for one in await store.accounts(conn) if one.login == login]
    if not found:
        raise NotFound(f"there is no account {login!r}")
    return found[0]


def _print_link(login: str, token: str) -> None:
    click.echo(f"{login}: {link_path(token)}")
    hours = int(actions.INVITATION_LIFE.total_seconds() // 3600)
    click.echo(f"Open it at the centre's address; it sets the password once, within {hours} hours.")
