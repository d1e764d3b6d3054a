"""Media: what a forwarded packet costs the worker, how late it comes, and whether all come.

The real `yushan media` over UDP, DTLS and SRTP, beside Janus VideoRoom with the same load. The
forwarder has one core, the load the other.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from tests.bench import forwarders, machine
from tests.bench.callers import Caller, Pump, Pumped, deaf
from tests.bench.figure import Figure, Goal, WrongResult
from tests.bench.forwarders import Forwarder
from tests.bench.janus import room_number
from tests.bench.scale import Scale
from tests.video.media.clients import on_address

OURS, PEER = "yushan media", "Janus VideoRoom (peer)"
OPENS: dict[str, Callable[[Path, str], AbstractAsyncContextManager[Forwarder]]] = {
    OURS: forwarders.ours,
    PEER: forwarders.peer,
}
LARGE, MANY = (3, 8), (10, 3)
CPU, LAG, MEMORY = "CPU per forwarded packet", "lag of the loop, p99", "PSS"
ALL = Goal(least=100)
GOALS = {
    (CPU, LARGE): Goal(most=15),
    (LAG, MANY): Goal(most=10),
    (MEMORY, MANY): Goal(most=150),
}
RATIO = Goal(most=1.25)


@dataclass(frozen=True, slots=True)
class Carried:
    """One measurement; times in seconds, `lag_ms` of the loop where it is told."""

    pumped: Pumped
    cpu: float
    waited: float
    seconds: float
    lag_ms: float | None
    pss_mib: float


def run(scale: Scale, folder: Path) -> list[Figure]:
    found: dict[tuple[str, tuple[int, int]], list[Carried]] = defaultdict(list)
    for _ in range(scale.rounds):
        for rooms in scale.rooms:
            for subject in OPENS:
                found[subject, rooms].append(asyncio.run(_carried(subject, rooms, scale, folder)))
    figures = []
    for rooms in scale.rooms:
        ours, peer = found[OURS, rooms], found[PEER, rooms]
        figures += [*_figures(OURS, rooms, ours), *_figures(PEER, rooms, peer)]
        figures.append(_ratio(rooms, ours, peer))
    return figures


def _figures(subject: str, rooms: tuple[int, int], found: list[Carried]) -> Iterator[Figure]:
    def figure(what: str, unit: str, of: Callable[[Carried], float], goal: Goal | None) -> Figure:
        return Figure(what, _name(subject, rooms), unit, tuple(map(of, found)), goal)

    def goal_of(what: str) -> Goal | None:
        return GOALS.get((what, rooms)) if subject == OURS else None

    yield figure("delivered", "%", _delivered, ALL if subject == OURS else None)
    yield figure(CPU, "us", _cpu_us, goal_of(CPU))
    yield figure("added delay, p50", "ms", lambda one: one.pumped.p50_ms, None)
    yield figure("added delay, p99", "ms", lambda one: one.pumped.p99_ms, None)
    if all(one.lag_ms is not None for one in found):
        yield figure(LAG, "ms", lambda one: one.lag_ms or 0.0, goal_of(LAG))
    yield figure(MEMORY, "MiB", lambda one: one.pss_mib, goal_of(MEMORY))
    yield figure("waited for its core", "%", lambda one: one.waited / one.seconds * 100, None)


def _name(subject: str, rooms: tuple[int, int]) -> str:
    return f"{subject}, {rooms[0]} x {rooms[1]}"


def _delivered(one: Carried) -> float:
    return one.pumped.delivered / one.pumped.wanted * 100


def _cpu_us(one: Carried) -> float:
    return one.cpu / one.pumped.delivered * 1e6


def _ratio(rooms: tuple[int, int], ours: list[Carried], peer: list[Carried]) -> Figure:
    pairs = zip(ours, peer, strict=True)
    values = tuple(_cpu_us(one) / _cpu_us(other) for one, other in pairs)
    goal = RATIO if rooms == LARGE else None
    return Figure(CPU, _name(f"{OURS} / peer", rooms), "x", values, goal)


async def _carried(subject: str, rooms: tuple[int, int], scale: Scale, folder: Path) -> Carried:
    address = forwarders.own_address()
    with on_address(address), deaf():
        async with OPENS[subject](folder, address) as forwarder:
            callers = await connected_callers(forwarder, rooms)
            pump = Pump(callers, scale.media_seconds, folder)
            await forwarder.lag_ms()  # what was before does not count
            found = await measured(forwarder, pump, scale.media_seconds)
            for one in callers:
                await one.close()
    if not found.pumped.delivered:
        raise WrongResult(f"{subject} forwarded nothing")
    return found


async def connected_callers(forwarder: Forwarder, rooms: tuple[int, int]) -> list[Caller]:
    """So many rooms of so many, everybody connected both ways."""
    made = [[Caller(room_number(), "") for _ in range(rooms[1])] for _ in range(rooms[0])]
    for callers in made:
        for number, one in enumerate(callers):
            one.room, one.name = callers[0].room, f"p{number}"
    await forwarder.connect(made)
    return [one for callers in made for one in callers]


async def measured(forwarder: Forwarder, pump: Pump, seconds: float) -> Carried:
    """What one run costs the forwarder."""
    await pump.prepare()
    cpu, waited = machine.cpu_seconds(forwarder.pid), machine.waited_seconds(forwarder.pid)
    pumped = await pump.run()
    return Carried(
        pumped,
        machine.cpu_seconds(forwarder.pid) - cpu,
        machine.waited_seconds(forwarder.pid) - waited,
        seconds,
        await forwarder.lag_ms(),
        machine.pss_mib(forwarder.pid),
    )
