"""`yushan export`: cases for a spreadsheet, without personal data."""

import asyncio
import csv
import os
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import click

from command.base import db, queries
from command.base.db import Address
from command.base.settings import Settings
from command.base.sheet import cell
from command.cli import ground
from command.cli.options import FILE, base_options

QUERIES = queries.load("command.cli")
EVERY = 500


@click.command()
@click.argument("file", type=FILE)
@base_options
def export(settings: Settings, file: Path) -> None:
    """Write all cases to FILE (CSV in UTF-8): no names, phones or words of reporters."""
    with ground.opened(settings) as addresses, ground.progress("Exporting") as tell:
        fresh = file.with_name(f"{file.name}.part")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as out:
            count = asyncio.run(write_cases(addresses.analysis, out, tell))
        fresh.replace(file)
    click.echo(f"{count} cases in {file}")


async def write_cases(address: Address, out: TextIO, tell: Callable[[int, int], None]) -> int:
    """Stream every case as of one instant; returns how many."""
    conn = await db.connect(address)
    try:
        async with conn.transaction(isolation="repeatable_read", readonly=True):
            total = int(await conn.fetchval(QUERIES["count_cases"]))
            statement = await conn.prepare(QUERIES["export_cases"])
            rows = csv.writer(out)
            rows.writerow([column.name for column in statement.get_attributes()])
            done = 0
            async for row in statement.cursor(prefetch=EVERY):
                rows.writerow([cell(value) for value in row.values()])
                done += 1
                if done % EVERY == 0:
                    tell(done, total)
            tell(done, total)
    finally:
        await conn.close()
    return done
