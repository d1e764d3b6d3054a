"""The embedded PostgreSQL: started for you, found again after a crash, stopped with us.

Knows how a server lives and dies; refuses to know tables, roles and what is asked of it.
Everything here blocks: call it through `asyncio.to_thread`.
"""

import asyncio
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import asyncpg

from command.base import postgres_files as files
from command.base import postgres_secrets as logins
from command.base.db import Address, connect
from command.base.postgres_bin import Account, PostgresError, account_for, find_bin
from command.base.postgres_settings import SAFETY, flags, settings_for

__all__ = ["PostgresError", "Server", "find_bin", "start", "stop", "trim_log"]

trim_log = files.trim_log

T = TypeVar("T")
PORT = 5432  # names the socket only; nothing listens on the network
READY_SECONDS = 120.0  # recovery after a crash is part of a start
ORPHAN_SECONDS = 15.0
ASK_SECONDS = 10.0
QUIT_SECONDS = 5.0
ANSWERLESS = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    TimeoutError,
)

FACTS = ("data_directory", "listen_addresses", *SAFETY)


@dataclass(frozen=True)
class Server:
    """A living server; every login has its secret (`postgres_secrets`)."""

    socket_dir: Path
    port: int
    major: int
    pid: int
    adopted: bool
    data: Path

    def address(self, login: str = logins.SUPERUSER, database: str = "postgres") -> Address:
        """Where `login` finds a database here, with its secret."""
        secret = logins.secret_of(self.data, login)
        return Address(str(self.socket_dir), self.port, login, database, secret)


# Processes this one started, so that their end can be waited for and collected.
_children: dict[int, "subprocess.Popen[bytes]"] = {}


def start(
    data: Path,
    *,
    bin_dir: Path | None = None,
    durable: bool = True,
    extra: Mapping[str, str] = {},
) -> Server:
    """A server over `data`: the one alive there, else a new one, made first when needed.

    `durable=False` (tests only) trades safety for speed. `extra` adds or replaces settings.
    Raises PostgresError; nothing started is left behind then.
    """
    if extra.get("listen_addresses"):
        raise PostgresError("the embedded server never listens to the network: set DATABASE_URL")
    data = data.absolute().resolve()
    try:
        data.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        bin_dir = bin_dir.absolute() if bin_dir else find_bin()
        with files.locked(data) as lock:
            return _start(data, bin_dir, durable, extra, lock)
    except (OSError, subprocess.SubprocessError) as failure:
        raise PostgresError(f"PostgreSQL over {data} cannot start: {failure}") from failure


def _start(data: Path, bin_dir: Path, durable: bool, extra: Mapping[str, str], lock: int) -> Server:
    _collect_dead()
    major = files.check_major(data, bin_dir)
    if server := _adopt(data, major, durable):
        return server
    _clear_stale(data)
    account = account_for(data)
    if files.data_major(data) is None:
        files.make_data(data, bin_dir, account, lock, durable)
    if not logins.is_known(data):  # the server is down, and the folder is ours
        logins.write_rules(data, logins.TRUSTING)
    account.own(data)
    command = [str(bin_dir / "postgres"), *flags({**settings_for(major, durable), **extra})]
    return _launch(data, command, account, major, durable)


def stop(server: Server, timeout: float = 30.0) -> None:
    """Fast shutdown and wait up to `timeout` seconds; then the hard one, which loses nothing.

    Works for an adopted server too. Raises PostgresError when the server outlives both.
    """
    with files.locked(server.data):
        _end(server.pid, server.data, timeout)
        with suppress(OSError):  # not ours to remove when something else is in it
            server.socket_dir.rmdir()


# A living server left by a killed application


def _adopt(data: Path, major: int, durable: bool) -> Server | None:
    told = _settled(data)
    if told is None:
        return None
    server = Server(told.socket_dir, told.port, major, told.pid, adopted=True, data=data)
    try:
        _secure(server)
        _check(server, durable)
    except (FileNotFoundError, ConnectionRefusedError):
        _end(told.pid, data, READY_SECONDS)  # its socket was deleted: nobody can reach it again
        return None
    return server


def _settled(data: Path) -> files.PidFile | None:
    """The living postmaster once it is ready; None when none lives, or it has gone meanwhile."""
    late = time.monotonic() + READY_SECONDS
    while time.monotonic() < late:
        told = files.read_pid_file(data)
        if told is None or not files.is_alive(told.pid, data):
            return None
        if told.is_ready:
            return told
        time.sleep(files.PAUSE_SECONDS)
    raise PostgresError(f"the server running over {data} does not get ready: see its log")


def _check(server: Server, durable: bool) -> None:
    """Refuse a server of another folder, one open to the network, and one that may lose rows."""
    facts = _ask(server, _facts)
    if os.path.realpath(facts["data_directory"]) != str(server.data):
        raise PostgresError(f"the socket of {server.data} leads to {facts['data_directory']}")
    if facts["listen_addresses"]:
        raise PostgresError(f"the server over {server.data} listens to the network: stop it first")
    unsafe = [name for name in SAFETY if durable and facts[name] != "on"]
    if unsafe:
        raise PostgresError(
            f"the server over {server.data} has {', '.join(unsafe)} off and may lose reports: "
            "stop it, and remove that setting"
        )


def _secure(server: Server) -> None:
    """End the trust of a new folder and of older ones: from now on every login has its secret."""
    if logins.rules_are_ours(server.data):
        if not logins.is_known(server.data):
            raise PostgresError(f"the secrets of {server.data} are lost: stop it and start anew")
        return
    _ask(server, _give_secret)
    logins.write_rules(server.data, logins.RULES)
    _send(server.pid, signal.SIGHUP)
    if not _wait(lambda: _ask(server, _demands_secret), ASK_SECONDS):
        raise PostgresError(f"the server over {server.data} goes on trusting: stop it")


def _ask(server: Server, question: "Callable[[Server], Coroutine[Any, Any, T]]") -> T:
    """What the server answers; a thread of its own, as the caller may have a loop."""
    try:
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(lambda: asyncio.run(question(server))).result()
    except ANSWERLESS as failure:
        why = files.last_line(str(failure) or type(failure).__name__)
        raise PostgresError(f"the server over {server.data} does not answer: {why}") from failure


async def _facts(server: Server) -> dict[str, str]:
    connection = await connect(server.address(), timeout=ASK_SECONDS)
    try:
        rows = await connection.fetch(
            "select name, setting from pg_settings where name = any($1::text[])",
            FACTS,
            timeout=ASK_SECONDS,
        )
        return {row["name"]: row["setting"] for row in rows}
    finally:
        await connection.close(timeout=ASK_SECONDS)


async def _give_secret(server: Server) -> None:
    connection = await connect(server.address(), timeout=ASK_SECONDS)
    try:
        secret = server.address().password
        assert secret is not None
        await connection.execute(f"alter role {logins.SUPERUSER} password '{secret}'")
    finally:
        await connection.close(timeout=ASK_SECONDS)


async def _demands_secret(server: Server) -> bool:
    """Whether it turns away who brings none."""
    try:
        stranger = await connect(replace(server.address(), password=None), timeout=ASK_SECONDS)
    except (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError):
        return True
    await stranger.close(timeout=ASK_SECONDS)
    return False


def _clear_stale(data: Path) -> None:
    """Remove the pid file of a dead server, when nothing of that server writes any more."""
    told = files.read_pid_file(data)
    if told and _answers(told):
        raise PostgresError(f"a server outside this machine or container runs over {data}: stop it")
    if not _wait(lambda: not files.processes_in(data), ORPHAN_SECONDS):
        for orphan in files.processes_in(data):
            _send(orphan, signal.SIGQUIT)
    if not _wait(lambda: not files.processes_in(data), QUIT_SECONDS):
        raise PostgresError(f"processes {files.processes_in(data)} still write to {data}: end them")
    (data / "postmaster.pid").unlink(missing_ok=True)


def _answers(told: files.PidFile) -> bool:
    with socket.socket(socket.AF_UNIX) as line, suppress(OSError):
        line.settimeout(QUIT_SECONDS)
        line.connect(str(told.socket_dir / f".s.PGSQL.{told.port}"))
        return True
    return False


# A new server


def _launch(data: Path, command: list[str], account: Account, major: int, durable: bool) -> Server:
    socket_dir = files.socket_dir_for(data)
    files.prepare_socket_dir(socket_dir, account)
    quoted = str(socket_dir).replace('"', '""')
    command += ["-D", str(data), "-p", str(PORT), "-c", f'unix_socket_directories="{quoted}"']
    said_before, child = _spawn(data, command, account)
    _children[child.pid] = child
    try:
        _wait_ready(data, child, said_before)
        server = Server(socket_dir, PORT, major, child.pid, adopted=False, data=data)
        _secure(server)
        _check(server, durable)
    except BaseException:
        _end(child.pid, data, QUIT_SECONDS)
        raise
    return server


def _spawn(
    data: Path, command: list[str], account: Account
) -> tuple[int, "subprocess.Popen[bytes]"]:
    """Start it in a session of its own, so that Ctrl-C reaches the application first."""
    files.trim_log(data)
    how = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    log = os.open(files.beside(data, ".log"), how, 0o600)
    try:
        return os.fstat(log).st_size, subprocess.Popen(
            [*account.prefix, *command], stdout=log, stderr=log, **account.popen()
        )
    finally:
        os.close(log)


def _wait_ready(data: Path, child: "subprocess.Popen[bytes]", said_before: int) -> None:
    """Ready is what the pid file says, when it speaks of our child: `unshare` execs in place."""
    log = files.beside(data, ".log")

    def is_decided() -> bool:
        told = files.read_pid_file(data)
        is_ready = told is not None and told.is_ready and told.pid == child.pid
        return is_ready or child.poll() is not None

    if not _wait(is_decided, READY_SECONDS):
        raise PostgresError(f"PostgreSQL is not ready after {READY_SECONDS:.0f} s: see {log}")
    if child.poll() is not None:
        said = log.read_bytes()[said_before:].decode(errors="replace")
        raise PostgresError(f"PostgreSQL did not start: {files.last_line(said)} (see {log})")


# The end


def _end(pid: int, data: Path, timeout: float) -> None:
    for sign, patience in ((signal.SIGINT, timeout), (signal.SIGQUIT, QUIT_SECONDS)):
        if _is_running(pid, data):
            _send(pid, sign)
        if _wait(lambda: not _is_running(pid, data), patience):
            _children.pop(pid, None)
            return
    raise PostgresError(f"PostgreSQL over {data} (process {pid}) does not stop: end it by hand")


def _is_running(pid: int, data: Path) -> bool:
    child = _children.get(pid)
    return child.poll() is None if child else files.is_alive(pid, data)


def _send(pid: int, sign: signal.Signals) -> None:
    with suppress(ProcessLookupError):  # it went by itself
        os.kill(pid, sign)


def _collect_dead() -> None:
    for pid in [pid for pid, child in list(_children.items()) if child.poll() is not None]:
        _children.pop(pid, None)


def _wait(condition: Callable[[], bool], seconds: float) -> bool:
    late = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > late:
            return False
        time.sleep(files.PAUSE_SECONDS)
    return True
