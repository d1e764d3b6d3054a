"""What `yushan serve` does once its database stands: looks whether it is safe, then serves."""

import asyncio
import socket
from collections.abc import Callable

import click

from command.app import create_app
from command.base import clock, db
from command.base.addresses import Addresses
from command.base.db import Address
from command.base.settings import Settings
from command.cli import doctor, first_run, house_keys, serving
from command.cli.doctor import OLDEST_MAJOR, QUERIES
from command.cli.vault import settle
from command.identity.vault import Vault


async def _demand_safe(address: Address) -> None:
    """A report acknowledged by a server that may forget it is worse than none."""
    conn = await db.connect(address)
    try:
        row = await conn.fetchrow(QUERIES["server_facts"])
    finally:
        await conn.close()
    assert row is not None
    if row["major"] < OLDEST_MAJOR or not row["safe"]:
        raise click.ClickException(doctor.server(row["major"], row["safe"], True).words)


def run(
    settings: Settings,
    addresses: Addresses,
    bound: socket.socket,
    answering: Callable[[], Vault],
) -> None:
    """Serve until a signal; the vault is waited for when it is needed."""
    asyncio.run(_demand_safe(addresses.owner))
    vault = answering()
    asyncio.run(settle(addresses.owner, vault))
    links = asyncio.run(first_run.prepare(addresses, clock.now()))

    async def announce(url: str) -> None:
        for link in links:
            click.echo(f"{link.who.zh} ({link.who.login}): {url}{link.path}")
        if links:
            until = links[0].expires.astimezone(clock.CHINA)
            click.echo(f"Each link sets a password, once, until {until:%F %H:%M} China time.")
        click.echo(f"Listening on {url}")

    app = create_app(house_keys.settled(settings), addresses, vault=vault)
    asyncio.run(serving.serve(settings, app, bound, announce))
