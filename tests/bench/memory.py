"""Memory: PSS of the app, of PostgreSQL, and of one idle socket, of the real `yushan serve`.

Beside a bare uvicorn, a bare PostgreSQL, and the sockets of a C server and of `websockets`.
Kernel buffers are not in it.
"""

import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from tests.bench import bare, machine
from tests.bench.centre import WALL, Centre, Served, centre, serving
from tests.bench.fanout import server
from tests.bench.figure import Figure, Goal, WrongResult
from tests.bench.load import load
from tests.bench.process import python, running
from tests.bench.scale import Scale

MIB_GOAL = Goal(most=150)
SOCKET_GOAL = Goal(most=30)
SETTLED_MIB = 0.5
SETTLE_SECONDS = 10.0
PAGES = ("/api/session", "/api/places", "/map/layers", "/map/counts", "/map/shell.js")
"""What a wall asks for, so that nothing is left to be loaded later."""


def run(scale: Scale, folder: Path) -> list[Figure]:
    with centre(folder / "data") as ground, serving(ground.data) as served:
        ours = _ours(ground, served, scale, folder)
    peers = [_sockets(label, name, scale, folder) for label, name in PEERS]
    return [*ours, *peers, _hello(), _postgres(folder)]


PEERS = (("C epoll (floor)", "c"), ("websockets.broadcast (peer)", "broadcast"))


def _ours(ground: Centre, served: Served, scale: Scale, folder: Path) -> list[Figure]:
    _visit(served.url, ground.cookie)
    pid, database = served.process.pid, ground.postgres.pid
    idle = _settled(lambda: machine.pss_mib(pid))
    with load(folder, served.port, scale.sockets, WALL, ground.cookie):
        _visit(served.url, ground.cookie)
        full = _settled(lambda: machine.pss_mib(pid))
        store = machine.pss_mib(database)
    socket = (full - idle) * 1024 / scale.sockets
    return [
        Figure("PSS", "app, no socket", "MiB", (idle,)),
        Figure("PSS", f"app, {scale.sockets:,} sockets", "MiB", (full,), MIB_GOAL),
        Figure("PSS", "PostgreSQL, all processes", "MiB", (store,), MIB_GOAL),
        Figure("PSS of an idle socket", "yushan serve", "KiB", (socket,), SOCKET_GOAL),
    ]


def _visit(url: str, cookie: str) -> None:
    """Ask for everything that a wall asks for."""
    for page in PAGES:
        asked = urllib.request.Request(url + page, headers={"Cookie": cookie})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            if answer.status != 200 or not answer.read():
                raise WrongResult(f"{page} answers {answer.status}")


def _settled(read: Callable[[], float]) -> float:
    """The figure once it moves no more, or after ten seconds."""
    late, before = time.monotonic() + SETTLE_SECONDS, read()
    while time.monotonic() < late:
        time.sleep(1)
        found = read()
        if abs(found - before) < SETTLED_MIB:
            return found
        before = found
    return before


def _sockets(label: str, name: str, scale: Scale, folder: Path) -> Figure:
    with server(name, folder) as (process, port):
        with load(folder, port, 1, "/live"):  # whatever the first one loads
            idle = _settled(lambda: machine.pss_mib(process.pid))
        with load(folder, port, scale.sockets, "/live"):
            full = _settled(lambda: machine.pss_mib(process.pid))
    each = max(0.0, full - idle) * 1024 / scale.sockets
    return Figure("PSS of an idle socket", label, "KiB", (each,))


def _hello() -> Figure:
    with running(python("tests.bench.hello"), "hello") as process:
        process.line()
        return Figure("PSS", "bare uvicorn (floor)", "MiB", (machine.pss_mib(process.pid),))


def _postgres(folder: Path) -> Figure:
    bare.make(folder / "bare")
    with bare.started(folder / "bare") as pid:
        found = _settled(lambda: machine.pss_mib(pid))
    return Figure("PSS", "bare PostgreSQL, no connection (floor)", "MiB", (found,))
