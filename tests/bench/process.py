"""Processes of a bench: started, read line by line, ended with the block that started them.

Every wait has an end. Refuses to know what the processes do.
"""

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from tests.bench.figure import WrongResult

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120.0
END_SECONDS = 20.0
OURS = (
    *("YUSHAN_DATA", "YUSHAN_PORT", "PORT", "DATABASE_URL", "YUSHAN_WEB_DATABASE_URL"),
    "PYTHONDONTWRITEBYTECODE",
)
"""Settings of whoever runs the bench, which must not leak into what is measured."""


class Running:
    """A process with its lines; `say` writes one to it."""

    def __init__(self, words: Sequence[str], name: str) -> None:
        self.name = name
        self._child = subprocess.Popen(
            words,
            cwd=ROOT,
            env={key: value for key, value in os.environ.items() if key not in OURS},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        said = self._child.stdout
        self._reader = threading.Thread(target=self._read, args=(said,), daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._child.pid

    def line(self, seconds: float = START_SECONDS) -> str:
        """The next line it says. Raises WrongResult when it ends or says nothing."""
        try:
            found = self._lines.get(timeout=seconds)
        except queue.Empty:
            found = None
        if found is None:
            raise WrongResult(f"{self.name} said nothing, or ended (code {self._child.poll()})")
        return found

    def line_with(self, words: str, seconds: float = START_SECONDS) -> str:
        """The next line that holds these words."""
        while words not in (found := self.line(seconds)):
            pass
        return found

    def say(self, line: str) -> None:
        assert self._child.stdin is not None
        self._child.stdin.write(f"{line}\n")
        self._child.stdin.flush()

    def end(self) -> None:
        """Ask it to end, as Ctrl-C does; by force when it does not."""
        if self._child.poll() is None:
            self._child.send_signal(signal.SIGINT)
        try:
            self._child.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._close()

    def _close(self) -> None:
        self._reader.join(END_SECONDS)
        assert self._child.stdin is not None
        with suppress(BrokenPipeError):
            self._child.stdin.close()

    def _read(self, said: IO[str]) -> None:
        with said:
            for line in said:
                self._lines.put(line.rstrip("\n"))
        self._lines.put(None)


@contextmanager
def running(words: Sequence[str], name: str) -> Iterator[Running]:
    """The process for the time of the block."""
    process = Running(words, name)
    try:
        yield process
    finally:
        process.end()


def python(module: str, *words: str) -> list[str]:
    """Command line of a module of ours."""
    return [sys.executable, "-m", module, *words]
