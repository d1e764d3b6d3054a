"""A bare PostgreSQL: initdb and postgres with their own defaults. The floor of start and memory.

The binaries and the account are those of our embedded server; nothing else of it is used.
"""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from command.base.postgres_bin import account_for, find_bin
from tests.bench.figure import WrongResult

READY_LINE = 7
READY_SECONDS = 30.0
PAUSE_SECONDS = 0.005


def make(data: Path) -> None:
    """A new data folder, owned by whoever may run a server."""
    account = account_for(data)
    data.mkdir(mode=0o700)
    account.own(data)
    words = [str(find_bin() / "initdb"), "-D", str(data), "-A", "trust", "-U", "postgres"]
    subprocess.run([*account.prefix, *words], check=True, stdout=subprocess.PIPE, **account.popen())


@contextmanager
def started(data: Path) -> Iterator[int]:
    """A server over the folder for the time of the block; its process id."""
    account = account_for(data)
    words = [str(find_bin() / "postgres"), "-D", str(data), "-c", "listen_addresses="]
    sockets = ["-c", f"unix_socket_directories={data}"]
    child = subprocess.Popen(
        [*account.prefix, *words, *sockets], stderr=subprocess.DEVNULL, **account.popen()
    )
    try:
        _wait(data / "postmaster.pid", child)
        yield child.pid
    finally:
        child.terminate()
        child.wait(READY_SECONDS)


def _wait(told: Path, child: "subprocess.Popen[bytes]") -> None:
    late = time.monotonic() + READY_SECONDS
    while not _is_ready(told):
        if child.poll() is not None or time.monotonic() > late:
            raise WrongResult("the bare PostgreSQL does not start")
        time.sleep(PAUSE_SECONDS)


def _is_ready(told: Path) -> bool:
    try:
        lines = told.read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) > READY_LINE and lines[READY_LINE].strip() == "ready"
