"""`yushan audit`: export the chain, sign its tip, verify both, far from the centre or in it."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import BinaryIO

import click
import msgspec

from command.audit import checking, export, keeper, store
from command.audit.checkpoint import Checkpoint, Reader, Signer
from command.audit.export import BadExport
from command.audit.record import What, record
from command.audit.verify import Verdict
from command.base import clock
from command.base.addresses import Addresses
from command.base.db import Address, Database
from command.base.settings import Settings
from command.cli import ground
from command.cli.options import FILE, base_options

GIVEN = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def audit() -> None:
    """The audit: export, checkpoints, verification."""


@audit.command(name="export")
@click.argument("file", type=FILE)
@click.option("--after", type=click.IntRange(0), default=0, help="Only rows after this number.")
@base_options
def write_export(settings: Settings, file: Path, after: int) -> None:
    """Write the chained rows to FILE, one JSON object a line.

    The export itself is on record.
    """
    with ground.opened(settings) as addresses:
        count = asyncio.run(_exported(addresses, Signer.of(settings.keys), file, after))
    click.echo(f"{count} rows in {file}")


@audit.command()
@click.argument("file", type=FILE)
@base_options
def checkpoint(settings: Settings, file: Path) -> None:
    """Sign the tip of the chain now, into FILE.

    Keep that checkpoint elsewhere.
    """
    with ground.opened(settings) as addresses:
        found = asyncio.run(_signed(addresses, Signer.of(settings.keys)))
    if found is None:
        raise click.ClickException("the audit has no row yet: there is nothing to sign")
    with _fresh(file) as out:
        out.write(msgspec.json.encode(found) + b"\n")
    click.echo(f"row {found.seq} signed by key {found.key}: {file}")


@audit.command()
@click.argument("files", nargs=-1, type=GIVEN)
@click.option("--key", type=GIVEN, required=True, help="The public key, audit-1.pub.")
@click.option(
    "--checkpoint", "checkpoints", type=GIVEN, multiple=True, help="A checkpoint kept elsewhere."
)
@base_options
def verify(
    settings: Settings, files: tuple[Path, ...], key: Path, checkpoints: tuple[Path, ...]
) -> None:
    """Verify exported FILEs, or without any the database itself.

    FILEs need no database. Exit code 1 when something was changed, taken out, swapped, cut off or
    written anew.
    """
    try:
        reader = Reader.of(key.read_bytes())
        given = [export.read_checkpoint(path.read_bytes()) for path in checkpoints]
        if files:
            verdict = _verify_files(files, given, reader)
        else:
            with ground.opened(settings) as addresses:
                verdict = asyncio.run(_verify_database(addresses, given, reader))
    except (BadExport, ValueError) as wrong:
        raise click.ClickException(str(wrong)) from wrong
    _tell(verdict)


def _tell(verdict: Verdict) -> None:
    for one in verdict.findings:
        click.echo(f"{one.kind}: {one.words}")
    walked = f"rows {verdict.first} to {verdict.last}"
    if not verdict.is_sound:
        raise click.ClickException(f"{walked}: {len(verdict.findings)} findings")
    held = f"held by a checkpoint up to row {verdict.anchored}" if verdict.anchored else ""
    click.echo(f"{walked} are sound, {held or 'held by no checkpoint: the end may be cut off'}")


def _verify_files(files: Sequence[Path], given: Sequence[Checkpoint], reader: Reader) -> Verdict:
    with ExitStack() as stack:
        opened = [stack.enter_context(path.open("rb")) for path in files]
        parts = [(export.read_head(file.readline()), export.read_rows(file)) for file in opened]
        return export.verify(parts, given, reader)


async def _verify_database(
    addresses: Addresses, given: Sequence[Checkpoint], reader: Reader
) -> Verdict:
    async with _at(addresses.auditor) as db, db.snapshot() as conn:
        return await checking.check(conn, reader, given, clock.now())


async def _exported(addresses: Addresses, signer: Signer, file: Path, after: int) -> int:
    at = clock.now()
    async with _at(addresses.web) as db, db.transaction() as conn:
        await record(conn, What.EXPORTED, None, at, target="audit", detail={"after": after})
    async with _at(addresses.keeper) as db:
        await keeper.tick(db, signer, at)
    async with _at(addresses.auditor) as db, db.snapshot() as conn:
        start = await store.start_at(conn, after)
        if start is None:
            raise ValueError(f"the chain has no row {after}")
        with _fresh(file) as out:
            out.write(export.head_line(start))
            async for line in store.every_line_after(conn, after):
                out.write(export.row_line(line))
                after = line.seq
    return after - start.seq


async def _signed(addresses: Addresses, signer: Signer) -> Checkpoint | None:
    async with _at(addresses.keeper) as db:
        return await keeper.sign_now(db, signer, clock.now())


@asynccontextmanager
async def _at(address: Address) -> AsyncIterator[Database]:
    db = await Database.open(address, size=1, reserved=0)
    try:
        yield db
    finally:
        await db.close()


@contextmanager
def _fresh(file: Path) -> Iterator[BinaryIO]:
    """A file for its owner's eyes that takes its name when it is whole."""
    fresh = file.with_name(f"{file.name}.part")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        yield out
    fresh.replace(file)
