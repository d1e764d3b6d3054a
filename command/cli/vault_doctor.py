"""What the doctor sees of the vault: its folder, its copies, what they still owe."""

import asyncio
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import click

from command.base.problem import Refusal
from command.base.settings import Settings
from command.cli import vault_beside, vault_folder
from command.cli.finding import BAD, DOUBTFUL, GOOD, Finding
from command.identity.keystore import STORE
from command.identity.vault import Vault
from command.identity.vault_wire import Ask, State

COPY_DAYS = 7


def findings(settings: Settings, at: datetime) -> Iterator[Finding]:
    """Nothing is made that is not there yet."""
    try:
        folder = vault_folder.of(settings)
    except click.ClickException as refused:
        yield Finding("vault", BAD, refused.message)
        return
    if not (folder / STORE).exists():
        yield Finding("vault", DOUBTFUL, "no keys yet: the first start makes them")
        return
    yield guarded(folder)
    try:
        with vault_beside.administered(settings) as way:
            state = asyncio.run(_asked(way))
    except (click.ClickException, Refusal) as failure:
        yield Finding("vault", BAD, getattr(failure, "message", str(failure)))
        return
    yield Finding("vault", GOOD, f"keys of {state.cases} cases, master key {state.master}")
    yield copies(state, at)


async def _asked(way: Vault) -> State:
    try:
        return await way.ask(Ask(), State)
    finally:
        await way.close()


def guarded(folder: Path) -> Finding:
    """Masters lie open: whoever reads them reads every name."""
    loose = [
        path for path in (folder, *folder.iterdir()) if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    if loose:
        return Finding("vault keys", BAD, f"others may read {loose[0]}: run chmod go= on it")
    return Finding("vault keys", GOOD, f"{folder}, for its owner only")


def copies(state: State, at: datetime) -> Finding:
    """Without a copy a lost disk makes every name unreadable."""
    if state.due:
        words = (
            f"{state.due[0]} still holds destroyed keys: bring it back, run `yushan vault status`"
        )
        return Finding("key copies", BAD, words)
    if not state.copies:
        words = "none: run `yushan vault copy FOLDER`; without keys no name is ever read again"
        return Finding("key copies", DOUBTFUL, words)
    newest = max(datetime.fromisoformat(made) for made in state.copies.values())
    days = (at - newest) / timedelta(days=1)
    if days > COPY_DAYS:
        words = (
            f"the newest is {days:.0f} days old, newer cases are not in it: run `yushan vault copy`"
        )
        return Finding("key copies", DOUBTFUL, words)
    return Finding("key copies", GOOD, f"{len(state.copies)}, the newest {days:.1f} days old")
