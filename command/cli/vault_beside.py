"""The vault beside a command: started with it, started again when it dies, ended with it.

Its environment names no database. Refuses to know what is sealed.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click

from command.base import logs
from command.base.settings import Settings
from command.cli import vault_folder
from command.cli.beside import FAREWELL, PAUSES, SHORT_LIFE, environment
from command.identity.vault import Vault

LOG = logs.log("vault")
START_SECONDS = 60.0
LOOK = 0.01


@contextmanager
def opened(settings: Settings) -> Iterator[Vault]:
    """The way to the vault for the time of the block; one is started unless the settings name one.

    A click error in one line when it does not start.
    """
    with begun(settings) as answering:
        yield answering()


@contextmanager
def begun(settings: Settings) -> Iterator[Callable[[], Vault]]:
    """The same for whoever has other things to start: what it gives waits until it answers."""
    if settings.vault_socket:
        yield partial(Vault, settings.vault_socket)
        return
    keeper = Keeper(_command(settings))
    try:
        yield partial(keeper.answering, settings.vault_at)
    finally:
        keeper.stop()


@contextmanager
def administered(settings: Settings) -> Iterator[Vault]:
    """The administrators' way: to a vault that runs, else to one started for the block."""
    way = Vault(vault_folder.admin_socket(vault_folder.of(settings)))
    if way.says() == "ok":
        yield way
        return
    with opened(settings):
        yield way


def _command(settings: Settings) -> list[str]:
    return [
        *(
            sys.executable,
            "-m",
            "command.cli.vault_process",
            "--attached",
        ),  # without what it never needs
        *("--data", str(settings.data), "--vault-keys", str(vault_folder.of(settings))),
        *("--log-format", "json" if settings.log_json else "console"),
    ]


class Keeper:
    """Keeps one vault alive from a thread of its own, whatever the event loop does."""

    def __init__(self, command: list[str]) -> None:
        self._command = command
        self._process = self._begun(subprocess.PIPE)
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="vault", daemon=True)

    def answering(self, path: Path) -> Vault:
        """Until it answers. A click error with what it said when it ends instead."""
        late = time.monotonic() + START_SECONDS
        way = Vault(path)
        while way.says() != "ok":
            if self._process.poll() is not None or time.monotonic() > late:
                raise click.ClickException(self._last_words())
            time.sleep(LOOK)
        self._thread.start()
        return way

    def stop(self) -> None:
        self._leaving.set()
        _end(self._process)
        if self._thread.is_alive():
            self._thread.join(FAREWELL)
        _close(self._process)

    def _keep(self) -> None:
        pause = PAUSES[0]
        while not self._leaving.is_set():
            began = time.monotonic()
            code = self._process.wait()
            _close(self._process)
            if self._leaving.is_set():
                return
            lived = time.monotonic() - began
            LOG.error("the vault died", code=code, lived=round(lived, 1))
            pause = PAUSES[0] if lived > SHORT_LIFE else min(pause * 4, PAUSES[1])
            if not self._leaving.wait(pause):
                self._process = self._begun(None)
        _end(self._process)

    def _begun(self, errors: int | None) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env=environment(),
            start_new_session=True,  # Ctrl-C is for the server, which then ends it
        )

    def _last_words(self) -> str:
        process = self._process
        _end(process)
        assert process.stderr is not None
        said = process.stderr.read().decode(errors="replace").strip().splitlines()
        _close(process)
        return said[-1].removeprefix("Error: ") if said else "the vault does not start"


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(FAREWELL)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process.stdin is not None:
        process.stdin.close()


def _close(process: "subprocess.Popen[bytes]") -> None:
    for stream in (process.stdin, process.stderr):
        if stream is not None:
            stream.close()
