"""A ledger of ten thousand rows: how long it takes until each is in, sealed, or explained.

On a durable server, with a vault in a process of its own. Beside reading the workbook alone (the
floor). Every good row must be in once, every other one explained, and a second run adds none.
"""

import asyncio
import time
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from command.base import clock
from command.base.db import Database
from command.base.settings import Settings
from command.cli import vault_beside
from command.identity.vault import Vault
from command.ledger import actions
from command.ledger.actions import By, Desk, Done, File
from command.ledger.workbook import read_book
from command.places import book
from tests import cast
from tests.bench.centre import Centre, centre
from tests.bench.figure import Figure, Goal, WrongResult
from tests.bench.scale import Scale
from tests.ledger.sheets import a_ledger
from tests.running import keys_of

T = TypeVar("T")
SECONDS = Goal(most=60.0)


def run(scale: Scale, folder: Path) -> list[Figure]:
    rows, faults = scale.ledger_rows, scale.ledger_faults
    content = a_ledger(rows, faults)
    data = folder / "data"
    with centre(data) as ground, _vault(data) as vault:
        first, second = asyncio.run(_measure(ground, vault, File(content, "bench.xlsx"), scale))
    began = time.monotonic()
    read_book(content)
    floor = time.monotonic() - began
    subject = f"ledger, {rows} rows, {faults} faulty"
    return [
        Figure("taken over", subject, "s", (first,), SECONDS),
        Figure("taken over", "the same again", "s", (second,)),
        Figure("taken over", "read only (floor)", "s", (floor,)),
    ]


@contextmanager
def _vault(data: Path) -> Iterator[Vault]:
    with vault_beside.opened(Settings(data=data, vault_keys=keys_of(data))) as vault:
        yield vault


async def _measure(ground: Centre, vault: Vault, file: File, scale: Scale) -> tuple[float, float]:
    keeping = await Database.open(ground.addresses.keeper, size=2, reserved=0)
    web = await Database.open(ground.addresses.web, size=2, reserved=0)
    try:
        async with web.transaction() as conn:
            people = [await cast._person(conn, login, clock.now()) for login in cast.ROLES]
        async with web.reading() as conn:
            desk = Desk(keeping, await book.load(conn), vault)
        by = By(people[0].actor.account_id, people[0].actor.name)
        first, done = await _timed(actions.take_over(desk, file, by, clock.now()))
        second, again = await _timed(actions.take_over(desk, file, by, clock.now()))
        _check(done, again, scale)
        return first, second
    finally:
        await vault.close()
        await web.close()
        await keeping.close()


async def _timed(work: Awaitable[T]) -> tuple[float, T]:
    began = time.monotonic()
    found = await work
    return time.monotonic() - began, found


def _check(done: Done, again: Done, scale: Scale) -> None:
    good = scale.ledger_rows - scale.ledger_faults
    told = (done.taken, len(done.checked.faulty), again.taken, again.known)
    if told != (good, scale.ledger_faults, 0, good):
        raise WrongResult(f"taken, faulty, again, known: {told}")
