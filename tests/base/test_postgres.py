"""Life of the embedded server: made, started, found again, stopped, and what it survives."""

import asyncio
import os
import re
import signal
import socket
import stat
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg
import pytest

from command.base import postgres, postgres_files, postgres_settings
from command.base.postgres import PostgresError, Server, start, stop
from command.base.postgres_settings import SAFETY
from tests.base.postgres_stage import (
    application,
    bin_of,
    connect,
    fetch,
    in_thread,
    kill,
    says,
    setting,
    stopped_after,
    wait_until,
)

# asyncpg meets a connection cut between two statements with the internal error.
LOST = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    with stopped_after(tmp_path / "data" / "postgres") as folder:
        yield folder


@pytest.mark.parametrize("major", [18, 15])
def test_first_start_makes_a_safe_private_database(data: Path, major: int) -> None:
    server = start(data, bin_dir=bin_of(major))
    told = {name: setting(server, name) for name in (*SAFETY, "data_checksums")}
    assert set(told.values()) == {"on"}
    assert setting(server, "listen_addresses") == ""
    assert setting(server, "server_encoding") == "UTF8"
    assert (server.major, server.adopted, server.data) == (major, False, data)
    assert stat.S_IMODE(server.socket_dir.stat().st_mode) == 0o700
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert os.getsid(server.pid) == server.pid
    stop(server)
    assert postgres_files.processes_in(data) == []
    assert not server.socket_dir.exists()


def test_safety_wins_over_an_edited_folder(data: Path) -> None:
    stop(start(data))
    conf = (data / "postgresql.conf").read_text()
    assert not re.search(rf"^({'|'.join(SAFETY)})\b", conf, re.MULTILINE)  # initdb's own: on
    (data / "postgresql.auto.conf").write_text("fsync = off\nfull_page_writes = off\n")
    server = start(data)
    assert {setting(server, name) for name in SAFETY} == {"on"}
    stop(server)


@pytest.mark.parametrize("major", [18, 15])
def test_second_start_keeps_what_was_written(data: Path, major: int) -> None:
    server = start(data, bin_dir=bin_of(major))
    fetch(server, "create table note as select '灵溪镇'::text as place")
    stop(server)
    again = start(data, bin_dir=bin_of(major))
    assert not again.adopted
    assert fetch(again, "select place from note")[0]["place"] == "灵溪镇"
    stop(again)


def test_idle_server_stays_below_150_megabytes(data: Path) -> None:
    server = start(data)
    fetch(server, "select count(*) from pg_class")
    kilobytes = sum(_pss(pid) for pid in postgres_files.processes_in(data))
    assert 1_000 < kilobytes < 150_000
    stop(server)


def _pss(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


@pytest.mark.faults
@pytest.mark.parametrize("major", [18, 15])
def test_server_left_by_a_killed_application_is_adopted(data: Path, major: int) -> None:
    with application(data, bin_of(major)) as other:
        pid, _ = says(other)
        other.kill()
        other.wait()
    server = start(data, bin_dir=bin_of(major))
    assert (server.pid, server.adopted) == (pid, True)
    assert fetch(server, "select 1 as one")[0]["one"] == 1
    stop(server)
    assert not postgres_files.is_alive(pid, data)


@pytest.mark.faults
def test_acknowledged_rows_survive_a_killed_server(data: Path) -> None:
    server = start(data)
    fetch(server, "create table report (id int primary key)")
    acknowledged = in_thread(lambda: asyncio.run(_write_until_killed(server, kill_after=300)))
    assert len(acknowledged) >= 300
    again = start(data)
    kept = {row["id"] for row in fetch(again, "select id from report")}
    assert not again.adopted
    assert set(acknowledged) <= kept
    assert len(kept) - len(acknowledged) <= 1
    stop(again)


async def _write_until_killed(server: Server, kill_after: int) -> list[int]:
    connection = await connect(server)
    acknowledged: list[int] = []
    try:
        while True:
            await connection.execute("insert into report values ($1)", len(acknowledged))
            acknowledged.append(len(acknowledged))
            if len(acknowledged) == kill_after:
                os.kill(server.pid, signal.SIGKILL)
    except LOST:
        return acknowledged


@pytest.mark.faults
def test_zombie_is_dead(data: Path) -> None:
    server = start(data)
    kill(server.pid)
    os.kill(server.pid, 0)  # the number still stands: nobody has collected it
    assert not postgres_files.is_alive(server.pid, data)
    again = start(data)
    assert not again.adopted
    stop(again)


def test_ready_is_only_what_the_pid_file_says_of_our_own_child(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "READY_SECONDS", 0.05)
    data.mkdir(parents=True)
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as child:
        write_pid_file(data, child.pid + 1)
        with pytest.raises(PostgresError, match="is not ready"):
            postgres._wait_ready(data, child, 0)
        write_pid_file(data, child.pid)
        postgres._wait_ready(data, child, 0)


def write_pid_file(data: Path, pid: int) -> None:
    lines = [pid, data, 1, 5432, data.parent, "", " 1 1", "ready   ", ""]
    (data / "postmaster.pid").write_text("\n".join(map(str, lines)))


@pytest.mark.faults
def test_new_server_waits_for_the_dead_ones_busy_children(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "ORPHAN_SECONDS", 0.1)
    server = start(data)
    with ThreadPoolExecutor(1) as thread:
        busy = thread.submit(fetch, server, "select count(*) from generate_series(1, 1e12::int8)")
        active = "select 1 from pg_stat_activity where state = 'active' and query like '%series%'"
        wait_until(lambda: len(fetch(server, active)) > 1)
        kill(server.pid)
        assert postgres_files.processes_in(data)
        again = start(data)
        assert isinstance(busy.exception(), LOST)
    assert set(_parents(data, again)) == {again.pid}
    stop(again)


def _parents(data: Path, server: Server) -> list[int]:
    children = [pid for pid in postgres_files.processes_in(data) if pid != server.pid]
    stats = [Path(f"/proc/{pid}/stat").read_text() for pid in children]
    return [int(line.rpartition(")")[2].split()[1]) for line in stats]


def test_pid_file_that_names_another_program_is_stale(data: Path) -> None:
    stop(start(data))
    with subprocess.Popen(["cat"], cwd=data, stdin=subprocess.PIPE) as stranger:
        write_pid_file(data, stranger.pid)
        server = start(data)
        assert not server.adopted
        assert server.pid != stranger.pid
        assert stranger.poll() is None
        stop(server)


def test_pid_file_that_names_the_server_of_another_folder_is_stale(
    data: Path, tmp_path: Path
) -> None:
    stop(start(data))
    with stopped_after(tmp_path / "neighbour") as elsewhere:
        neighbour = start(elsewhere)
        write_pid_file(data, neighbour.pid)
        server = start(data)
        assert not server.adopted
        assert setting(server, "data_directory") == str(data)
        stop(server)
        assert postgres_files.is_alive(neighbour.pid, elsewhere)
        stop(neighbour)


def test_half_written_pid_file_is_stale(data: Path) -> None:
    stop(start(data))
    (data / "postmaster.pid").write_text("")
    server = start(data)
    assert not server.adopted
    stop(server)


def test_server_whose_socket_was_deleted_is_replaced(data: Path) -> None:
    server = start(data)
    for name in server.socket_dir.iterdir():
        name.unlink()
    again = start(data)
    assert not again.adopted
    assert again.pid != server.pid
    assert fetch(again, "select 1 as one")[0]["one"] == 1
    stop(again)


def test_server_that_answers_from_elsewhere_is_not_started_over(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = start(data)
    monkeypatch.setattr(postgres_files, "is_alive", lambda pid, data: False)
    with pytest.raises(PostgresError, match="outside this machine or container"):
        start(data)
    monkeypatch.undo()
    stop(server)


def test_durable_start_refuses_settings_that_lose_rows(data: Path) -> None:
    with pytest.raises(PostgresError, match="fsync off"):
        start(data, extra={"fsync": "off"})
    assert postgres_files.processes_in(data) == []
    careless = start(data, durable=False)
    with pytest.raises(PostgresError, match="fsync, full_page_writes, synchronous_commit off"):
        start(data)
    assert postgres_files.is_alive(careless.pid, data)
    stop(careless)


def test_server_open_to_the_network_is_refused(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PostgresError, match="never listens to the network"):
        start(data, extra={"listen_addresses": "127.0.0.1"})
    assert not data.exists()
    monkeypatch.setattr(postgres, "PORT", a_free_port())
    opened = {**postgres_settings.SETTINGS, "listen_addresses": "127.0.0.1"}
    monkeypatch.setattr(postgres_settings, "SETTINGS", opened)
    with pytest.raises(PostgresError, match="listens to the network: stop it"):
        start(data)
    assert postgres_files.processes_in(data) == []


def a_free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def test_failed_start_says_why_in_one_line_and_leaves_nothing(data: Path) -> None:
    with pytest.raises(PostgresError, match=r"shared_buffers.*postgres\.log") as refusal:
        start(data, extra={"shared_buffers": "a lot"})
    assert "\n" not in str(refusal.value)
    assert postgres_files.processes_in(data) == []


def test_environment_of_another_database_is_not_read(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGSERVICE", "PGSSLMODE", "PGDATA")
    for name in names:
        monkeypatch.setenv(name, "17")
    server = start(data)
    assert start(data).adopted
    stop(server)
