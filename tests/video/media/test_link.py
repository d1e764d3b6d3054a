"""The app's end of a worker's socket: what counts as lost, and what does not."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from command.video.media import link, wire
from command.video.media.link import WorkerLink

SPELL = 0.05
BEAT = wire.Beat(rooms=0, seats=0, packets_per_second=0, cpu=0, memory_mb=0, lag_ms=0)


@contextmanager
def beating(path: Path, rest: float) -> Iterator[None]:
    """A worker in a thread: one beat, and then one every `rest` seconds."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        door.bind(str(path))
        door.listen()
        ended = threading.Event()

        def work() -> None:
            with suppress(BrokenPipeError), door.accept()[0] as line:
                line.sendall(wire.packed(BEAT))
                while not ended.wait(rest):
                    line.sendall(wire.packed(BEAT))

        thread = threading.Thread(target=work)
        thread.start()
        yield
        ended.set()
        thread.join()


@pytest.fixture(autouse=True)
def short_spells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "SPELL", SPELL)


async def test_a_worker_that_says_nothing_any_more_is_lost(tmp_path: Path) -> None:
    lost = asyncio.Event()
    one = WorkerLink(tmp_path / "m.sock", lambda _: None, lambda _: lost.set())
    with beating(one.socket, rest=60):
        running = asyncio.create_task(one.run())
        async with asyncio.timeout(10):
            await lost.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_a_loop_of_ours_that_stood_still_loses_no_worker(tmp_path: Path) -> None:
    lost: list[WorkerLink] = []
    one = WorkerLink(tmp_path / "m.sock", lambda _: None, lost.append)
    with beating(one.socket, rest=SPELL / 5):
        running = asyncio.create_task(one.run())
        async with asyncio.timeout(10):
            await one.is_there.wait()
        for _ in range(3):
            time.sleep(SPELL * (link.SILENT_SPELLS + 2))  # noqa: ASYNC251 - the loop stands still
            await asyncio.sleep(0)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert lost == []
