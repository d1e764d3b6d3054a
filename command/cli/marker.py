"""The mark that a data folder holds the demo: fictitious people with known passwords.

Demo and real use never share a folder.
"""

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


def claim(data: Path) -> None:
    """Mark a folder nobody has used yet; a click error when it is in real use."""
    if not is_demo(data) and (data / "keys").exists():
        raise click.ClickException(
            f"{data} is in real use: name another folder with --data or YUSHAN_DATA"
        )
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    (data / NAME).write_text(WORDS)
