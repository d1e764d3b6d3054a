"""Asked twice, done once; another body under the same key is refused."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from command.base import idempotency
from command.base.db import Database
from command.base.idempotency import RequestKey
from command.base.problem import KeyReused

AT = datetime(2026, 11, 24, 6, tzinfo=UTC)
KEY = RequestKey(7, "key-000001", b"a" * 32)


async def deed(database: Database, key: RequestKey, done: list[bytes], reply: bytes) -> bytes:
    """An action as rooms write it: claim, do, keep the answer, commit."""
    async with database.transaction() as conn:
        earlier = await idempotency.earlier_reply(conn, key, AT)
        if earlier is not None:
            return earlier
        done.append(reply)
        await idempotency.keep_reply(conn, key, reply)
        return reply


async def test_the_second_request_gets_the_first_answer(database: Database) -> None:
    done: list[bytes] = []
    assert await deed(database, KEY, done, b"first") == b"first"
    assert await deed(database, KEY, done, b"second") == b"first"
    assert done == [b"first"]


async def test_the_same_key_with_another_body_is_refused(database: Database) -> None:
    await deed(database, KEY, [], b"first")
    done: list[bytes] = []
    with pytest.raises(KeyReused) as refused:
        await deed(database, replace(KEY, fingerprint=b"b" * 32), done, b"second")
    assert refused.value.status == 409
    assert refused.value.field == "Idempotency-Key"
    assert done == []


async def test_another_account_may_use_the_same_key(database: Database) -> None:
    done: list[bytes] = []
    await deed(database, KEY, done, b"mine")
    assert await deed(database, replace(KEY, account_id=8), done, b"theirs") == b"theirs"
    assert done == [b"mine", b"theirs"]


async def test_ten_at_once_do_it_once(database: Database) -> None:
    done: list[bytes] = []
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(deed(database, KEY, done, f"reply {n}".encode())) for n in range(10)
        ]
    assert len(done) == 1
    assert {task.result() for task in tasks} == set(done)


async def claim_and_fail(database: Database) -> None:
    async with database.transaction() as conn:
        raise LookupError(await idempotency.earlier_reply(conn, KEY, AT))


async def test_a_failed_action_leaves_the_key_free(database: Database) -> None:
    with pytest.raises(LookupError, match="None"):
        await claim_and_fail(database)
    assert await deed(database, KEY, [], b"again") == b"again"
