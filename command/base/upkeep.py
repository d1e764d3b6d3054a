"""Loops that must not end: each is started again after a failure, and says how it is.

Owned by the app's task group, cancelled with it. Refuses to know what a loop does.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from command.base import logs

LOG = logs.log("upkeep")
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 15.0


@dataclass(slots=True)
class Loop:
    """`failure` is the last one, in words, until the loop has been started again for a while."""

    name: str
    failure: str = ""
    is_running: bool = False


async def keep_running(loop: Loop, work: Callable[[], Awaitable[None]]) -> None:
    """Run `work` until cancelled; after a failure wait 1 to 15 s and start it again."""
    pause = FIRST_PAUSE
    while True:
        began = asyncio.get_running_loop().time()
        try:
            loop.is_running = True
            await work()
            loop.failure = "ended"
        except Exception as failure:
            loop.failure = type(failure).__name__
            LOG.exception("loop failed", loop=loop.name)
        finally:
            loop.is_running = False
        lasted = asyncio.get_running_loop().time() - began
        pause = FIRST_PAUSE if lasted > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
        await asyncio.sleep(pause)
