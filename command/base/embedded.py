"""The embedded server, shared by every command over one data folder: the last to leave stops it.

A lock file counts who is there: the kernel forgets a killed process by itself, so a server left
behind is stopped by whoever leaves last. Refuses to know what the commands do.
"""

import asyncio
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from command.base import logs, postgres, postgres_files

FOLDER = "postgres"
USERS = "postgres.users"
LEAVING = "postgres.leaving"
LOOK_SECONDS = 1.0
TRIM_SECONDS = 3600.0
LOG = logs.log("postgres")


class NotAlone(Exception):
    """Another command is at work on this data folder."""


@contextmanager
def in_use(data: Path, *, alone: bool = False) -> Iterator[postgres.Server]:
    """A running server over `data`/postgres for the time of the block. Blocks; no event loop.

    `alone` keeps others out meanwhile. Raises PostgresError when the server cannot start, and
    NotAlone.
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    users = _open(data / USERS)
    try:
        _enter(users, alone)
        server = postgres.start(data / FOLDER)
        try:
            yield server
        finally:
            _leave(data, users, server)
    finally:
        os.close(users)


def _enter(users: int, alone: bool) -> None:
    if not alone:
        fcntl.flock(users, fcntl.LOCK_SH)
        return
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as busy:
        raise NotAlone("another command is at work on this data folder: stop it first") from busy


async def keep_alive(data: Path) -> None:
    """Start the server again when it was killed, and keep its log short; until cancelled."""
    folder, trimmed = data / FOLDER, 0.0
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        if _alive_pid(folder) is None:
            LOG.warning("started again: it had gone", folder=str(folder))
            await asyncio.to_thread(postgres.start, folder)
        if time.monotonic() - trimmed > TRIM_SECONDS:
            await asyncio.to_thread(postgres.trim_log, folder)
            trimmed = time.monotonic()


def _alive_pid(folder: Path) -> int | None:
    told = postgres_files.read_pid_file(folder)
    return told.pid if told and postgres_files.is_alive(told.pid, folder) else None


def _leave(data: Path, users: int, server: postgres.Server) -> None:
    """One leaves at a time, so that of two leaving together the second sees that it is the last."""
    gate = _open(data / LEAVING)
    try:
        fcntl.flock(gate, fcntl.LOCK_EX)
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fcntl.flock(users, fcntl.LOCK_UN)
            return
        pid = _alive_pid(data / FOLDER)  # another one than at first when it was started again
        if pid is not None:
            postgres.stop(replace(server, pid=pid))
    finally:
        os.close(gate)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
