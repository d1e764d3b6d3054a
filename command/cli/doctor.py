"""`yushan doctor`: looks at everything the centre stands on and says what to do about it."""

import asyncio
import ctypes
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from command.base import certificates, clock, db, migrate, queries
from command.base.addresses import Addresses
from command.base.settings import Settings
from command.cli import ground, vault_doctor
from command.cli.finding import BAD, DOUBTFUL, GOOD, Finding
from command.cli.options import serving_options

QUERIES = queries.load("command.cli")
OLDEST_MAJOR = 15
FULL_MIB, NEARLY_FULL_MIB = 512, 4096
SKEW_SECONDS = 2.0
RENEW_DAYS = 30
TIME_ERROR = 5  # adjtimex: the kernel's clock is not synchronised
_COLOURS = {GOOD: "green", DOUBTFUL: "yellow", BAD: "red"}


@click.command()
@serving_options
def doctor(settings: Settings) -> None:
    """Check database, migrations, disk, clock, certificate, fonts, keys and their copies.

    Exit code 1 when something is bad.
    """
    found = [*_machine(settings), *_database(settings)]
    table = Table(box=None, show_header=False, pad_edge=False)
    for finding in found:
        colour = _COLOURS[finding.verdict]
        table.add_row(finding.what, f"[{colour}]{finding.verdict}[/]", finding.words)
    Console(soft_wrap=True).print(table)
    if any(finding.verdict == BAD for finding in found):
        raise SystemExit(1)


def _machine(settings: Settings) -> Iterator[Finding]:
    yield disk(settings.data)
    yield kernel_clock()
    yield certificate(settings, clock.now())
    yield fonts(settings.static)
    yield from vault_doctor.findings(settings, clock.now())


def _database(settings: Settings) -> list[Finding]:
    try:
        with ground.opened(settings, migrating=False) as addresses:
            return asyncio.run(_asked(addresses))
    except click.ClickException as failure:
        return [Finding("database", BAD, failure.message)]


async def _asked(addresses: Addresses) -> list[Finding]:
    conn = await db.connect(addresses.owner)
    try:
        row = await conn.fetchrow(QUERIES["server_facts"])
        assert row is not None
        found = [server(row["major"], row["safe"], row["checksums"])]
        found.append(skew(row["clock"], clock.now()))
        if not await conn.fetchval("select to_regclass('public.yushan_migration') is not null"):
            return [
                *found,
                Finding("migrations", DOUBTFUL, "none applied: run `yushan db migrate`"),
            ]
        missing = await migrate.missing(conn)
        words = f"{len(missing)} missing: run `yushan db migrate`" if missing else "up to date"
        found.append(Finding("migrations", DOUBTFUL if missing else GOOD, words))
        if not missing:
            found.append(newest(await conn.fetchval(QUERIES["newest_event"]), clock.now()))
            found.append(old_seals(await conn.fetchval(QUERIES["old_seals"])))
        return found
    finally:
        await conn.close()


def server(major: int, safe: bool, checksums: bool) -> Finding:
    if major < OLDEST_MAJOR:
        return Finding("database", BAD, f"PostgreSQL {major}: {OLDEST_MAJOR} or newer is needed")
    if not safe:
        words = "may lose what it acknowledged: turn on fsync, full_page_writes, synchronous_commit"
        return Finding("database", BAD, words)
    if not checksums:
        return Finding("database", DOUBTFUL, f"PostgreSQL {major} without data checksums")
    return Finding("database", GOOD, f"PostgreSQL {major}, keeps what it acknowledges")


def skew(theirs: datetime, ours: datetime) -> Finding:
    seconds = abs((theirs - ours).total_seconds())
    verdict = BAD if seconds > SKEW_SECONDS else GOOD
    return Finding("two clocks", verdict, f"database and this machine differ by {seconds:.1f} s")


def newest(at: datetime | None, now: datetime) -> Finding:
    """Time that ran backwards shows as events of the future."""
    if at is not None and (at - now).total_seconds() > SKEW_SECONDS:
        return Finding("journal", BAD, f"its newest event is of {at:%F %T} UTC, which is not yet")
    return Finding("journal", GOOD, f"newest event {at:%F %T} UTC" if at else "empty")


def disk(data: Path) -> Finding:
    existing = next(folder for folder in (data, *data.parents) if folder.exists())
    free = shutil.disk_usage(existing).free // 1024**2
    verdict = BAD if free < FULL_MIB else DOUBTFUL if free < NEARLY_FULL_MIB else GOOD
    return Finding("disk", verdict, f"{free} MiB free under {existing}")


def kernel_clock() -> Finding:
    """The kernel says whether something keeps its clock; every deadline hangs on it."""
    with suppress(OSError, AttributeError):
        buffer = ctypes.create_string_buffer(512)  # struct timex, all zero: only ask
        if ctypes.CDLL(None).adjtimex(buffer) == TIME_ERROR:
            return Finding("clock", DOUBTFUL, "not synchronised: set up an NTP service")
        return Finding("clock", GOOD, f"synchronised, {clock.now().astimezone(clock.CHINA):%F %T}")
    return Finding("clock", DOUBTFUL, "this system does not say whether it is synchronised")


def certificate(settings: Settings, at: datetime) -> Finding:
    path = settings.tls_cert or settings.data / "tls" / "cert.pem"
    if not path.exists():
        verdict = GOOD if settings.is_local else BAD
        return Finding("certificate", verdict, "none: other machines need `yushan tls init`")
    try:
        days = certificates.days_left(path.read_bytes(), at)
    except ValueError as damaged:
        return Finding("certificate", BAD, f"{path}: {damaged}")
    verdict = BAD if days < 0 else DOUBTFUL if days < RENEW_DAYS else GOOD
    return Finding("certificate", verdict, f"{path.name}: {days} days left")


def fonts(static: Path) -> Finding:
    slices = len(list(static.glob("vendor/noto-sans-sc-*/files/*.woff2")))
    verdict = GOOD if slices else BAD
    return Finding("fonts", verdict, f"{slices} slices of Noto Sans SC" if slices else "missing")


def old_seals(count: int) -> Finding:
    words = f"{count} rows sealed before the vault: run `yushan vault reseal`"
    return (
        Finding("seals", DOUBTFUL, words) if count else Finding("seals", GOOD, "each its own key")
    )
