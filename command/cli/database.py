"""`yushan db`: the database itself: where it is, which schema it has, bring it up to date."""

import asyncio

import click

from command.base import db, journal, migrate
from command.base.addresses import Addresses
from command.base.db import Address
from command.base.settings import Settings
from command.cli import ground
from command.cli.options import base_options


@click.group(name="db")
def database() -> None:
    """The database: where it is and which schema it has."""


@database.command(name="migrate")
@base_options
def migrate_now(settings: Settings) -> None:
    """Bring the schema up to date; `serve` does the same at its start."""
    with (
        ground.opened(settings, migrating=False) as addresses,
        ground.progress("Migrating") as tell,
    ):
        applied = asyncio.run(migrate.migrate(addresses.owner, tell=tell))
    click.echo(f"{applied} migrations applied" if applied else "The schema is up to date")


@database.command()
@base_options
def status(settings: Settings) -> None:
    """Show the schema and the journal.

    Exit code 1 when migrations are missing.
    """
    with ground.opened(settings, migrating=False) as addresses:
        lines, missing = asyncio.run(_status(addresses))
    click.echo("\n".join(lines))
    if missing:
        raise SystemExit(1)


async def _status(addresses: Addresses) -> tuple[list[str], int]:
    conn = await db.connect(addresses.owner)
    try:
        lines = [f"database   {url_of(addresses.owner)}"]
        if not await conn.fetchval("select to_regclass('public.yushan_migration') is not null"):
            return [*lines, "migrations none applied"], len(migrate.shipped())
        missing = await migrate.missing(conn)
        names = ", ".join(f"{line.number:04d}_{line.name}" for line in missing)
        lines.append(f"migrations {'missing: ' + names if missing else 'up to date'}")
        if not missing:
            found = await journal.position(conn)
            lines.append(f"journal    {found.seq} events, epoch {found.epoch}")
        return lines, len(missing)
    finally:
        await conn.close()


@database.command()
@base_options
def url(settings: Settings) -> None:
    """Print a URL for psql.

    The embedded server runs only while another command uses it. Its logins have secrets:
    `postgres.secrets` in the data folder, one line a login.
    """
    with ground.opened(settings, migrating=False) as addresses:
        click.echo(url_of(addresses.owner))


def url_of(address: Address) -> str:
    """The address as a URL, without its password."""
    if address.host.startswith("/"):
        query = f"?host={address.host}&port={address.port}"
        return f"postgresql://{address.user}@/{address.database}{query}"
    return f"postgresql://{address.user}@{address.host}:{address.port}/{address.database}"
