"""Backups: every table as of one instant and the accounts' key, in one file that proves itself.

The dump is PostgreSQL's own; a manifest counts the rows of each table, and a backup counts only
after it was restored into a scratch server and counted again. Refuses to know what rows mean.
"""

import asyncio
import json
import os
import secrets
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from command.base import addresses, db, migrate, postgres
from command.base.addresses import Addresses
from command.base.db import Address, Connection

FORMAT = 1
MANIFEST, DUMP, KEYS = "manifest.json", "database.dump", "keys"
PROGRAM_SECONDS = 6 * 3600.0
KEPT = "_before_restore"
_TABLES = """
select format('%I.%I', schemaname, tablename) as name from pg_tables
 where schemaname not in ('pg_catalog', 'information_schema') order by 1
"""


class ArchiveProblem(Exception):
    """A backup or restore that cannot go on; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds; `rows` by table.

    `keys` are file names in archives of earlier releases. Now there are none: with both, one
    reader would open all, or one hand rewrite the audit and sign it anew.
    """

    made_at: str
    schema: int
    rows: Mapping[str, int]
    keys: tuple[str, ...] = ()
    format: int = FORMAT


Tell = Callable[[str], None]


# Making


async def back_up(owner: Address, file: Path, at: datetime, tell: Tell) -> Manifest:
    """Write `file` (mode 0600) as of one instant; raises ArchiveProblem. Not yet verified."""
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as scratch:
        folder = Path(scratch)
        tell("Reading the database")
        manifest = await _dumped(owner, folder / DUMP, at)
        tell("Writing the file")
        fresh = folder / "archive.tar"
        _pack(fresh, manifest, folder / DUMP)
        fresh.replace(file)
    return manifest


async def _dumped(owner: Address, dump: Path, at: datetime) -> Manifest:
    conn = await db.connect(owner)
    try:
        async with conn.transaction(isolation="repeatable_read", readonly=True):
            snapshot = str(await conn.fetchval("select pg_export_snapshot()"))
            rows = await count_rows(conn)
            schema = await conn.fetchval("select max(number) from public.yushan_migration")
            told = ("--format=custom", "--enable-row-security", f"--snapshot={snapshot}")
            _run("pg_dump", owner, *told, f"--file={dump}")
    finally:
        await conn.close()
    return Manifest(at.isoformat(), int(schema), rows)


async def count_rows(conn: Connection) -> dict[str, int]:
    """Rows by table, of every table that is ours."""
    names = [row["name"] for row in await conn.fetch(_TABLES)]
    return {name: int(await conn.fetchval(f"select count(*) from {name}")) for name in names}


def _pack(file: Path, manifest: Manifest, dump: Path) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    told = dump.with_name(MANIFEST)
    told.write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
    with os.fdopen(descriptor, "wb") as raw:
        with tarfile.open(fileobj=raw, mode="w") as tar:
            tar.add(told, MANIFEST)
            tar.add(dump, DUMP)
        raw.flush()
        os.fsync(raw.fileno())


# Reading


def unpack(file: Path, folder: Path) -> Manifest:
    """Lay an archive's files out in `folder`; raises ArchiveProblem when it is not whole."""
    try:
        with tarfile.open(file) as tar:
            _lay_out(tar, folder)
        told = json.loads((folder / MANIFEST).read_text())
        manifest = Manifest(**{**told, "keys": tuple(told["keys"])})
    except (OSError, tarfile.TarError, ValueError, KeyError, TypeError) as failure:
        raise ArchiveProblem(f"{file} is no whole backup of this program") from failure
    if manifest.format != FORMAT or manifest.schema > migrate.shipped()[-1].number:
        raise ArchiveProblem(f"{file} was made by a newer program: restore with that one")
    absent = [name for name in manifest.keys if not (folder / KEYS / name).is_file()]
    if absent or not (folder / DUMP).is_file():
        raise ArchiveProblem(f"{file} lacks {', '.join(absent) or DUMP}")
    return manifest


def _lay_out(tar: tarfile.TarFile, folder: Path) -> None:
    """Plain files below `folder` only; Python before 3.11.4 has no filter that would see to it."""
    for member in tar:
        path = folder / member.name
        if not member.isfile() or not path.resolve().is_relative_to(folder.resolve()):
            raise ValueError(f"{member.name} is no file of a backup")
        path.parent.mkdir(parents=True, exist_ok=True)
        source = tar.extractfile(member)
        assert source is not None
        with path.open("wb") as out:
            shutil.copyfileobj(source, out)
        path.chmod(member.mode & 0o700)


def look_into(file: Path) -> Manifest:
    """What an archive holds, without touching anything; raises ArchiveProblem when not whole."""
    with tempfile.TemporaryDirectory(prefix="yushan-look-") as folder:
        return unpack(file, Path(folder))


async def verify(file: Path, tell: Tell) -> Manifest:
    """Restore into a scratch server of its own and count; raises ArchiveProblem on any difference.

    The server in use is not asked and not burdened.
    """
    with tempfile.TemporaryDirectory(prefix="yushan-trial-") as scratch:
        folder = Path(scratch)
        manifest = unpack(file, folder / "archive")
        tell("Restoring on trial")
        server = await asyncio.to_thread(postgres.start, folder / "postgres", durable=False)
        try:
            found = await addresses.prepare_embedded(server)
            await _fill(found.owner, folder / "archive" / DUMP)
            await _compare(found.owner, manifest)
        finally:
            await asyncio.to_thread(postgres.stop, server)
    return manifest


async def restore(target: Addresses, keys: Path, file: Path, tell: Tell) -> Manifest:
    """Put the archive in the place of the database and the keys; what was there is kept aside.

    The new database is filled and counted before the names are swapped. The journal gets a new
    epoch, so that every screen takes a fresh snapshot. Nobody else may be connected.
    """
    with tempfile.TemporaryDirectory(dir=keys.parent, prefix=".restore-") as scratch:
        folder = Path(scratch)
        manifest = unpack(file, folder)
        fresh = _named(target.owner, f"{target.owner.database}_{secrets.token_hex(4)}")
        await _on_server(target.owner, f"create database {_quoted(fresh.database)}")
        try:
            tell("Restoring")
            await _fill(fresh, folder / DUMP)
            await _compare(fresh, manifest)
            await _new_epoch(fresh)
            tell("Taking its place")
            await _swap(target.owner, fresh)
        except BaseException:
            await _on_server(target.owner, f"drop database if exists {_quoted(fresh.database)}")
            raise
        _place_keys(folder / KEYS, keys, manifest)
    return manifest


async def _fill(target: Address, dump: Path) -> None:
    conn = await db.connect(target)
    try:
        for role, may in (*((login, "login") for login in db.LOGINS), (db.HOUSE_ROLE, "nologin")):
            if not await conn.fetchval("select 1 from pg_roles where rolname = $1", role):
                await conn.execute(f"create role {role} {may}")
                await conn.execute(f"grant {role} to current_user")
    finally:
        await conn.close()
    _run("pg_restore", target, "--exit-on-error", "--no-owner", "--single-transaction", str(dump))


async def _compare(target: Address, manifest: Manifest) -> None:
    conn = await db.connect(target)
    try:
        found = await count_rows(conn)
    finally:
        await conn.close()
    if found != dict(manifest.rows):
        wrong = sorted(set(found.items()) ^ set(manifest.rows.items()))
        raise ArchiveProblem(f"the restored tables differ from the backup: {wrong[:5]}")


async def _new_epoch(target: Address) -> None:
    conn = await db.connect(target)
    try:
        await conn.execute("update journal.counter set epoch = gen_random_uuid()")
    finally:
        await conn.close()


async def _swap(old: Address, fresh: Address) -> None:
    aside = _quoted(f"{old.database}{KEPT}")
    now, new = _quoted(old.database), _quoted(fresh.database)
    await _on_server(
        old,
        f"drop database if exists {aside}",
        f"alter database {now} rename to {aside}",
        f"alter database {new} rename to {now}",
    )


async def _on_server(owner: Address, *statements: str) -> None:
    """Statements about whole databases, from a database that always exists."""
    conn = await db.connect(_named(owner, "postgres"))
    try:
        for statement in statements:
            await conn.execute(statement)
    finally:
        await conn.close()


def _place_keys(fresh: Path, keys: Path, manifest: Manifest) -> None:
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in manifest.keys:
        here = keys / name
        if here.exists() and here.read_bytes() != (fresh / name).read_bytes():
            here.replace(here.with_name(f"{name}{KEPT}"))
        shutil.copyfile(fresh / name, here)
        here.chmod(0o600)


def _named(address: Address, database: str) -> Address:
    return Address(
        address.host,
        address.port,
        address.user,
        database,
        address.password,
        address.role,
        address.ssl,
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _run(program: str, address: Address, *arguments: str) -> None:
    """One of PostgreSQL's own programs, with every parameter given and nothing inherited."""
    path = postgres.find_bin() / program
    if not path.exists():
        raise ArchiveProblem(f"{path} is missing: install the client programs of PostgreSQL")
    environment = {
        "PGHOST": address.host,
        "PGPORT": str(address.port),
        "PGUSER": address.user,
        "PGPASSWORD": address.password or "",
        "PGSSLMODE": address.ssl or "prefer",
        "PGPASSFILE": os.devnull,
        "LC_ALL": "C.UTF-8",
    }
    command = [str(path), "--no-password", f"--dbname={address.database}", *arguments]
    told = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        errors="replace",
        env=environment,
        timeout=PROGRAM_SECONDS,
    )
    if told.returncode:
        raise ArchiveProblem(f"{program}: {told.stderr.strip() or 'failed without a word'}")
