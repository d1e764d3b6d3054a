"""Beside: whether the incident stream feels a media worker that works hard on the same machine.

The real `yushan serve` and a real `yushan media`, nothing of ours kept on a core; round by round
the same packets go to the worker, and to a socket where nobody reads (the floor).
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench import forwarders, machine
from tests.bench.callers import Pump, deaf
from tests.bench.centre import WALL, Centre, centre, serving
from tests.bench.figure import Figure, Goal, WrongResult
from tests.bench.forwarders import Ours
from tests.bench.latency import SLACK_SECONDS, write
from tests.bench.load import Heard, Load, load
from tests.bench.media import connected_callers
from tests.bench.scale import Scale
from tests.video.media.clients import on_address

BUSY, FLOOR = "beside a busy worker", "the media go to a sink (floor)"
MORE = Goal(most=2)
LEAD, TAIL = 1.0, 0.5
"""Seconds of media before the first event and after the last one."""


@dataclass(frozen=True, slots=True)
class Pass:
    """One run; the worker's CPU in parts of a core, and what it forwarded of all it should."""

    heard: Heard
    share: float
    forwarded: float


def run(scale: Scale, folder: Path) -> list[Figure]:
    with centre(folder / "data") as ground:
        rounds = [
            asyncio.run(_round(ground, scale, folder, number))
            for number in range(scale.beside_rounds)
        ]
    busy, floor = [one for one, _ in rounds], [other for _, other in rounds]
    more = tuple(one.heard.p99_ms - other.heard.p99_ms for one, other in rounds)
    return [
        Figure("p99 from insert to sockets, more", BUSY, "ms", more, MORE),
        *_figures(BUSY, busy),
        *_figures(FLOOR, floor),
        Figure("worker's share of a core", BUSY, "%", tuple(one.share * 100 for one in busy)),
        Figure("media forwarded", BUSY, "%", tuple(one.forwarded * 100 for one in busy)),
    ]


def _figures(label: str, found: list[Pass]) -> Iterator[Figure]:
    yield Figure(
        "p99 from insert to sockets", label, "ms", tuple(one.heard.p99_ms for one in found)
    )
    yield Figure(
        "p50 from insert to sockets", label, "ms", tuple(one.heard.p50_ms for one in found)
    )


async def _round(ground: Centre, scale: Scale, folder: Path, number: int) -> tuple[Pass, Pass]:
    """With a worker, and without; which of them comes first changes."""
    passes = {}
    async with _media(scale, folder) as (worker, pump):
        for label in (FLOOR, BUSY) if number % 2 else (BUSY, FLOOR):
            with _sink() as sink:
                to = sink if label == FLOOR else None
                passes[label] = await _pass(ground, scale, folder, worker, pump, to)
    return passes[BUSY], passes[FLOOR]


@asynccontextmanager
async def _media(scale: Scale, folder: Path) -> AsyncIterator[tuple[Ours, Pump]]:
    """A worker as it is shipped, and callers who are ready."""
    address = forwarders.own_address()
    with on_address(address), deaf():
        async with forwarders.ours(folder, address, "--nice", "5") as worker:
            machine.free(worker.pid)
            callers = await connected_callers(worker, scale.beside_rooms)
            yield worker, Pump(callers, scale.pace_seconds + LEAD + TAIL, folder)
            for one in callers:
                await one.close()


@contextmanager
def _sink() -> Iterator[tuple[str, int]]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()


async def _pass(
    ground: Centre,
    scale: Scale,
    folder: Path,
    worker: Ours,
    pump: Pump,
    to: tuple[str, int] | None,
) -> Pass:
    frames = round(scale.pace_seconds * scale.events_a_second)
    seconds = scale.pace_seconds + SLACK_SECONDS
    async with _readers(ground, scale, folder) as readers:
        await asyncio.to_thread(readers.listen, frames, seconds)
        await pump.prepare(to, hears=False)
        before, cpu = await worker.forwarded(), machine.cpu_seconds(worker.pid)
        pumping = asyncio.create_task(pump.run())
        await asyncio.sleep(LEAD)
        await asyncio.to_thread(_write, ground, frames, scale.events_a_second)
        heard = await asyncio.to_thread(readers.heard, seconds)
        await pumping
    share = (machine.cpu_seconds(worker.pid) - cpu) / (scale.pace_seconds + LEAD + TAIL)
    forwarded = (await worker.forwarded() - before) / pump.wanted
    if not to and not forwarded:
        raise WrongResult("the worker forwarded nothing")
    return Pass(heard, share, forwarded)


@asynccontextmanager
async def _readers(ground: Centre, scale: Scale, folder: Path) -> AsyncIterator[Load]:
    """Walls of a server that has just begun; this loop goes on meanwhile, for the callers."""
    stack = ExitStack()
    try:
        served = await asyncio.to_thread(stack.enter_context, serving(ground.data))
        walls = load(folder, served.port, scale.beside_sockets, WALL, ground.cookie)
        yield await asyncio.to_thread(stack.enter_context, walls)
    finally:
        await asyncio.to_thread(stack.close)


def _write(ground: Centre, frames: int, rate: float) -> None:
    asyncio.run(write(ground.addresses, frames, rate))
