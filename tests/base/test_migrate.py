"""Migrations: applied once by racing starters, refused when edited or newer than we are."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from command.base import addresses, db, migrate, postgres
from command.base.addresses import Addresses
from command.base.migrate import Migration, SchemaProblem

FIRST = Migration(1, "first", "create table public.first (n integer); insert into first values (1)")
SECOND = Migration(2, "second", "create table public.second (n integer)")


@pytest.fixture
async def empty(server: postgres.Server, template: Addresses) -> AsyncIterator[Addresses]:
    """A database that no migration has touched; `template` made its owner role."""
    name = f"t_{secrets.token_hex(6)}"
    conn = await db.connect(server.address())
    try:
        await conn.execute(f"create database {name} owner {addresses.OWNER_ROLE}")
        yield addresses.embedded(server, name)
        await conn.execute(f"drop database {name} with (force)")
    finally:
        await conn.close()


async def value(found: Addresses, sql: str) -> object:
    conn = await db.connect(found.owner)
    try:
        return await conn.fetchval(sql)
    finally:
        await conn.close()


async def test_four_racing_starters_apply_each_file_once(empty: Addresses) -> None:
    async with asyncio.TaskGroup() as group:
        starters = [
            group.create_task(migrate.migrate(empty.owner, [FIRST, SECOND])) for _ in range(4)
        ]
    assert sorted(starter.result() for starter in starters) == [0, 0, 0, 2]
    assert await value(empty, "select count(*) from first") == 1


async def test_the_shipped_files_race_too(empty: Addresses) -> None:
    async with asyncio.TaskGroup() as group:
        starters = [group.create_task(migrate.migrate(empty.owner)) for _ in range(4)]
    shipped = migrate.shipped()
    assert sorted(starter.result() for starter in starters) == [0, 0, 0, len(shipped)]
    assert [migration.number for migration in shipped] == list(range(1, len(shipped) + 1))


async def test_only_what_is_missing_is_applied(empty: Addresses) -> None:
    assert await migrate.migrate(empty.owner, [FIRST]) == 1
    assert await migrate.migrate(empty.owner, [FIRST, SECOND]) == 1
    assert await migrate.migrate(empty.owner, [FIRST, SECOND]) == 0


async def test_a_failing_file_leaves_nothing_of_itself(empty: Addresses) -> None:
    broken = replace(SECOND, sql="create table public.half (n integer); select 1 / 0")
    with pytest.raises(Exception, match="division by zero"):
        await migrate.migrate(empty.owner, [FIRST, broken])
    assert await value(empty, "select to_regclass('public.half')") is None
    assert await value(empty, "select to_regclass('public.first')") == "first"
    assert await migrate.migrate(empty.owner, [FIRST, SECOND]) == 1


async def test_an_edited_file_is_refused(empty: Addresses) -> None:
    await migrate.migrate(empty.owner, [FIRST])
    edited = replace(FIRST, sql=FIRST.sql + " ")
    with pytest.raises(SchemaProblem, match="0001 was edited"):
        await migrate.migrate(empty.owner, [edited, SECOND])
    assert await value(empty, "select to_regclass('public.second')") is None


async def test_a_newer_schema_is_refused(empty: Addresses) -> None:
    await migrate.migrate(empty.owner, [FIRST, SECOND])
    with pytest.raises(SchemaProblem, match="0002, which this program does not know"):
        await migrate.migrate(empty.owner, [FIRST])


async def test_a_starter_waits_for_another_to_end(empty: Addresses) -> None:
    other = await db.connect(empty.owner)
    await other.execute("select pg_advisory_lock($1)", migrate.LOCK)
    starter = asyncio.create_task(migrate.migrate(empty.owner, [FIRST]))
    async with asyncio.timeout(10):
        while not await value(
            empty, "select count(*) from pg_locks where locktype = 'advisory' and not granted"
        ):
            assert not starter.done()
    await other.close()
    assert await starter == 1


@pytest.mark.parametrize("name", ["1_ground.sql", "0001-ground.sql", "0001_Ground.sql", "x.sql"])
def test_a_file_named_otherwise_is_refused(name: str) -> None:
    with pytest.raises(SchemaProblem, match="not named like"):
        Migration.from_file(name, "select 1")
