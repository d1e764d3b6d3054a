"""Memory: PSS of the app, of PostgreSQL, and of one idle socket, of the real `yushan serve`.

Beside a bare uvicorn, a bare PostgreSQL, and the sockets of a C server and of `websockets`.
Kernel buffers are not in it.
"""

import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.bench import bare, machine
from tests.bench.centre import WALL, Centre, centre, serving
from tests.bench.fanout import server
from tests.bench.figure import Figure, Goal, WrongResult
from tests.bench.load import load
from tests.bench.process import python, running
from tests.bench.scale import Scale

MIB_GOAL = Goal(most=150)
SOCKET_GOAL = Goal(most=30)
SETTLED_MIB = 0.5
SETTLE_SECONDS = 10.0
PAUSE_SECONDS = 0.5
PAGES = ("/api/session", "/api/places", "/map/layers", "/map/counts", "/map/shell.js")
"""What a wall asks for, so that nothing is left to be loaded later."""


Reading = tuple[str, str, str]
"""What was read, of whom, in which unit."""
PEERS = (("C epoll (floor)", "c"), ("websockets.broadcast (peer)", "broadcast"))
POSTGRES = "PSS", "PostgreSQL, all processes", "MiB"


def run(scale: Scale, folder: Path) -> list[Figure]:
    found: dict[Reading, list[float]] = defaultdict(list)
    with centre(folder / "data") as ground:
        for number in range(scale.rounds):
            for reading, value in _round(ground, scale, folder, number):
                found[reading].append(value)
    goals = {
        _app(scale.sockets): MIB_GOAL,
        POSTGRES: MIB_GOAL,
        _each("yushan serve"): SOCKET_GOAL,
    }
    return [Figure(*reading, tuple(found[reading]), goals.get(reading)) for reading in found]


def _app(sockets: int) -> Reading:
    return "PSS", f"app, {sockets:,} sockets", "MiB"


def _each(subject: str) -> Reading:
    return "PSS of an idle socket", subject, "KiB"


def _round(
    ground: Centre, scale: Scale, folder: Path, number: int
) -> Iterator[tuple[Reading, float]]:
    yield from _ours(ground, scale, folder)
    for label, name in PEERS:
        yield _each(label), _peer(name, scale, folder)
    yield ("PSS", "bare uvicorn (floor)", "MiB"), _hello()
    yield ("PSS", "bare PostgreSQL, no connection (floor)", "MiB"), _postgres(folder, number)


def _ours(ground: Centre, scale: Scale, folder: Path) -> Iterator[tuple[Reading, float]]:
    with serving(ground.data) as served:
        pid = served.process.pid
        _visit(served.url, ground.cookie)
        with load(folder, served.port, 1, WALL, ground.cookie):  # whatever the first one loads
            idle = _settled(pid)
        with load(folder, served.port, scale.sockets, WALL, ground.cookie):
            _visit(served.url, ground.cookie)
            full = _settled(pid)
            yield POSTGRES, machine.pss_mib(ground.postgres.pid)
        yield _app(1), idle
        yield _app(scale.sockets), full
        yield _each("yushan serve"), _kib_each(full - idle, scale)


def _visit(url: str, cookie: str) -> None:
    """Ask for everything that a wall asks for."""
    for page in PAGES:
        asked = urllib.request.Request(url + page, headers={"Cookie": cookie})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            if answer.status != 200 or not answer.read():
                raise WrongResult(f"{page} answers {answer.status}")


def _settled(pid: int) -> float:
    """Memory of a process once it moves no more, or after ten seconds; MiB."""
    late, before = time.monotonic() + SETTLE_SECONDS, machine.pss_mib(pid)
    while time.monotonic() < late:
        time.sleep(PAUSE_SECONDS)
        found = machine.pss_mib(pid)
        if abs(found - before) < SETTLED_MIB:
            return found
        before = found
    return before


def _kib_each(mib: float, scale: Scale) -> float:
    return max(0.0, mib) * 1024 / max(1, scale.sockets - 1)


def _peer(name: str, scale: Scale, folder: Path) -> float:
    with server(name, folder) as (process, port):
        with load(folder, port, 1, "/live"):
            idle = _settled(process.pid)
        with load(folder, port, scale.sockets, "/live"):
            full = _settled(process.pid)
    return _kib_each(full - idle, scale)


def _hello() -> float:
    with running(python("tests.bench.hello"), "hello") as process:
        process.line()
        return machine.pss_mib(process.pid)


def _postgres(folder: Path, number: int) -> float:
    data = folder / f"bare-{number}"
    bare.make(data)
    with bare.started(data) as pid:
        return _settled(pid)
