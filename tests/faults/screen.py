"""A wall as a program: it holds what it was told and goes on from there whenever it lost the line.

Folds frames with the tests' own twin of the browser's state. Draws nothing.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from tests.faults.centre import PAUSE, Centre
from tests.live.replay import Frame, Told, step

SECONDS = 30.0


@dataclass
class Screen:
    """`dials` counts connections that were greeted, `verdicts` what each frame was judged."""

    centre: Centre
    cookie: str
    told: Told = field(default_factory=Told)
    frames: list[Frame] = field(default_factory=list)
    verdicts: list[str] = field(default_factory=list)
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def events(self) -> list[int]:
        """Numbers of the events, in the order they came."""
        return [frame["seq"] for frame in self.frames if "." in frame["type"]]

    def count(self, type_: str) -> int:
        return sum(frame["type"] == type_ for frame in self.frames)

    async def watch(self) -> None:
        """Look until cancelled; over every break come back and ask for what follows."""
        while True:
            await self.centre.is_up.wait()
            try:
                await self._look()
            except (OSError, TimeoutError, WebSocketException):
                await asyncio.sleep(PAUSE)

    async def _look(self) -> None:
        async with connect(
            self._address(),
            origin=self.centre.url,  # type: ignore[arg-type]
            additional_headers={"Cookie": self.cookie},
            proxy=None,
            close_timeout=1,
            max_size=None,
        ) as socket:
            async for text in socket:
                self._fold(json.loads(text))

    def _address(self) -> str:
        asked = "v=1&screen=wall"
        if self.told.steady:
            asked += f"&epoch={self.told.epoch}&since={self.told.seq}"
        return f"{self.centre.url.replace('http', 'ws', 1)}/live?{asked}"

    def _fold(self, frame: Frame) -> None:
        verdict, self.told = step(self.told, frame)
        self.verdicts.append(verdict)
        self.frames.append(frame)
        self.heard.set()

    async def until(self, holds: Callable[[Told], bool], seconds: float = SECONDS) -> None:
        async with asyncio.timeout(seconds):
            while not holds(self.told):
                self.heard.clear()
                await self.heard.wait()

    async def reach(self, seq: int) -> None:
        """Until everything up to a number is here."""
        await self.until(lambda told: told.steady and told.seq >= seq)


@asynccontextmanager
async def watching(*screens: Screen) -> AsyncIterator[None]:
    """Screens that hold their first snapshot, and look until the end of the block."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(screen.watch()) for screen in screens]
        for screen in screens:
            await screen.until(lambda told: told.steady)
        yield
        for task in tasks:
            task.cancel()
