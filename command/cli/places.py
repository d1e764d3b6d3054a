"""`yushan places`: what the centre knows of its places, and a survey of one's own."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import click

from command.base import clock
from command.base.addresses import Addresses
from command.base.db import Database
from command.base.settings import Settings
from command.cli import ground
from command.cli.options import base_options
from command.places import actions, book, importing, plan
from command.places.coordinates import Datum
from command.places.jurisdiction import PlaceCode
from command.places.plan import Plan
from command.places.survey import Declaration, Survey


@click.group()
def places() -> None:
    """Townships and villages: list them, import a survey."""


@places.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--county", help="Code of the county, 6 digits, when the file does not name it.")
@click.option(
    "--datum",
    type=click.Choice([str(datum) for datum in Datum], case_sensitive=False),
    required=True,
    envvar="YUSHAN_DATUM",
    show_envvar=True,
    help="Datum of the coordinates; maps of Chinese web services are GCJ02 or BD09.",
)
@click.option("--source", default="", help="Who surveyed.  [default: the file's name]")
@click.option("--accuracy", default="unknown", show_default=True, help="In words, like '5 m'.")
@click.option("--surveyed", type=click.DateTime(["%Y-%m-%d"]), help="Day of the survey.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; change nothing.")
@click.option("--accept-doubt", is_flag=True, help="Import although another datum fits better.")
@base_options
def import_file(settings: Settings, file: Path, dry_run: bool, **told: Any) -> None:
    """Take in FILE (.csv, .geojson), a county's newest survey.

    Places that the file does not name stay; the former survey stays in the history.
    """
    accept_doubt = told.pop("accept_doubt")
    with ground.opened(settings) as addresses, ground.progress("Importing") as tell:
        tell(0, 3)
        survey = importing.read_survey(file.read_bytes(), file.name, _declared(file, **told))
        tell(1, 3)
        done = asyncio.run(_import(addresses, survey, dry_run, accept_doubt))
        tell(3, 3)
    click.echo("\n".join(plan.report(done)))
    if not done.taken:
        raise click.ClickException("no row fits a place: an import would be refused")
    click.echo("Nothing was changed." if dry_run else f"Imported {done.taken} places.")


def _declared(file: Path, datum: str, source: str, accuracy: str, **more: Any) -> Declaration:
    surveyed: date | None = more["surveyed"].date() if more["surveyed"] else None
    county = PlaceCode(more["county"]) if more["county"] else None
    return Declaration(Datum(datum), source or file.name, accuracy, surveyed, county)


async def _import(addresses: Addresses, survey: Survey, dry_run: bool, accept_doubt: bool) -> Plan:
    db = await Database.open(addresses.web, size=2, reserved=1)
    try:
        if dry_run:
            return await actions.dry_run(db, survey)
        at = clock.now()
        return await actions.import_survey(db, survey, None, at, accept_doubt=accept_doubt)
    finally:
        await db.close()


@places.command(name="list")
@click.option("--under", default="", help="Only below this code.")
@base_options
def list_places(settings: Settings, under: str) -> None:
    """Print code, precision and names, one place a line."""
    with ground.opened(settings) as addresses:
        known = asyncio.run(_book(addresses))
    for place in known:
        if place.code.startswith(under):
            click.echo(f"{place.code:<15} {place.precision:<11} {known.path_names(place.code)}")


async def _book(addresses: Addresses) -> book.PlaceBook:
    db = await Database.open(addresses.web, size=2, reserved=1)
    try:
        async with db.reading() as conn:
            return await book.load(conn)
    finally:
        await db.close()
