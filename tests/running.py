"""The program as people start it: a process of its own, waited for by what it says."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from command.base import postgres_files

SECONDS = 60.0
LISTENING = "Listening on "


def environment(data: Path | None = None, **more: str) -> dict[str, str]:
    """This machine's, without what would change the program's defaults.

    The vault's keys lie beside the data folder, not below the configuration of whoever tests.
    """
    ours = ("YUSHAN_", "DATABASE_URL", "PORT", "PG")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    if data is not None:
        plain |= {"YUSHAN_DATA": str(data), "YUSHAN_VAULT_KEYS": str(keys_of(data))}
    return {**plain, "COLUMNS": "200", **more}


def keys_of(data: Path) -> Path:
    """Where the vault of a server over `data` keeps its keys."""
    return data.with_name(f"{data.name}.vault").resolve()


def run(*arguments: str, data: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    """One command to its end; the caller judges the exit code."""
    return subprocess.run(
        [sys.executable, "-m", "command", *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        env=environment(data, **more),
    )


def succeed(*arguments: str, data: Path) -> str:
    told = run(*arguments, data=data)
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout


class Running:
    """A started server; `said` holds the lines of standard output so far."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process
        self.said: list[str] = []
        self._rest = b""

    @property
    def url(self) -> str:
        return next(
            line.removeprefix(LISTENING) for line in self.said if line.startswith(LISTENING)
        )

    def wait_for(self, start: str) -> None:
        """Until a line begins with `start`; AssertionError when the program ends first."""
        late = time.monotonic() + SECONDS
        while not any(line.startswith(start) for line in self.said):
            assert self._read(late - time.monotonic()), (self.said, self.errors())

    def _read(self, seconds: float) -> bool:
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], max(0.0, seconds))
        piece = os.read(self.process.stdout.fileno(), 65536) if ready else b""
        *lines, self._rest = (self._rest + piece).split(b"\n")
        self.said += [line.decode() for line in lines]
        return bool(piece)

    def errors(self) -> str:
        if self.process.poll() is None or self.process.stderr is None:
            return ""
        return self.process.stderr.read().decode()

    def stop(self, number: signal.Signals = signal.SIGINT, *, group: bool = False) -> int:
        """Send a signal, to the whole group as a terminal does when asked; the exit code."""
        send = os.killpg if group else os.kill
        send(self.process.pid, number)
        return self.process.wait(SECONDS)


@contextmanager
def started(*arguments: str, data: Path, until: str = LISTENING, **more: str) -> Iterator[Running]:
    """A server that listens, on a free port unless told; killed at the end if it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "command", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(data, YUSHAN_PORT="0", **more),
        start_new_session=True,
    )
    running = Running(process)
    try:
        running.wait_for(until)
        yield running
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(SECONDS)
        for stream in (process.stdout, process.stderr):
            assert stream is not None
            stream.close()
        for pid in postgres_processes(data):
            with suppress(ProcessLookupError):  # it was on its way out
                os.kill(pid, signal.SIGQUIT)


def postgres_processes(data: Path) -> list[int]:
    """Server processes at work in the data folder."""
    folder = data / "postgres"
    return postgres_files.processes_in(folder) if folder.exists() else []
