"""Drawing as the app asks for it: in a process of its own, two at once, the rest wait."""

import asyncio
import subprocess
from concurrent.futures import ThreadPoolExecutor

import msgspec

from command.base.apart import done_apart
from command.base.problem import DatabaseBusy
from command.documents.paper import Job

WAIT_SECONDS = 90.0
PRINTERS = {"pdf": "command.documents.pdf", "word": "command.documents.word"}
_PRESSES = ThreadPoolExecutor(max_workers=2, thread_name_prefix="press")


async def drawn(job: Job) -> bytes:
    """The file. Raises DatabaseBusy when too many wait; a job that cannot be drawn is our fault."""
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            return await asyncio.get_running_loop().run_in_executor(_PRESSES, _draw, job)
    except (TimeoutError, subprocess.TimeoutExpired) as full:
        raise DatabaseBusy() from full


def _draw(job: Job) -> bytes:
    return done_apart(PRINTERS[job.format], said=msgspec.json.encode(job))
