"""The port: what came is read in turns, at once or every millisecond, and others get theirs."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from itertools import pairwise
from typing import Any

import pytest

from command.video.media import port as ports
from command.video.media.port import BATCH, Port

MEDIA = b"\x80\x60" + bytes(30)
MUCH = 10 * BATCH


class Heard:
    """A peer that counts."""

    def __init__(self) -> None:
        self.count = 0

    def take(self, data: bytes, address: Any, arrived: int, now: float) -> None:
        self.count += 1

    def last_heard(self) -> float:
        return 0.0


class Sender:
    def __init__(self, number: int, peer: Heard, at: Port) -> None:
        self.peer = peer
        self.port = at
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.connect(("127.0.0.1", number))
        at.claim(self.socket.getsockname(), peer, 0.0)  # type: ignore[arg-type]

    def send(self, count: int) -> None:
        for _ in range(count):
            self.socket.send(MEDIA)

    async def until(self, holds: Callable[[int], bool]) -> None:
        async with asyncio.timeout(10):
            while not holds(self.peer.count):  # noqa: ASYNC110 - each turn of the loop is looked at
                await asyncio.sleep(0)


@pytest.fixture
async def sender() -> AsyncIterator[Sender]:
    port = Port(["127.0.0.1"], 0)
    port.open()
    made = Sender(port.number, Heard(), port)
    yield made
    made.socket.close()
    port.close()


async def test_what_stands_is_read_in_batches_and_others_have_their_turn(sender: Sender) -> None:
    seen: list[int] = []

    def enough(count: int) -> bool:
        seen.append(count)
        return count == MUCH

    sender.send(MUCH)
    await sender.until(enough)
    assert max(after - before for before, after in pairwise(seen)) <= BATCH
    assert len(seen) > MUCH / BATCH


def is_read_at_once(port: Port) -> bool:
    waited_for = asyncio.get_running_loop()._selector.get_map()  # type: ignore[attr-defined]
    return all(one.fileno() in waited_for for one in port.sockets)


async def test_after_much_a_single_packet_is_still_heard(sender: Sender) -> None:
    port = sender.port
    for total in range(1, 40):  # one after the other: the port begins to rest between two looks
        sender.send(1)
        await sender.until(lambda count, total=total: count == total)  # type: ignore[misc]
    await sender.until(lambda _: is_read_at_once(port))
    sender.send(1)
    await sender.until(lambda count: count == 40)


async def test_a_port_that_closes_while_it_rests_stays_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ports, "REST", 0.0)
    port = Port(["127.0.0.1"], 0)
    port.open()
    sender = Sender(port.number, Heard(), port)
    while is_read_at_once(port):
        heard = sender.peer.count
        sender.send(1)
        await sender.until(lambda count, heard=heard: count > heard)  # type: ignore[misc]
    port.close()
    failures: list[Any] = []
    loop = asyncio.get_running_loop()
    before = loop.get_exception_handler()
    loop.set_exception_handler(lambda _, about: failures.append(about))
    try:
        for _ in range(5):
            await asyncio.sleep(0)
    finally:
        loop.set_exception_handler(before)
        sender.socket.close()
    assert failures == []
    assert all(one.fileno() < 0 for one in port.sockets)
