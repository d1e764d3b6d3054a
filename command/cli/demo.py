"""`yushan demo`: the whole centre with fictitious people, in a data folder of its own.

The passwords are known to everybody, so it answers on localhost only.
"""

import asyncio
import importlib
import importlib.util
import socket
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from command.app import create_app
from command.base import clock, logs
from command.base.addresses import Addresses
from command.base.db import Database
from command.base.settings import Settings
from command.cli import first_run, ground, marker, reload, serving
from command.cli.options import listening_options
from command.identity.vault import Keys, Sealer
from command.places import book

LOG = logs.log("demo")


@click.command()
@click.option("--again", is_flag=True, help="Play the scenarios once more.")
@click.option("--reload", "reloading", is_flag=True, help="Start anew when a source file changes.")
@listening_options
def demo(settings: Settings, again: bool, reloading: bool) -> None:
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
    marker.claim(settings.data)
    chosen = replace(settings, demo=True)
    with closing(serving.bind(chosen)) as bound, ground.opened(chosen) as addresses:
        _serve(chosen, addresses, bound, again)


def _serve(settings: Settings, addresses: Addresses, bound: socket.socket, again: bool) -> None:
    sealer = Sealer(Keys.load_or_create(settings.keys))
    player = _player()
    accounts = asyncio.run(_prepare(player, settings, addresses, sealer))

    async def play(url: str) -> None:
        _announce(url, accounts)
        try:
            await player.play(url, accounts, settings.data, again)
        except Exception:
            LOG.exception("the scenarios stopped")

    asyncio.run(serving.serve(settings, create_app(settings, addresses, sealer), bound, play))


async def _prepare(
    player: Any, settings: Settings, addresses: Addresses, sealer: Sealer
) -> Sequence[Any]:
    db = await Database.open(addresses.web, size=4, reserved=1)
    try:
        at = clock.now()
        await first_run.prepare_places(db, at)
        async with db.reading() as conn:
            places = await book.load(conn)
        accounts: Sequence[Any] = await player.prepare(db, places, sealer, settings, at)
        return accounts
    finally:
        await db.close()


def _player() -> Any:
    if importlib.util.find_spec("command.demo") is None:
        raise click.ClickException("this installation comes without the demo")
    return importlib.import_module("command.demo")


def _announce(url: str, accounts: Sequence[Any]) -> None:
    table = Table("login", "password", "name", "role", "page", box=None, pad_edge=False)
    for line in accounts:
        table.add_row(line.login, line.password, line.name, line.role, f"{url}{line.page}")
    Console(soft_wrap=True).print(table)
    click.echo("All people and matters are fictitious. 演示数据,均为虚构。")
    click.echo(f"Listening on {url}")
