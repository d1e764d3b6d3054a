"""`yushan demo`: the whole centre with fictitious people, in a data folder of its own.

The passwords are known to everybody, so it answers on localhost only.
"""

import asyncio
import socket
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import click
from rich.console import Console

from command.accounts import store
from command.app import create_app
from command.base import clock, logs
from command.base.addresses import Addresses
from command.base.db import Database
from command.base.settings import Settings
from command.cli import ground, marker, reload, serving, vault_beside
from command.cli.options import listening_options
from command.cli.vault import settle
from command.demo import announcement, prepare
from command.demo import play as player
from command.identity.vault import Vault
from command.video.record import Record

LOG = logs.log("demo")


@click.command()
@click.option("--again", is_flag=True, help="Play the scenarios once more.")
@click.option(
    "--speed",
    type=click.FloatRange(0.1),
    default=1.0,
    show_default=True,
    help="Play so many times as fast; at 1 the scenarios take three and a half minutes.",
)
@click.option("--reload", "reloading", is_flag=True, help="Start anew when a source file changes.")
@listening_options
def demo(settings: Settings, again: bool, speed: float, reloading: bool) -> None:
    """Start the whole centre with fictitious data and play its scenarios, once per folder.

    Ctrl-C ends it; nothing is lost.
    """
    if not settings.is_local:
        raise click.ClickException(
            f"demo passwords are known to everybody: not on {settings.host}, only on localhost"
        )
    if reloading:
        reload.run([part for part in sys.argv[1:] if part != "--reload"])
        return
    chosen = replace(settings, demo=True)
    with (
        marker.claimed(settings.data),
        closing(serving.bind(chosen)) as bound,
        ground.opened(chosen) as addresses,
        vault_beside.opened(chosen) as vault,
    ):
        _serve(chosen, addresses, bound, vault, Performance(again, speed))


@dataclass(frozen=True, slots=True)
class Performance:
    """Whether the scenarios play once more, and how many times as fast."""

    again: bool
    speed: float


def _serve(
    settings: Settings,
    addresses: Addresses,
    bound: socket.socket,
    vault: Vault,
    how: Performance,
) -> None:
    asyncio.run(settle(addresses.owner, vault, strange=True))  # nobody's real name is lost
    with ground.progress("A month of fictitious matters") as tell:
        accounts, booked = asyncio.run(_prepare(addresses, settings.data, vault, tell))

    async def play(url: str) -> None:
        _announce(url, booked)
        await _play(url, accounts, settings.data, how)

    asyncio.run(serving.serve(settings, create_app(settings, addresses, vault=vault), bound, play))


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


async def _play(url: str, accounts: Mapping[str, str], data: Path, how: Performance) -> None:
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
