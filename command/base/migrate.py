"""Migrations: numbered SQL files, forward only, one transaction a file, checksums kept.

An advisory lock makes racing starters apply each file once. A schema that is newer than this
program, or a file that was edited after it was applied, stops the start in words.
"""

import hashlib
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import resources
from typing import Self

from command.base import db

LOCK = 0x59757368616E  # "Yushan"
_NAME = re.compile(r"^(?P<number>[0-9]{4})_(?P<name>[a-z0-9_]+)\.sql$")


class SchemaProblem(Exception):
    """The schema and this program do not fit; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Migration:
    number: int
    name: str
    sql: str

    @property
    def checksum(self) -> bytes:
        return hashlib.sha256(self.sql.encode()).digest()

    @classmethod
    def from_file(cls, file_name: str, sql: str) -> Self:
        """Raises SchemaProblem for a file name that is not `0001_words.sql`."""
        match = _NAME.match(file_name)
        if match is None:
            raise SchemaProblem(f"{file_name} is not named like 0001_ground.sql")
        return cls(int(match["number"]), match["name"], sql)


def shipped() -> list[Migration]:
    """The migrations of this program, in order."""
    folder = resources.files("command.base") / "migrations"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return [Migration.from_file(f.name, f.read_text(encoding="utf-8")) for f in files]


def pending(migrations: Sequence[Migration], applied: dict[int, bytes]) -> list[Migration]:
    """What is still to be applied; raises SchemaProblem when the two histories do not fit."""
    known = {migration.number: migration for migration in migrations}
    for number, checksum in applied.items():
        if number not in known:
            raise SchemaProblem(
                f"the database has migration {number:04d}, which this program does not know: "
                "start the newer program that made it"
            )
        if known[number].checksum != checksum:
            raise SchemaProblem(f"migration {number:04d} was edited after it was applied")
    return [migration for migration in migrations if migration.number not in applied]


async def migrate(
    owner: db.Address,
    migrations: Sequence[Migration] | None = None,
    *,
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> int:
    """Apply what is missing as the owner; returns how many were applied.

    `tell` hears how many of how many are done, once before the first and after each.
    """
    async with _locked(owner) as conn:
        await conn.execute(
            "create table if not exists public.yushan_migration (number integer primary key,"
            " name text not null, checksum bytea not null,"
            " applied_at timestamptz not null default now())"
        )
        lacking = pending(shipped() if migrations is None else migrations, await _applied(conn))
        tell(0, len(lacking))
        for done, migration in enumerate(lacking, 1):
            await _apply(conn, migration)
            tell(done, len(lacking))
        return len(lacking)


async def missing(conn: db.Connection) -> list[Migration]:
    """What the database lacks; raises SchemaProblem when it and this program do not fit."""
    return pending(shipped(), await _applied(conn))


async def _applied(conn: db.Connection) -> dict[int, bytes]:
    rows = await conn.fetch("select number, checksum from public.yushan_migration order by number")
    return {row["number"]: bytes(row["checksum"]) for row in rows}


async def _apply(conn: db.Connection, migration: Migration) -> None:
    async with conn.transaction():
        await conn.execute(migration.sql)
        await conn.execute(
            "insert into public.yushan_migration (number, name, checksum) values ($1, $2, $3)",
            migration.number,
            migration.name,
            migration.checksum,
        )


@asynccontextmanager
async def _locked(owner: db.Address) -> AsyncIterator[db.Connection]:
    conn = await db.connect(owner)
    try:
        await conn.execute("select pg_advisory_lock($1)", LOCK)
        yield conn
    finally:
        await conn.close()
