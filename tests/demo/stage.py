"""The stage of the demo's tests: the real app on a free port, over a database of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn

from command.app import create_app
from command.base.addresses import Addresses
from command.base.settings import Settings
from command.cli import binding, serving
from tests import vaults

START_SECONDS = 10.0


@asynccontextmanager
async def serving_at(found: Addresses, data: Path) -> AsyncIterator[str]:
    """The URL of the whole centre, served to this machine while the block runs."""
    settings = Settings(data=data, port=0, demo=True)
    app = create_app(settings, found, vault=vaults.shared(), loops=False)
    bound = binding.bind(settings)
    started = asyncio.Event()
    config = uvicorn.Config(app, lifespan="on", log_config=None, access_log=False)
    server = serving.Server(config, started.set)
    task = asyncio.create_task(server.serve(sockets=[bound]))
    try:
        await asyncio.wait_for(started.wait(), START_SECONDS)
        yield binding.url_of(settings, bound)
    finally:
        server.ask_to_exit()
        await asyncio.wait_for(task, START_SECONDS)
