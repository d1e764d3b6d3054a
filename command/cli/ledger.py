"""`yushan ledger`: a ledger kept before this house, on trial or taken over."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import click

from command.accounts import store as accounts
from command.base import clock
from command.base.addresses import Addresses
from command.base.db import Connection, Database
from command.base.problem import NotFound
from command.base.settings import Settings
from command.base.words import Words
from command.cli import ground, vault_beside
from command.cli.options import base_options
from command.identity.vault import Vault
from command.ledger import actions
from command.ledger.actions import By, Desk, Done, File
from command.ledger.checking import Checked
from command.ledger.faulty import faulty_book, reasons
from command.places import book

SHOWN = 20
Tell = Callable[[int, int], None]


@click.group()
def ledger() -> None:
    """Ledgers in Excel: check them, take them over."""


@ledger.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen; change nothing.")
@click.option("--as", "login", help="Login of who takes it over.  [required unless --dry-run]")
@click.option(
    "--source", default="", help="Which ledger it is, when several number from 1: 'petitions 2023'."
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="HEADING=COLUMN",
    help="What a column holds, when it is guessed wrong; kept for sheets with these headings.",
)
@click.option(
    "--faulty",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the rows that do not fit, with the reasons, to this workbook.",
)
@base_options
def import_file(settings: Settings, file: Path, faulty: Path | None, **told: object) -> None:
    """Take in FILE (.xlsx) row by row, or try it.

    Every row that fits becomes a case with its state and its days; the others are explained. A row
    that is in already stays as it is: the same file may come again, also after it was cut short.
    """
    wanted = dict(_said(one) for one in told["columns"])  # type: ignore[attr-defined]
    login = str(told["login"] or "")
    if not login and not told["dry_run"]:
        raise click.UsageError("say who takes it over: --as LOGIN")
    handed = File(file.read_bytes(), file.name, str(told["source"]).strip())
    with (
        ground.opened(settings) as found,
        vault_beside.opened(settings) as vault,
        ground.progress("Taking over") as tell,
    ):
        work = _Work(found, vault, wanted, login, tell)
        checked, done = asyncio.run(work.run(handed, dry=bool(told["dry_run"])))
    click.echo("\n".join(_report(checked, done)))
    if faulty is not None and checked.faults:
        faulty.write_bytes(faulty_book(checked))
        click.echo(f"The rows that do not fit: {faulty}")


def _said(text: str) -> tuple[str, str]:
    heading, sign, column = text.rpartition("=")
    if not sign:
        raise click.UsageError(f"--column {text}: write HEADING=COLUMN")
    return heading, column


class _Work:
    """One run of the command."""

    def __init__(
        self, found: Addresses, vault: Vault, columns: dict[str, str], login: str, tell: Tell
    ) -> None:
        self._found = found
        self._vault = vault
        self._columns = columns
        self._login = login
        self._tell = tell

    async def run(self, file: File, *, dry: bool) -> tuple[Checked, Done | None]:
        at = clock.now()
        db = await Database.open(self._found.keeper, size=2, reserved=0)
        web = await Database.open(self._found.web, size=1, reserved=0)
        try:
            async with web.reading() as conn:
                desk = Desk(db, await book.load(conn), self._vault)
                by = await self._by(conn) if self._login else None
            if by is None or dry:
                return await actions.dry_run(desk, file, at, self._columns), None
            if self._columns:
                checked = await actions.dry_run(desk, file, at, self._columns)
                said = checked.layout.said
                await actions.put_right(desk, checked.layout.fingerprint, said, by, at)
            done = await actions.take_over(desk, file, by, at, self._tell)
            return done.checked, done
        finally:
            await self._vault.close()
            await web.close()
            await db.close()

    async def _by(self, conn: Connection) -> By:
        """Raises NotFound."""
        found = [one for one in await accounts.accounts(conn) if one.login == self._login]
        if not found or found[0].is_disabled:
            said = Words(f"没有账号“{self._login}”", f"there is no account {self._login!r}")
            raise NotFound(said, field="--as")
        return By(found[0].account_id, found[0].display_name, found[0].agency_id)


def _report(checked: Checked, done: Done | None) -> list[str]:
    lines = [
        f"Sheet {checked.sheet.name!r}, headings in line {checked.layout.last}:",
        *(
            f"  {name}: {checked.layout.columns.get(at, '-')}"
            for at, name in sorted(checked.layout.headings.items())
        ),
    ]
    faulty = checked.faulty
    lines += [f"Line {line}: {reasons(checked, faulty[line])}" for line in list(faulty)[:SHOWN]]
    if len(faulty) > SHOWN:
        lines.append(f"... and {len(faulty) - SHOWN} more; --faulty FILE.xlsx has all of them")
    lines += [f"Line {line}: {note}" for line, note in checked.notes[:SHOWN]]
    taken = f"{done.taken} taken over" if done else f"{len(checked.entries)} would be taken over"
    known = done.known if done else checked.known
    lines.append(f"{checked.total} rows: {taken}, {len(faulty)} do not fit, {known} known already")
    return lines
