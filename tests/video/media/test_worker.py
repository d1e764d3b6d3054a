"""Real workers and real clients: media arrives, and only where it may."""

import asyncio
import json
import os
import random
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from command.base.words import Words
from command.video.media.engine import BadOffer, EngineDown, StaleOffer
from tests.video.media.clients import (
    PATIENCE,
    Client,
    Workers,
    connected,
    everybody,
    failed,
    on_loopback,
    port_in,
    workers,
)
from tests.video.media.detour import Detour

HANDSHAKES = int(os.environ.get("YUSHAN_TEST_HANDSHAKES", "8"))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Workers]:
    with on_loopback():
        async with workers(tmp_path) as running:
            yield running


async def a_room(house: Workers, *seats: str, room: str = "r") -> list[Client]:
    await house.engine.open_room(room)
    return [Client(house.engine, room, seat) for seat in seats]


async def close(*clients: Client) -> None:
    for one in clients:
        await one.close()


async def test_three_seats_see_and_hear_each_other(house: Workers) -> None:
    clients = await a_room(house, "a", "b", "c")
    await house.engine.route("r", everybody("a", "b", "c"))
    for one in clients:
        await one.publish()
    for one in clients:
        await one.subscribe()
    for one in clients:
        for other in clients:
            if other is not one:
                picture = await one.frame(other.seat, "camera")
                assert (picture.width, picture.height) == (64, 48)
                assert (await one.frame(other.seat, "mic")).samples > 0
    told = await house.event("tracks", "a")
    assert told.data == {"tracks": ["mic", "camera"]}
    assert (await house.event("connected", "b", which="subscribe")).room == "r"
    await close(*clients)


async def test_a_gated_seat_is_connected_and_gets_its_first_picture_when_admitted(
    house: Workers,
) -> None:
    a, b = await a_room(house, "a", "b")
    await a.publish()
    await b.publish()
    await b.subscribe()
    await connected(b.down)
    await house.event("connected", "a", which="publish")
    assert b.down is not None
    waiting = asyncio.create_task(b.frame("a", "camera"))
    await flowing(house)
    assert not waiting.done()
    assert await received(b) == 0
    await house.engine.route("r", everybody("a", "b"))
    assert (await waiting).width == 64
    await close(a, b)


async def test_a_seat_from_the_door_gets_its_first_picture_without_another_offer(
    house: Workers,
) -> None:
    a, b = await a_room(house, "a", "door-1")
    await house.engine.route("r", everybody("a", "b"))
    await a.publish()
    await b.subscribe()
    await connected(b.down)
    waiting = asyncio.create_task(b.frame("a", "camera"))
    await flowing(house)
    assert not waiting.done()
    assert await received(b) == 0
    await house.engine.reseat("r", "door-1", "b")
    assert (await waiting).width == 64
    with pytest.raises(EngineDown):
        await house.engine.reseat("r", "door-1", "b")
    await close(a, b)


async def flowing(house: Workers) -> None:
    """A hundred packets more have come in."""

    async def come() -> int:
        figures = await house.engine.figures()
        return sum(int(json.loads(one)["received"]) for one in figures.values())

    before = await come()
    async with asyncio.timeout(PATIENCE):
        while await come() < before + 100:  # noqa: ASYNC110 - the worker tells when it is asked
            await asyncio.sleep(0.05)


async def received(client: Client) -> int:
    assert client.down is not None
    stats = await client.down.getStats()
    return sum(one.packetsReceived for one in stats.values() if one.type == "inbound-rtp")


async def test_a_removed_seat_neither_sends_nor_receives(house: Workers) -> None:
    a, b, c = await a_room(house, "a", "b", "c")
    await house.engine.route("r", everybody("a", "b", "c"))
    for one in (a, b, c):
        await one.publish()
    for one in (b, c):
        await one.subscribe()
        await one.frame("a", "camera")
    await house.engine.remove("r", "a")
    await house.engine.remove("r", "c")
    await house.event("tracks", "a", tracks=[])
    before = await received(b), await received(c)
    await flowing(house)
    assert (await received(b), await received(c)) == before
    await b.subscribe()
    assert "a=msid:a" not in b.offer
    await close(a, b, c)


async def test_a_wrong_certificate_is_refused(house: Workers) -> None:
    (a,) = await a_room(house, "a")

    def forged(offer: str) -> str:
        lines = offer.split("\r\n")
        return "\r\n".join(
            f"a=fingerprint:sha-256 {':'.join(['AB'] * 32)}"
            if line.startswith("a=fingerprint:sha-256")
            else line
            for line in lines
            if not line.startswith(("a=fingerprint:sha-384", "a=fingerprint:sha-512"))
        )

    await a.publish(theirs=forged)
    told = await house.event("lost", "a", which="publish")
    assert "certificate" in told.data["reason"]
    await failed(a.up)
    await close(a)


async def test_handshakes_succeed_while_strangers_shoot_at_the_port(house: Workers) -> None:
    chance = random.Random(7)
    (first,) = await a_room(house, "first")
    target: list[int] = []

    def noted(answer: str) -> str:
        target.append(port_in(answer))
        return answer

    await first.publish(ours=noted)
    await connected(first.up)
    stop = asyncio.Event()
    shooting = asyncio.create_task(shoot(target[0], chance, stop))
    try:
        for number in range(HANDSHAKES):
            one = Client(house.engine, "r", f"s{number}")
            await one.publish()
            await connected(one.up)
            await one.close()
            await house.engine.remove("r", one.seat)
    finally:
        stop.set()
        assert await shooting > 10 * HANDSHAKES
    await close(first)


async def shoot(port: int, chance: random.Random, stop: asyncio.Event) -> int:
    """Datagrams of every sort, from addresses that never proved anything."""
    guns = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(8)]
    shots = 0
    while not stop.is_set():
        for gun in guns:
            kind = chance.choice([0, 1, 20, 22, 23, 63, 100, 128, 144, 200])
            rest = chance.randbytes(chance.randrange(0, 1_300))
            gun.sendto(bytes([kind]) + rest, ("127.0.0.1", port))
            gun.sendto(b"\x16\xfe\xfd" + bytes(8) + b"\x00\x20" + rest[:32], ("127.0.0.1", port))
            shots += 2
        await asyncio.sleep(0.002)
    for gun in guns:
        gun.close()
    return shots


async def test_a_client_whose_address_changes_is_followed(house: Workers) -> None:
    a, b = await a_room(house, "a", "b")
    await house.engine.route("r", everybody("a", "b"))
    await a.publish()
    target: list[int] = []

    def elsewhere(text: str) -> str:
        lines = [
            line.replace(f" {target[0]} typ", f" {target[1]} typ")
            for line in text.split("\r\n")
            if not (line.startswith("a=candidate") and "::1" in line)
        ]
        return "\r\n".join(lines)

    detour = Detour(port_in(await house.engine.subscribe("r", "b", 1)))
    target += [detour.port, await detour.open()]
    await b.subscribe(ours=elsewhere)
    await b.frame("a", "camera")
    began = asyncio.get_running_loop().time()
    back = await detour.change()
    async with asyncio.timeout(PATIENCE):
        await back.flows.wait()
    # aioice checks every five seconds, a browser every two and a half; media follows the check.
    assert asyncio.get_running_loop().time() - began < 8
    detour.close()
    await close(a, b)


async def test_a_killed_worker_is_told_and_the_room_stands_on_another(tmp_path: Path) -> None:
    with on_loopback():
        async with workers(tmp_path, 2) as house:
            a, b = await a_room(house, "a", "b")
            await house.engine.open_room("other")
            pinned = {one.worker: one.rooms for one in house.engine.load()}
            assert len(pinned) == 2
            await a.publish()
            first = house.engine._pins["r"].name
            house.kill(int(first.removeprefix("media-")))
            assert (await house.event("worker_lost")).room == "r"
            with pytest.raises(EngineDown):
                await house.engine.publish("r", "a", "v=0")
            await house.engine.open_room("r")
            assert house.engine._pins["r"].name != first
            await house.engine.route("r", everybody("a", "b"))
            await close(a)
            again = Client(house.engine, "r", "a")
            await again.publish()
            await b.subscribe()
            assert (await b.frame("a", "camera")).width == 64
            await close(again, b)


async def test_a_stale_or_foreign_answer_is_refused(house: Workers) -> None:
    a, b = await a_room(house, "a", "b")
    await a.publish()
    await b.subscribe()
    with pytest.raises(StaleOffer):
        await house.engine.answer("r", "b", 1, "v=0")
    await house.engine.subscribe("r", "b", 2)
    assert a.up is not None
    with pytest.raises(BadOffer) as refused:
        await house.engine.answer("r", "b", 2, a.up.localDescription.sdp)
    assert refused.value.field in ("m", "a=setup")
    with pytest.raises(BadOffer) as refused:
        await house.engine.publish("r", "two words", a.up.localDescription.sdp)
    assert refused.value.field == "seat"
    assert isinstance(refused.value.detail, Words), "it comes in both languages"
    assert await house.engine.publish("r", "a", a.up.localDescription.sdp), "the worker goes on"
    await close(a, b)


async def test_a_reloaded_tab_goes_on_for_its_receivers(house: Workers) -> None:
    a, b = await a_room(house, "a", "b")
    await house.engine.route("r", everybody("a", "b"))
    await a.publish()
    await b.subscribe()
    await b.frame("a", "camera")
    again = Client(house.engine, "r", "a")
    await again.publish()
    await connected(again.up)
    await close(a)
    before = await received(b)
    async with asyncio.timeout(PATIENCE):
        while await received(b) < before + 30:
            await b.frame("a", "camera")
    await close(again, b)


async def test_an_ice_restart_keeps_keys_and_tracks(house: Workers) -> None:
    a, b = await a_room(house, "a", "b")
    await house.engine.route("r", everybody("a", "b"))
    answers: list[str] = []

    def noted(text: str) -> str:
        answers.append(text)
        return text

    await a.publish(ours=noted)
    await b.subscribe()
    await b.frame("a", "camera")
    assert a.up is not None
    renewed = replaced(a.up.localDescription.sdp, "a=ice-ufrag:", "renewed1")
    answers.append(await house.engine.publish("r", "a", renewed))
    names = [line_of(text, "a=ice-ufrag:") for text in answers]
    assert names[0] != names[1]
    assert line_of(answers[0], "a=fingerprint:") == line_of(answers[1], "a=fingerprint:")
    ice = a.up.getTransceivers()[0].sender.transport.transport._connection
    ice.remote_username = names[1]
    ice.remote_password = line_of(answers[1], "a=ice-pwd:")
    before = b.offer
    await b.subscribe()
    assert sorted(ssrcs(b.offer)) == sorted(ssrcs(before))
    first = await received(b)
    async with asyncio.timeout(PATIENCE):
        while await received(b) < first + 400:  # past the next check, which names the new ones
            await b.frame("a", "camera")
    assert ice.remote_username == names[1]
    await close(a, b)


def line_of(text: str, start: str) -> str:
    return next(one for one in text.split("\r\n") if one.startswith(start)).removeprefix(start)


def replaced(text: str, start: str, value: str) -> str:
    lines = text.split("\r\n")
    return "\r\n".join(start + value if one.startswith(start) else one for one in lines)


def ssrcs(text: str) -> list[str]:
    return [one for one in text.split("\r\n") if one.startswith("a=ssrc:")]
