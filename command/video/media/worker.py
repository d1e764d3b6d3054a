"""A media worker as a process: one UDP port, one unix socket, one hall of rooms.

It answers orders, tells events and beats once a second. Rooms belong to the connection that opened
them: when the app goes, they close. Refuses to know databases, people and cases.
"""

import asyncio
import gc
import os
import resource
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import msgspec

from command.base.problem import Refusal
from command.video.media import wire
from command.video.media.engine import MediaEvent
from command.video.media.hall import Hall
from command.video.media.peer import Identity
from command.video.media.port import Port

TICK = 0.02
BEAT = 1.0
LAGS = 3_000  # a minute of ticks
BACKLOG = 4 * 1024 * 1024  # bytes that an app may leave unread before it is cut off


class Worker:
    """Serves until `stop` is set; `addresses` are those that clients can reach."""

    def __init__(self, port: Port, addresses: list[str]) -> None:
        self._port = port
        self._hall = Hall(Identity(), port, addresses, port.number, self._tell)
        self._app: asyncio.StreamWriter | None = None
        self._serving: set[asyncio.Task[None]] = set()
        self._lags: deque[float] = deque(maxlen=LAGS)
        self._worst = 0.0
        self._before = (time.monotonic(), _cpu_seconds(), 0)
        self._orders: dict[str, Callable[[wire.Order, float], str | None]] = {
            "open": lambda order, now: self._hall.open_room(order.room),
            "close": lambda order, now: self._hall.close_room(order.room),
            "publish": lambda order, now: self._hall.publish(
                order.room, order.seat, order.text, now
            ),
            "subscribe": lambda order, now: self._hall.subscribe(
                order.room, order.seat, order.generation, order.restart, now
            ),
            "answer": lambda order, now: self._hall.answer(
                order.room, order.seat, order.generation, order.text, now
            ),
            "route": lambda order, now: self._hall.route(order.room, order.routes, now),
            "reseat": lambda order, now: self._hall.reseat(order.room, order.seat, order.to, now),
            "remove": lambda order, now: self._hall.remove(order.room, order.seat, now),
            "figures": lambda order, now: self._figures(),
        }

    async def run(self, socket: Path, stop: asyncio.Event) -> None:
        """Listen on a unix socket that only this account can open, until told to stop."""
        server = await self._listen(socket)
        self._port.open()
        gc.collect()
        gc.freeze()  # nothing here ever goes away: do not look at it again
        ticking = asyncio.create_task(self._keep_time())
        try:
            await stop.wait()
        finally:
            server.close()
            await _ended(ticking, *self._serving)
            self._forget_rooms()
            self._port.close()

    async def _listen(self, socket: Path) -> asyncio.Server:
        with suppress(FileNotFoundError):
            os.unlink(socket)  # left by one who was killed
        before = os.umask(0o177)
        try:
            return await asyncio.start_unix_server(self._welcome, socket, limit=wire.LARGEST)
        finally:
            os.umask(before)

    # The app

    def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """The task is ours: one that asyncio owns complains aloud when it is cancelled."""
        serving = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._serving.add(serving)
        serving.add_done_callback(self._serving.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One app at a time: the newest one, which begins with no rooms."""
        if self._app is not None:
            self._app.close()
        self._forget_rooms()
        self._app = writer
        try:
            while True:
                order = msgspec.json.decode(await wire.read(reader), type=wire.Order)
                self._send(self._obey(order))
        except (EOFError, ValueError, OSError):
            pass  # it went away, or is no app of ours
        finally:
            writer.close()
            if self._app is writer:
                self._app = None
                self._forget_rooms()

    def _obey(self, order: wire.Order) -> wire.Reply:
        obey = self._orders.get(order.do)
        if obey is None:
            return wire.Reply(order.id, refused=wire.Refused("unknown", order.do))
        try:
            return wire.Reply(order.id, obey(order, time.monotonic()) or "")
        except Refusal as refusal:
            return wire.Reply(order.id, refused=wire.Refused.of(refusal))

    def _tell(self, event: MediaEvent) -> None:
        self._send(wire.Told(**asdict(event)))

    def _send(self, message: wire.Message) -> None:
        writer = self._app
        if writer is None or writer.is_closing():
            return
        writer.write(wire.packed(message))
        if writer.transport.get_write_buffer_size() > BACKLOG:
            writer.transport.abort()  # it reads no more: its rooms would be orphans

    def _forget_rooms(self) -> None:
        for room in list(self._hall.stages):
            self._hall.close_room(room)

    # Time

    async def _keep_time(self) -> None:
        due = time.monotonic() + TICK
        beat = due
        while True:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            now = time.monotonic()
            lag = max(0.0, now - due)
            self._lags.append(lag)
            self._worst = max(self._worst, lag)
            self._hall.tick(now)
            if now >= beat:
                beat = now + BEAT
                self._send(self._beat())
            due = max(due + TICK, now)

    def _beat(self) -> wire.Beat:
        now, cpu, packets = time.monotonic(), _cpu_seconds(), self._port.received
        before, cpu_before, packets_before = self._before
        passed = max(now - before, 0.001)
        self._before = (now, cpu, packets)
        worst, self._worst = self._worst, 0.0
        stages = self._hall.stages.values()
        return wire.Beat(
            rooms=len(stages),
            seats=sum(len(stage.room.seats) for stage in stages),
            packets_per_second=round((packets - packets_before) / passed, 1),
            cpu=round((cpu - cpu_before) / passed, 3),
            memory_mb=round(_memory_mb(), 1),
            lag_ms=round(worst * 1_000, 2),
        )

    def _figures(self) -> str:
        """What a benchmark wants to know; lags are those of the last minute, in milliseconds."""
        lags = sorted(self._lags) or [0.0]
        figures = {
            "received": self._port.received,
            "sent": sum(
                slot.subscription.packets
                for stage in self._hall.stages.values()
                for seat in stage.room.seats.values()
                for slot in (seat.downlink.slots if seat.downlink else ())
                if slot.subscription
            ),
            "dropped": sum(
                peer.dropped for stage in self._hall.stages.values() for peer in stage.peers()
            ),
            "lag_p50_ms": round(lags[len(lags) // 2] * 1_000, 3),
            "lag_p99_ms": round(lags[int(len(lags) * 0.99)] * 1_000, 3),
            "lag_max_ms": round(lags[-1] * 1_000, 3),
            "cpu_seconds": _cpu_seconds(),
            "memory_mb": round(_memory_mb(), 1),
        }
        self._lags.clear()
        return msgspec.json.encode(figures).decode()


async def _ended(*tasks: asyncio.Task[None]) -> None:
    """Cancelled, and seen to be over."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _memory_mb() -> float:
    """Resident now; the greatest so far where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    return pages * resource.getpagesize() / 1024**2
