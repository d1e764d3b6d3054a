"""A centre of the bench's own: an embedded server in a temporary folder, migrated, with places.

`serving` runs the real `yushan serve` over it. Durable like in real use: nothing is turned off.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from command.base import addresses, clock, embedded, migrate
from command.base.addresses import Addresses
from command.base.db import Database
from command.base.postgres import Server
from tests import cast
from tests.bench.process import Running, python, running
from tests.running import keys_of

LISTENING = "Listening on "
WALL = "/live?v=1&screen=wall"


@dataclass(frozen=True, slots=True)
class Centre:
    """Its data folder and database, and the Cookie header of a wall of the county."""

    data: Path
    postgres: Server
    addresses: Addresses
    cookie: str


@dataclass(frozen=True, slots=True)
class Served:
    """A running `yushan serve`."""

    process: Running
    url: str

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or 0


@contextmanager
def centre(data: Path) -> Iterator[Centre]:
    """A centre with the shipped county and no case; its database lives as long as the block."""
    with embedded.in_use(data) as server:
        found = asyncio.run(addresses.prepare_embedded(server))
        asyncio.run(migrate.migrate(found.owner))
        yield Centre(data, server, found, asyncio.run(_furnish(found)))


async def _furnish(found: Addresses) -> str:
    database = await Database.open(found.web)
    try:
        await cast.load_ground(database, clock.now())
        _, wall = await cast.kiosk(database, cast.COUNTY, clock.now())
        return wall.cookie
    finally:
        await database.close()


@contextmanager
def serving(data: Path, command: str = "serve") -> Iterator[Served]:
    """`yushan serve` (or `demo`) over the folder, from its first line to its end."""
    words = python("command", command, "--data", str(data), "--port", "0")
    words += ["--vault-keys", str(keys_of(data))]
    with running([*words, "--log-level", "warning"], f"yushan {command}") as process:
        said = process.line_with(LISTENING)
        yield Served(process, said.split(LISTENING)[1].strip())
