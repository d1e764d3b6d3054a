"""What a command stands on: a database that answers and has the right schema.

Puts every failure of the ground into one line for an administrator, exit code 1.
"""

import asyncio
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from command.base import addresses, db, embedded, logs, migrate
from command.base.addresses import Addresses
from command.base.embedded import NotAlone
from command.base.migrate import SchemaProblem
from command.base.postgres import PostgresError
from command.base.problem import Refusal
from command.base.settings import Settings

SIGNALS = (signal.SIGINT, signal.SIGTERM)
console = Console(stderr=True)
"""Progress and remarks; answers go to standard output."""


@contextmanager
def opened(
    settings: Settings, *, migrating: bool = True, alone: bool = False
) -> Iterator[Addresses]:
    """Addresses of the database for the time of the block; the embedded one is started for it.

    `alone` keeps other commands of this data folder out. Ctrl-C and SIGTERM leave in order.
    """
    logs.configure(json=settings.log_json, level=settings.log_level)
    with _in_one_line(), _ends_in_order(), ExitStack() as stack:
        found = _reach(settings, stack, alone)
        stack.callback(_go_deaf)
        if migrating:
            with progress("Migrating") as tell:
                asyncio.run(migrate.migrate(found.owner, tell=tell))
        yield found


def _reach(settings: Settings, stack: ExitStack, alone: bool) -> Addresses:
    if settings.database_url:
        url, web = settings.database_url, settings.web_database_url
        return addresses.from_url(url, web, settings.role_urls)
    server = stack.enter_context(embedded.in_use(settings.data, alone=alone))
    return asyncio.run(addresses.prepare_embedded(server))


@contextmanager
def _in_one_line() -> Iterator[None]:
    try:
        yield
    except Refusal as refusal:
        where = f"{refusal.field}: " if refusal.field else ""
        raise click.ClickException(f"{where}{refusal.detail or refusal.en}") from refusal
    except (PostgresError, SchemaProblem, NotAlone, ValueError) as failure:
        raise click.ClickException(str(failure)) from failure
    except db.FAILURES as failure:
        raise click.ClickException(f"the database: {failure}") from failure


@contextmanager
def _ends_in_order() -> Iterator[None]:
    """SIGTERM unwinds like Ctrl-C; once we are leaving, a second signal does not cut it short."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in SIGNALS}
    signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _go_deaf() -> None:
    if threading.current_thread() is threading.main_thread():
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar that is told how many of how many are done; silent when there is nothing."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with bar_of(*columns, TimeRemainingColumn()) as bar:
        task = bar.add_task(what, total=None, visible=False)

        def tell(done: int, of: int) -> None:
            bar.update(task, completed=done, total=of, visible=of > 0)

        yield tell


def bar_of(*columns: ProgressColumn) -> Progress:
    """A bar that leaves nothing behind, and is not drawn where nobody looks."""
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
