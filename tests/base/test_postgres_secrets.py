"""Every login of the embedded server has a secret; older folders are upgraded at their start."""

import asyncio
import os
import signal
import stat
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import asyncpg
import pytest

from command.base import addresses, db, postgres_secrets
from command.base.postgres import PostgresError, Server, start, stop
from tests.base.postgres_stage import bin_of, fetch, in_thread, stopped_after, wait_until

TURNED_AWAY = (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError)


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    with stopped_after(tmp_path / "data" / "postgres") as folder:
        yield folder


def turns_away(server: Server, address: db.Address) -> bool:
    async def knock() -> list[bool]:
        try:
            conn = await db.connect(address)
        except TURNED_AWAY:
            return [True]
        await conn.close()
        return [False]

    return bool(in_thread(lambda: asyncio.run(knock()))[0])


@pytest.mark.parametrize("major", [18, 15])
def test_whoever_reaches_the_socket_without_a_secret_is_turned_away(data: Path, major: int) -> None:
    server = start(data, bin_dir=bin_of(major))
    assert turns_away(server, replace(server.address(), password=None))
    assert turns_away(server, replace(server.address(), password="guess"))
    assert not turns_away(server, server.address())
    file = data.with_name("postgres.secrets")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert (server.address().password or "") not in repr(server)
    stop(server)


@pytest.mark.parametrize("runs", [True, False], ids=["running", "stopped"])
def test_a_folder_of_before_is_upgraded_with_its_rows(data: Path, runs: bool) -> None:
    server = start(data)
    fetch(server, "create table note as select '灵溪镇'::text as place")
    fetch(server, "alter role postgres password null")
    postgres_secrets.write_rules(data, postgres_secrets.TRUSTING)
    os.kill(server.pid, signal.SIGHUP)
    wait_until(lambda: not turns_away(server, replace(server.address(), password=None)))
    data.with_name("postgres.secrets").unlink()
    if not runs:
        stop(server)
    again = start(data)
    assert again.adopted is runs
    assert turns_away(again, replace(again.address(), password=None))
    assert fetch(again, "select place from note")[0]["place"] == "灵溪镇"
    stop(again)


def test_lost_secrets_are_made_anew_by_the_owner_of_the_folder(data: Path) -> None:
    server = start(data)
    before = server.address().password
    file = data.with_name("postgres.secrets")
    file.unlink()
    with pytest.raises(PostgresError, match="are lost: stop it"):
        start(data)
    stop(server)
    again = start(data)
    assert again.address().password not in (None, before)
    assert fetch(again, "select 1 as one")[0]["one"] == 1
    stop(again)


def test_secrets_that_others_may_read_are_refused(data: Path) -> None:
    data.parent.mkdir(parents=True)
    postgres_secrets.secret_of(data, "someone")
    data.with_name("postgres.secrets").chmod(0o644)
    with pytest.raises(PostgresError, match="others may read"):
        postgres_secrets.secret_of(data, "someone")


def test_a_line_cut_short_does_not_count(data: Path) -> None:
    data.parent.mkdir(parents=True)
    whole = postgres_secrets.secret_of(data, "one")
    with data.with_name("postgres.secrets").open("a") as file:
        file.write("two half-a-sec")
    fresh = postgres_secrets.secret_of(data, "two")
    assert fresh != "half-a-sec"
    assert postgres_secrets.secret_of(data, "one") == whole
    assert postgres_secrets.secret_of(data, "two") == fresh


def test_every_login_has_a_secret_of_its_own(data: Path) -> None:
    server = start(data)
    found = in_thread(lambda: [asyncio.run(addresses.prepare_embedded(server))])[0]
    logins = [getattr(found, field.name) for field in fields(found)]
    assert len({login.password for login in logins}) == len(logins)
    for mine, other in zip(logins, [*logins[1:], logins[0]], strict=True):
        assert not turns_away(server, mine)
        assert turns_away(server, replace(mine, password=other.password))
    stop(server)
