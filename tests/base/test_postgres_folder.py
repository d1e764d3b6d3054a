"""How the data folder is made once and whole, and which folders are refused."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from command.base import postgres_files
from command.base.postgres import PostgresError, start, stop
from tests.base.postgres_stage import (
    application,
    bin_of,
    fetch,
    is_locked,
    says,
    slow_initdb,
    stopped_after,
    wait_until,
)


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    with stopped_after(tmp_path / "data" / "postgres") as folder:
        yield folder


def test_leftover_of_a_killed_initdb_is_swept(data: Path) -> None:
    leftover = data.with_name("postgres.new")
    (leftover / "base").mkdir(parents=True)
    (leftover / "PG_VERSION").write_text("18\n")
    server = start(data)
    assert not leftover.exists()
    assert fetch(server, "select 1 as one")[0]["one"] == 1
    stop(server)


@pytest.mark.faults
def test_start_waits_for_the_initdb_of_a_killed_application(data: Path, tmp_path: Path) -> None:
    bin_dir, gate = slow_initdb(tmp_path)
    with application(data, bin_dir) as other:
        wait_until((tmp_path / "runs").exists)
        other.kill()
        other.wait()
    assert is_locked(data)
    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(start, data)
        with gate.open("w") as line:
            assert not waiting.done()
            line.write("go\n")
        server = waiting.result(30)
    assert not data.with_name("postgres.new").exists()
    stop(server)


@pytest.mark.faults
def test_two_applications_at_once_share_one_server_made_once(data: Path, tmp_path: Path) -> None:
    bin_dir, gate = slow_initdb(tmp_path)
    with application(data, bin_dir) as one, application(data, bin_dir) as other:
        wait_until((tmp_path / "runs").exists)
        gate.write_text("go\n")
        (pid, adopted), (other_pid, other_adopted) = says(one), says(other)
    assert pid == other_pid
    assert {adopted, other_adopted} == {True, False}
    assert (tmp_path / "runs").read_text() == "run\n"
    stop(start(data))


def test_folder_of_another_major_version_names_the_way(data: Path) -> None:
    stop(start(data, bin_dir=bin_of(18)))
    with pytest.raises(PostgresError) as refusal:
        start(data, bin_dir=bin_of(15))
    line = str(refusal.value)
    assert "made by PostgreSQL 18" in line
    assert "is version 15" in line
    assert "YUSHAN_POSTGRES_BIN" in line
    assert "\n" not in line
    assert postgres_files.processes_in(data) == []


def test_folder_with_other_files_is_left_alone(data: Path) -> None:
    data.mkdir(parents=True)
    (data / "letter.txt").write_text("信")
    with pytest.raises(PostgresError, match="holds other files"):
        start(data)
    assert [path.name for path in data.iterdir()] == ["letter.txt"]
