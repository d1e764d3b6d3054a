"""`yushan keeper`: the keeper of promises in a process of its own, beside those that serve."""

import asyncio
import signal

import click

from command.assessment import reader as assessment
from command.audit import keeper as audit
from command.audit.checkpoint import Signer
from command.base import logs
from command.base.addresses import Addresses
from command.base.db import Database
from command.base.settings import Settings
from command.casework import keeper as promises
from command.casework import watching
from command.cli import ground
from command.cli.options import base_options

LOG = logs.log("keeper")


@click.command()
@base_options
def keeper(settings: Settings) -> None:
    """Raise cases whose deadline has passed, let the rules look, chain and sign the audit, keep the
    entries for dissatisfied visits, until Ctrl-C.

    `serve` does this by itself; several keepers share the work.
    """
    with ground.opened(settings) as addresses:
        asyncio.run(_keep(addresses, Signer.of(settings.keys), settings.appeal_days))


async def _keep(addresses: Addresses, signer: Signer, appeal_days: int) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    db = await Database.open(addresses.keeper, size=3, reserved=1)
    try:
        click.echo("Keeping deadlines")
        await asyncio.gather(
            promises.run(db, stop),
            watching.run(db, stop),
            audit.run(db, signer, stop),
            assessment.run(db, stop, appeal_days),
        )
    finally:
        await db.close()
