"""The embedded server has many users and no owner: the last to leave stops it."""

import multiprocessing
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from command.base import embedded, postgres_files
from command.base.embedded import NotAlone

SECONDS = 60


def running(data: Path) -> bool:
    return bool(postgres_files.processes_in(data / embedded.FOLDER))


def visit(data: Path, entered: Event, leave: Event) -> None:
    with embedded.in_use(data):
        entered.set()
        leave.wait(SECONDS)


def test_the_last_to_leave_stops_it(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    entered, leave = context.Event(), context.Event()
    other = context.Process(target=visit, args=(tmp_path, entered, leave))
    other.start()
    try:
        assert entered.wait(SECONDS)
        with embedded.in_use(tmp_path) as server:
            assert server.adopted
        assert running(tmp_path), "the other one still uses it"
    finally:
        leave.set()
        other.join(SECONDS)
    assert other.exitcode == 0
    assert not running(tmp_path)


def test_a_killed_user_does_not_count(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    entered, leave = context.Event(), context.Event()
    other = context.Process(target=visit, args=(tmp_path, entered, leave))
    other.start()
    assert entered.wait(SECONDS)
    other.kill()
    other.join(SECONDS)
    assert running(tmp_path), "the server outlives its user"
    with embedded.in_use(tmp_path) as server:
        assert server.adopted
    assert not running(tmp_path)


def test_alone_means_alone(tmp_path: Path) -> None:
    with (
        embedded.in_use(tmp_path),
        pytest.raises(NotAlone, match="stop it first"),
        embedded.in_use(tmp_path, alone=True),
    ):
        raise AssertionError("two at once")
    with embedded.in_use(tmp_path, alone=True):
        assert running(tmp_path)
    assert not running(tmp_path)


def test_a_failure_inside_stops_it_too(tmp_path: Path) -> None:
    with pytest.raises(LookupError), embedded.in_use(tmp_path):
        raise LookupError
    assert not running(tmp_path)
