"""`yushan serve`: real use. The first run prints a one-time link for each of three administrators.

Off localhost it wants TLS: without it browsers drop the session cookie and open no camera.
"""

import asyncio
import socket
from contextlib import closing
from dataclasses import replace

import click

from command.app import create_app
from command.base import clock, db
from command.base.addresses import Addresses
from command.base.db import Address
from command.base.settings import Settings
from command.cli import doctor, first_run, ground, marker, serving, vault_beside
from command.cli.doctor import OLDEST_MAJOR, QUERIES
from command.cli.options import serving_options
from command.cli.vault import settle
from command.identity.vault import Vault


@click.command()
@serving_options
def serve(settings: Settings) -> None:
    """Start the centre for real use.

    The first run prints three one-time links: system administrator, security administrator,
    auditor. Ctrl-C ends it in order; SIGHUP takes a renewed certificate.
    """
    chosen = with_certificate(settings)
    marker.refuse_demo(chosen.data)
    with (
        closing(serving.bind(chosen)) as bound,
        ground.opened(chosen) as addresses,
        vault_beside.opened(chosen) as vault,
    ):
        _serve(chosen, addresses, bound, vault)


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


def _serve(settings: Settings, addresses: Addresses, bound: socket.socket, vault: Vault) -> None:
    asyncio.run(_demand_safe(addresses.owner))
    asyncio.run(settle(addresses.owner, vault))
    links = asyncio.run(first_run.prepare(addresses, clock.now()))

    async def announce(url: str) -> None:
        for link in links:
            click.echo(f"{link.who.zh} ({link.who.login}): {url}{link.path}")
        if links:
            until = links[0].expires.astimezone(clock.CHINA)
            click.echo(f"Each link sets a password, once, until {until:%F %H:%M} China time.")
        click.echo(f"Listening on {url}")

    app = create_app(settings, addresses, vault=vault)
    asyncio.run(serving.serve(settings, app, bound, announce))


def with_certificate(settings: Settings) -> Settings:
    """Settings with the unit's own certificate where a network needs one; a click error without."""
    if bool(settings.tls_cert) != bool(settings.tls_key):
        raise click.UsageError("--ssl-certfile and --ssl-keyfile go together")
    if settings.is_local or settings.has_tls or settings.proxies:
        return settings
    certificate, key = (settings.data / "tls" / name for name in ("cert.pem", "key.pem"))
    if certificate.exists() and key.exists():
        return replace(settings, tls_cert=certificate, tls_key=key)
    raise click.ClickException(
        f"--host {settings.host} needs TLS: run `yushan tls init`, or give --ssl-certfile and "
        "--ssl-keyfile, or --proxy with the address of your TLS front"
    )
