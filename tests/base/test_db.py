"""Pools with a stated answer to "full", and a web role that owns nothing."""

import asyncio
import os
import signal
import time
from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg
import pytest

from command.base import db
from command.base.addresses import Addresses
from command.base.db import Database
from command.base.problem import DatabaseBusy

SIZE = 8


async def test_an_exhausted_pool_says_busy_within_two_seconds(database: Database) -> None:
    async with AsyncExitStack() as held:
        for _ in range(SIZE):
            await held.enter_async_context(database.reading())
        began = time.monotonic()
        with pytest.raises(DatabaseBusy):
            async with database.reading():
                raise AssertionError("a ninth connection was given")
        assert 1.8 < time.monotonic() - began < 3.5
        assert database.usage()["common_busy"] == SIZE


async def test_the_reserved_lane_stays_free_for_intake(database: Database) -> None:
    async with AsyncExitStack() as held:
        for _ in range(SIZE):
            await held.enter_async_context(database.reading())
        async with asyncio.timeout(1.5), database.transaction(reserved=True) as conn:
            assert await conn.fetchval("select 1") == 1


async def test_a_connection_lost_in_the_middle_is_busy_and_the_pool_recovers(
    database: Database, fresh: Addresses
) -> None:
    with pytest.raises(DatabaseBusy):
        await use_and_be_cut(database, fresh)
    async with database.reading() as conn:
        assert await conn.fetchval("select 1") == 1


async def use_and_be_cut(database: Database, fresh: Addresses) -> None:
    async with database.transaction() as conn:
        await cut(fresh, await conn.fetchval("select pg_backend_pid()"))
        await conn.fetchval("select 1")


async def test_what_was_read_holds_though_the_connection_is_lost_on_its_way_back(
    database: Database,
) -> None:
    async with database.reading() as conn:
        pid = await conn.fetchval("select pg_backend_pid()")
        end_unheard(pid)
    async with database.reading() as conn:
        assert await conn.fetchval("select 1") == 1


def end_unheard(pid: int) -> None:
    """End a backend without a turn of the loop, which would hear of it."""
    os.kill(pid, signal.SIGTERM)
    late = time.monotonic() + 5
    while Path(f"/proc/{pid}/exe").exists():
        assert time.monotonic() < late


@pytest.mark.parametrize(
    "failure", [asyncpg.InternalClientError, asyncpg.InterfaceError, ConnectionResetError]
)
async def test_a_connection_that_fails_to_be_reset_is_the_pools_affair(
    database: Database, monkeypatch: pytest.MonkeyPatch, failure: type[Exception]
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise failure("another operation is in progress")

    async with database.reading() as conn:
        pid = await conn.fetchval("select pg_backend_pid()")
        monkeypatch.setattr(asyncpg.Connection, "reset", fail)
    monkeypatch.undo()
    async with database.reading() as conn:
        assert await conn.fetchval("select pg_backend_pid()") != pid


async def cut(fresh: Addresses, pid: int) -> None:
    conn = await db.connect(fresh.owner)
    try:
        assert await conn.fetchval("select pg_terminate_backend($1, 5000)", pid)
    finally:
        await conn.close()


async def test_a_mistake_of_ours_is_not_called_busy(database: Database) -> None:
    with pytest.raises(asyncpg.DataError):
        async with database.reading() as conn:
            await conn.fetchval("select $1::integer", "seven")


async def test_a_server_that_has_gone_is_busy(fresh: Addresses) -> None:
    opened = await Database.open(fresh.web)
    await opened.close()
    with pytest.raises(DatabaseBusy):
        async with opened.reading():
            raise AssertionError("a closed pool gave a connection")


async def test_a_snapshot_sees_one_instant_and_writes_nothing(database: Database) -> None:
    count = "select count(*) from journal.event"
    async with database.snapshot() as conn:
        before = await conn.fetchval(count)
        async with database.transaction() as writer:
            await writer.execute(
                "insert into journal.event (seq, at, type, place, audience, data)"
                " values (1, now(), 'case.opened', '361123', '{361123}', '{}')"
            )
        assert await conn.fetchval(count) == before
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await conn.execute("update journal.counter set seq = seq + 1")


FORBIDDEN = [
    "update journal.event set data = '{}'",
    "delete from journal.event",
    "truncate journal.event",
    "update journal.counter set epoch = gen_random_uuid()",
    "delete from journal.counter",
    "update casework.entry set words = ''",
    "delete from casework.entry",
    "update casework.report set words = ''",
    "delete from casework.report",
    "delete from casework.case_file",
    "update identity.person set name_masked = ''",
    "delete from identity.person",
    "delete from accounts.account",
    "update public.yushan_migration set checksum = ''",
    "create table public.mine (n integer)",
    "create table casework.mine (n integer)",
    "create schema mine",
    "alter table journal.event drop column data",
    "set role yushan_owner",
    "create role friend",
]


@pytest.mark.parametrize("sql", FORBIDDEN)
async def test_the_web_role_may_not(database: Database, sql: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with database.transaction() as conn:
            await conn.execute(sql)


async def test_the_web_role_owns_nothing(database: Database) -> None:
    async with database.reading() as conn:
        owned = await conn.fetch(
            "select relname from pg_class join pg_roles on pg_roles.oid = relowner"
            " where rolname = $1 union all select nspname from pg_namespace"
            " join pg_roles on pg_roles.oid = nspowner where rolname = $1",
            db.WEB_ROLE,
        )
        assert [row["relname"] for row in owned] == []
        rights = await conn.fetchrow(
            "select rolsuper, rolcreaterole, rolcreatedb, rolbypassrls from pg_roles"
            " where rolname = $1",
            db.WEB_ROLE,
        )
    assert rights is not None
    assert list(rights.values()) == [False] * 4
