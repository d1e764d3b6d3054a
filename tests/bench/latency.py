"""Latency: from just before an insert into the journal to a thousand sockets that received it.

The real `yushan serve` with its tail, its hub and a durable database, all sockets on one scope;
beside `websockets.broadcast` fed directly over a socket.
"""

import asyncio
import time
from pathlib import Path
from typing import Any

from command.base import clock, db, journal
from command.base.addresses import Addresses
from command.base.event import Event, audience_of
from tests.bench import machine
from tests.bench.centre import WALL, Centre, centre, serving
from tests.bench.fanout import server
from tests.bench.figure import Figure, Goal
from tests.bench.load import Heard, load
from tests.bench.sample import PLACE, card_data
from tests.bench.scale import Scale

GOAL = Goal(most=15)
SLACK_SECONDS = 60.0  # a busy machine may not keep the pace; late is not lost
OURS = "journal to sockets (yushan serve)"
PEER = "websockets.broadcast, fed directly (peer)"


def run(scale: Scale, folder: Path) -> list[Figure]:
    ours, peer = [], []
    with centre(folder / "data") as ground:
        for _ in range(scale.rounds):
            ours.append(_ours(ground, scale, folder))
            peer.append(_peer(scale, folder))
    return [*_figures(OURS, ours, GOAL), *_figures(PEER, peer, None)]


def _figures(label: str, found: list[tuple[Heard, float]], goal: Goal | None) -> list[Figure]:
    rows = [(heard.p50_ms, heard.p99_ms, cpu) for heard, cpu in found]
    p50, p99, cpu = zip(*rows, strict=True)
    return [
        Figure("latency p50", label, "ms", p50),
        Figure("latency p99", label, "ms", p99, goal),
        Figure("CPU per delivery", label, "us", cpu),
    ]


def _ours(ground: Centre, scale: Scale, folder: Path) -> tuple[Heard, float]:
    frames = round(scale.pace_seconds * scale.events_a_second)
    seconds = scale.pace_seconds + SLACK_SECONDS
    with (
        serving(ground.data) as served,
        load(folder, served.port, scale.sockets, WALL, ground.cookie) as readers,
    ):
        machine.pin(served.process.pid, machine.cores()[0])
        readers.listen(frames, seconds)
        before = machine.cpu_seconds(served.process.pid)
        asyncio.run(write(ground.addresses, frames, scale.events_a_second))
        heard = readers.heard(seconds)
        cpu = machine.cpu_seconds(served.process.pid) - before
    return heard, cpu / heard.delivered * 1e6


async def write(found: Addresses, frames: int, rate: float) -> None:
    """Append events at an even pace, each in its own transaction."""
    conn = await db.connect(found.web)
    began = time.monotonic()
    try:
        for number in range(frames):
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
            async with conn.transaction():
                await journal.append(conn, [_event(number)])
    finally:
        await conn.close()


def _event(number: int) -> Event:
    """`n` and `ts` (CLOCK_MONOTONIC) are what the load looks for."""
    sent: dict[str, Any] = {"n": number, "ts": time.monotonic_ns()}
    audience = audience_of(PLACE, ["rsj"])
    return Event("case.progressed", clock.now(), PLACE, audience, 1, sent | card_data())


def _peer(scale: Scale, folder: Path) -> tuple[Heard, float]:
    with (
        server("broadcast", folder) as (process, port),
        load(folder, port, scale.sockets, "/live") as readers,
    ):
        before = machine.cpu_seconds(process.pid)
        heard = readers.pace(scale.pace_seconds, scale.events_a_second, 700)
        cpu = machine.cpu_seconds(process.pid) - before
    return heard, cpu / heard.delivered * 1e6
