"""The data folder of the embedded server and what stands beside it on disk.

Beside DATA: DATA.lock, DATA.log, DATA.secrets, DATA.new (a folder being made), DATA.sock (when
its path is short enough). Refuses to know SQL, and who asks for the server.
"""

import fcntl
import hashlib
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from command.base.postgres_bin import Account, PostgresError, major_of, run

SOCKET_DIR_BYTES = 92  # a socket's path ends at 107 bytes: folder, slash, ".s.PGSQL.5432"
LOCK_SECONDS = 180.0
LOG_BYTES = 4 * 1024 * 1024
PAUSE_SECONDS = 0.01


@dataclass(frozen=True)
class PidFile:
    """What a postmaster says of itself; lines still missing are empty."""

    pid: int
    socket_dir: Path
    port: int
    status: str

    @property
    def is_ready(self) -> bool:
        return self.status == "ready"


def read_pid_file(data: Path) -> PidFile | None:
    """The postmaster.pid of a data folder; None when there is none or it is half written."""
    try:
        lines = (data / "postmaster.pid").read_text(errors="surrogateescape").split("\n")
        port, socket_dir, status = (lines[3], lines[4], lines[7]) if len(lines) > 7 else (0, "", "")
        # A server in single-user mode writes its number below zero.
        return PidFile(abs(int(lines[0])), Path(socket_dir), int(port), status.strip())
    except (FileNotFoundError, ValueError):
        return None


def is_alive(pid: int, data: Path) -> bool:
    """Whether `pid` is a PostgreSQL at work in this data folder.

    A zombie is dead: its links lead nowhere. A number given to another program since, or to a
    shell that happens to stand in the folder, is not a server.
    """
    process = Path("/proc", str(pid))
    try:
        program = os.path.basename(os.readlink(process / "exe")).removesuffix(" (deleted)")
        return program == "postgres" and os.path.samefile(process / "cwd", data)
    except OSError:
        return False


def processes_in(data: Path) -> list[int]:
    """Every PostgreSQL process at work in the folder, postmaster or child."""
    numbers = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [pid for pid in numbers if is_alive(pid, data)]


@contextmanager
def locked(data: Path) -> Iterator[int]:
    """Hold the folder's lock; yields its descriptor.

    A child that inherits the descriptor keeps the lock, even when we are killed meanwhile.
    Raises PostgresError when another process holds it longer than LOCK_SECONDS.
    """
    descriptor = os.open(beside(data, ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _wait_for_lock(descriptor, data)
        yield descriptor
    finally:
        os.close(descriptor)


def _wait_for_lock(descriptor: int, data: Path) -> None:
    late = time.monotonic() + LOCK_SECONDS
    while True:
        with suppress(BlockingIOError):
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if time.monotonic() > late:
            raise PostgresError(f"another process has been starting or stopping {data} too long")
        time.sleep(PAUSE_SECONDS)


def beside(data: Path, suffix: str) -> Path:
    """A file or folder that stands next to the data folder and bears its name."""
    return data.with_name(data.name + suffix)


def socket_dir_for(data: Path) -> Path:
    """Where the socket goes; the same answer for the same data folder.

    Beside the data when that path is at most SOCKET_DIR_BYTES long, else a short folder named
    after a digest of the path. Raises PostgresError when the temporary folder is as long.
    """
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    near = beside(data, ".sock")
    for place in (near, Path(tempfile.gettempdir(), f"yushan-{digest}")):
        if len(os.fsencode(place)) <= SOCKET_DIR_BYTES:
            return place
    raise PostgresError(f"{near} and TMPDIR are both too long for a socket: set a shorter TMPDIR")


def prepare_socket_dir(folder: Path, account: Account) -> None:
    """Make the folder private to us and empty of dead sockets.

    Raises PostgresError when somebody else stands there already.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    facts = folder.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid not in {os.geteuid(), account.uid}:
        raise PostgresError(f"{folder} belongs to somebody else: remove it, it is for our socket")
    folder.chmod(0o700)
    for dead in folder.glob(".s.PGSQL.*"):
        dead.unlink()
    account.own(folder)


def trim_log(data: Path, limit: int = LOG_BYTES) -> None:
    """Move the log to DATA.log.1 when it is over `limit` bytes; safe while the server writes.

    The server appends, so the file is copied and cut; lines written in between may be lost.
    """
    log = beside(data, ".log")
    if log.exists() and log.stat().st_size > limit:
        shutil.copyfile(log, beside(data, ".log.1"))
        os.truncate(log, 0)


def check_major(data: Path, bin_dir: Path) -> int:
    """Major version of binaries and folder alike; PostgresError names the way when they differ."""
    ours, theirs = major_of(bin_dir), data_major(data)
    if theirs not in {None, ours}:
        raise PostgresError(
            f"{data} was made by PostgreSQL {theirs}, but {bin_dir} is version {ours}: point "
            f"YUSHAN_POSTGRES_BIN at a version {theirs} bin folder; to move, run `yushan backup` "
            f"with version {theirs}, then `yushan restore` into a new folder with version {ours}"
        )
    return ours


def data_major(data: Path) -> int | None:
    """Major version that made the folder; None when there is no database in it yet."""
    try:
        return int((data / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None
    except ValueError:
        raise PostgresError(f"{data / 'PG_VERSION'} is damaged: restore a backup") from None


def make_data(data: Path, bin_dir: Path, account: Account, lock: int, durable: bool) -> None:
    """initdb into DATA.new, then rename: a folder named `data` is always a whole one.

    PG_VERSION is written first, so a killed initdb leaves what can neither start nor be made
    again; here it leaves DATA.new, swept by the next start. initdb holds `lock` to its own end.
    """
    if data.exists() and any(data.iterdir()):
        raise PostgresError(f"{data} holds other files, no PostgreSQL: empty it or name another")
    fresh = beside(data, ".new")
    if fresh.exists():
        shutil.rmtree(fresh)
    fresh.mkdir(mode=0o700)
    account.own(fresh)
    made = run(_initdb(fresh, bin_dir, durable), account, keep_open=[lock])
    if made.returncode:
        raise PostgresError(f"initdb failed in {fresh}: {last_line(made.stderr or made.stdout)}")
    fresh.rename(data)
    _sync_folder(data.parent)


def _initdb(fresh: Path, bin_dir: Path, durable: bool) -> list[str]:
    command = [
        str(bin_dir / "initdb"),
        "-D",
        str(fresh),
        "-U",
        "postgres",
        "-E",
        "UTF8",
        "--auth-local=trust",
        "--auth-host=reject",
        "--data-checksums",
        "--locale=C.UTF-8",
    ]
    if major_of(bin_dir) >= 17:
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return command if durable else [*command, "--no-sync"]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def last_line(text: str) -> str:
    """The line that explains a failure: the last complaint, else the last line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    grave = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "error:"))]
    return (grave or lines or ["it said nothing"])[-1]
