"""What each signal of a page does to its room; a function a signal.

Refusals are raised here and told to that page alone. Knows no WebSocket.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from command.base import clock
from command.base.words import Words
from command.casework.card import wire_instant
from command.video import consent_actions, room, signal
from command.video.closing import Close
from command.video.connection import Connection
from command.video.ground import Ground
from command.video.live_room import LiveRoom
from command.video.media.engine import MediaEngine
from command.video.signal import Lines, Published, Said


class House(Protocol):
    """What a signal needs of the rooms around its own."""

    ground: Ground
    engine: MediaEngine

    async def changed(self, reception_id: int) -> None: ...


async def _publish(
    house: House, live: LiveRoom, connection: Connection, said: signal.Publish
) -> None:
    if len(said.offer) > signal.OFFER_BYTES:
        raise signal.OfferTooLarge(field="offer")
    if said.generation <= connection.published:
        raise signal.StaleSignal(field="generation")
    connection.published = said.generation
    answer = await house.engine.publish(live.name, connection.seat, said.offer)
    connection.send(Published(generation=said.generation, answer=answer))


async def _answer(
    house: House, live: LiveRoom, connection: Connection, said: signal.Answer
) -> None:
    if len(said.answer) > signal.OFFER_BYTES:
        raise signal.OfferTooLarge(field="answer")
    if not connection.outstanding or said.generation != connection.offered:
        raise signal.StaleSignal(field="generation")
    connection.outstanding = False
    await house.engine.answer(live.name, connection.seat, said.generation, said.answer)
    if connection.is_behind:
        await live.offer(connection)


async def _subscribe(
    house: House, live: LiveRoom, connection: Connection, said: signal.Subscribe
) -> None:
    connection.outstanding = False
    await live.offer(connection, restart=said.restart)


async def _leave(house: House, live: LiveRoom, connection: Connection, said: signal.Leave) -> None:
    connection.end(Close.LEFT)


async def _mute(house: House, live: LiveRoom, connection: Connection, said: signal.Mute) -> None:
    told = {"mic": said.mic, "camera": said.camera, "screen": said.screen}
    changes = {name: not muted for name, muted in told.items() if muted is not None}
    live.change(connection.seat, **changes)


async def _hand(house: House, live: LiveRoom, connection: Connection, said: signal.Hand) -> None:
    live.change(connection.seat, hand=said.raised)


async def _chat(house: House, live: LiveRoom, connection: Connection, said: signal.Chat) -> None:
    speaker = live.hall.sitters[connection.seat]
    live.said += 1
    told = Said(
        id=live.said,
        seat=connection.seat,
        name=speaker.seat.name,
        words=said.words,
        at=wire_instant(clock.now()),
    )
    for other in live.connections.values():
        if room.hears_chat(live.hall, speaker, live.hall.sitters[other.seat]):
            other.send(told)


async def _consent(
    house: House, live: LiveRoom, connection: Connection, said: signal.Consent
) -> None:
    at = clock.now()
    held = house.ground.house
    await consent_actions.agree(held, live.reception_id, connection.seat, said.given, at)
    await house.changed(live.reception_id)


async def _companion(
    house: House, live: LiveRoom, connection: Connection, said: signal.Companion
) -> None:
    at = clock.now()
    held = house.ground.house
    await consent_actions.beside(held, live.reception_id, connection.seat, said, at)
    await house.changed(live.reception_id)


async def _quality(
    house: House, live: LiveRoom, connection: Connection, said: signal.Quality
) -> None:
    live.change(connection.seat, quality=Lines(said.up, said.down, said.audio_only))


async def _ping(house: House, live: LiveRoom, connection: Connection, said: signal.Ping) -> None:
    connection.send(signal.Pong(now=wire_instant(clock.now())))


async def _enter(
    house: House, live: LiveRoom, connection: Connection, said: signal.Enter | signal.Knock
) -> None:
    raise signal.StaleSignal(Words("已经入场", "Entered already"), field="token")


HEARERS: Mapping[type, Callable[..., Awaitable[None]]] = {
    signal.Knock: _enter,
    signal.Enter: _enter,
    signal.Publish: _publish,
    signal.Answer: _answer,
    signal.Subscribe: _subscribe,
    signal.Leave: _leave,
    signal.Mute: _mute,
    signal.Hand: _hand,
    signal.Chat: _chat,
    signal.Consent: _consent,
    signal.Companion: _companion,
    signal.Quality: _quality,
    signal.Ping: _ping,
}
AT_THE_DOOR = frozenset({signal.Answer, signal.Subscribe, signal.Ping})
"""What a page may say before it enters, beside entering."""
