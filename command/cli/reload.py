"""Runs a command again whenever a source file of the package changes; for `make dev`."""

import signal
import subprocess
import sys
import time
from collections.abc import Sequence

import click

from command.base.settings import ROOT

EVERY_SECONDS = 0.5
PATTERNS = ("*.py", "*.sql", "*.toml", "*.csv")


def run(arguments: Sequence[str]) -> None:
    """Until Ctrl-C, or until the command itself ends without a change."""
    while True:
        child = subprocess.Popen([sys.executable, "-m", "command", *arguments])
        try:
            changed = _wait(child, _stamps())
        except KeyboardInterrupt:
            child.wait()  # the terminal's Ctrl-C has reached it too
            return
        if not changed:
            raise SystemExit(child.returncode)
        child.send_signal(signal.SIGINT)
        child.wait()
        click.echo("A source file changed: starting again", err=True)


def _wait(child: "subprocess.Popen[bytes]", before: dict[str, float]) -> bool:
    while child.poll() is None:
        time.sleep(EVERY_SECONDS)
        if _stamps() != before:
            return True
    return False


def _stamps() -> dict[str, float]:
    folder = ROOT / "command"
    files = (path for pattern in PATTERNS for path in folder.rglob(pattern))
    return {str(path): path.stat().st_mtime for path in files if path.exists()}
