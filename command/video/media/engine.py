"""What signalling asks of a media engine, and what an engine tells back.

Two implementations are meant: our own workers, and a foreign server behind the same door. Refuses
to know people, cases and consent: here are rooms, seats and session descriptions.
"""

from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from command.base.problem import Conflict, InvalidInput, Refusal

Kind = Literal["connected", "lost", "tracks", "speaking", "worker_lost"]


class BadOffer(InvalidInput):
    """A session description that we do not take; `field` names the line, `detail` says why."""

    code = "bad-offer"
    zh = "音视频连接描述有误"
    en = "The session description is not valid"


class StaleOffer(Conflict):
    """An answer to an offer that is no longer the outstanding one: take the newest offer."""

    code = "stale-offer"
    zh = "连接描述已更新,请按最新的应答"
    en = "A newer offer is outstanding"


class EngineDown(Refusal):
    """No worker has this room, or none is there: open the room again after a moment."""

    status = 503
    code = "engine-down"
    zh = "音视频服务暂不可用,正在恢复"
    en = "The media service does not answer; it is being restarted"


@dataclass(frozen=True, slots=True)
class MediaEvent:
    """A fact from the media plane; `seat` is empty when it concerns the whole room.

    `data` by kind: connected, lost `{"which": "publish" | "subscribe"}`; tracks
    `{"tracks": ["mic", "camera", "screen"]}`, those the seat sends now: offer `subscribe` to the
    others; speaking `{"speaking": bool}`; worker_lost `{}`. How good a line is, its page knows.
    """

    kind: Kind
    room: str
    seat: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WorkerLoad:
    """What a worker said of itself in its last heartbeat; `lag_ms` is the worst of that second."""

    worker: str
    rooms: int
    seats: int
    packets_per_second: float
    cpu: float
    memory_mb: float
    lag_ms: float


class MediaEngine(Protocol):
    """Rooms pinned to workers. Every call raises EngineDown when the room's worker is gone."""

    async def open_room(self, room: str) -> None:
        """Pin the room to the least loaded worker; nothing happens when it is open already."""

    async def close_room(self, room: str) -> None:
        """Forget the room; every connection in it ends. Nothing happens when it is not open."""

    async def publish(self, room: str, seat: str, offer: str) -> str:
        """The answer to a client's offer to send: microphone, camera, screen, in that order.

        The same session with new ICE credentials is an ICE restart; another session of the seat
        replaces the one before. Receivers keep their tracks either way. Raises BadOffer.
        """

    async def subscribe(
        self, room: str, seat: str, generation: int, *, restart: bool = False
    ) -> str:
        """An offer that carries every track of the other seats; media flows as `route` allows.

        Generation 1 begins a new peer connection; later ones keep its m-lines. `restart` gives
        new ICE credentials. A track's m-line says `a=msid:<seat> <mic|camera|screen>`.
        """

    async def answer(self, room: str, seat: str, generation: int, answer: str) -> None:
        """Take the client's answer. Raises StaleOffer unless `generation` is outstanding; BadOffer.

        The client must take a fresh offer after a BadOffer.
        """

    async def route(self, room: str, routes: Mapping[str, Collection[str]]) -> None:
        """For each seat the seats it receives; replaces what was said before.

        A seat that is not a key neither sends nor receives; before the first call none does.
        """

    async def reseat(self, room: str, seat: str, to: str) -> None:
        """What `seat` receives on is another seat's from now on, which loses what it had.

        Raises EngineDown when `seat` is not connected.
        """

    async def remove(self, room: str, seat: str) -> None:
        """End the seat's connections and forget its tracks; nothing happens when it is not here."""

    def events(self) -> AsyncIterator[MediaEvent]:
        """Everything from now on, until the engine closes; each caller gets every event."""

    def load(self) -> list[WorkerLoad]:
        """The workers that answer, as of their last heartbeat."""
