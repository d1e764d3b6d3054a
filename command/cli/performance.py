"""What the demo does once database and vault stand: prepares its month, serves, plays."""

import asyncio
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console

from command.accounts import store
from command.app import create_app
from command.base import clock, logs
from command.base.addresses import Addresses
from command.base.db import Database
from command.base.settings import Settings
from command.cli import ground, house_keys, serving
from command.cli.vault import settle
from command.demo import announcement, prepare
from command.demo import play as player
from command.identity.vault import Vault
from command.video.record import Record

LOG = logs.log("demo")


@dataclass(frozen=True, slots=True)
class How:
    """Whether the scenarios play once more, and how many times as fast."""

    again: bool
    speed: float


def run(
    settings: Settings,
    addresses: Addresses,
    bound: socket.socket,
    answering: Callable[[], Vault],
    how: How,
) -> None:
    """Prepare, serve and play until a signal; the vault is waited for when it is needed."""
    vault = answering()
    asyncio.run(settle(addresses.owner, vault, strange=True))  # nobody's real name is lost
    with ground.progress("A month of fictitious matters") as tell:
        accounts, booked = asyncio.run(_prepare(addresses, settings.data, vault, tell))

    async def play(url: str) -> None:
        _announce(url, booked)
        await _play(url, accounts, settings.data, how)

    app = create_app(house_keys.settled(settings), addresses, vault=vault)
    asyncio.run(serving.serve(settings, app, bound, play))


async def _prepare(
    addresses: Addresses, data: Path, vault: Vault, tell: Callable[[int, int], None]
) -> tuple[Mapping[str, str], Record]:
    db = await Database.open(addresses.owner, size=4, reserved=2)  # its people have no sessions
    try:
        await _refuse_real(db)
        accounts = await prepare.prepare(db, data, vault, clock.now(), tell)
        return accounts, await prepare.reception(db, vault, clock.now())
    finally:
        await vault.close()
        await db.close()


async def _play(url: str, accounts: Mapping[str, str], data: Path, how: How) -> None:
    """The centre goes on serving whatever becomes of the play."""
    try:
        await player.play(url, accounts, data, how.again, how.speed)
    except Exception:
        LOG.exception("the scenarios stopped")


async def _refuse_real(db: Database) -> None:
    """A database named by URL may be in real use although the folder is new."""
    async with db.reading() as conn:
        real = [account for account in await store.accounts(conn) if not account.is_demo]
    if real:
        raise click.ClickException("this database holds real accounts: name another one")


def _announce(url: str, booked: Record) -> None:
    console = Console(soft_wrap=True)
    console.print(announcement.accounts_table())
    console.print(announcement.pages_table(url))
    console.print(announcement.reception_table(url, booked))
    click.echo(f"Listening on {url}")
