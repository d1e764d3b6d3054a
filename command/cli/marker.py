"""The mark that a data folder holds the demo: fictitious people with known passwords.

Demo and real use never share a folder.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

NAME = "demo"
WORDS = "This folder holds fictitious demo data with known passwords. Never use it for real.\n"


def is_demo(data: Path) -> bool:
    return (data / NAME).exists()


def refuse_demo(data: Path) -> None:
    if is_demo(data):
        raise click.ClickException(
            f"{data} holds the demo: name another folder with --data or YUSHAN_DATA"
        )


@contextmanager
def claimed(data: Path) -> Iterator[None]:
    """Mark a folder and hold it; a click error when it is in real use or has a demo running."""
    _mark(data)
    with (data / NAME).open() as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise click.ClickException(
                f"a demo already runs on {data}: stop it, or name another folder with --data"
            ) from None
        yield


def _mark(data: Path) -> None:
    if not is_demo(data) and (data / "keys").exists():
        raise click.ClickException(
            f"{data} is in real use: name another folder with --data or YUSHAN_DATA"
        )
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not is_demo(data):
        (data / NAME).write_text(WORDS)
