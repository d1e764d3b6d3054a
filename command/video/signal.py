"""Signals: the texts of a reception's own WebSocket, in both directions; flat, spelled out.

`docs/protocol.md` explains every field. Pure: refuses to know sockets, rooms and SDP.
"""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from command.base.asyncapi import StreamMessage
from command.base.problem import Conflict, TooLarge

MESSAGE_BYTES = 64 * 1024
OFFER_BYTES = 32 * 1024
CHAT_LETTERS = 500

Sdp = Annotated[str, Meta(min_length=1)]
Generation = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Steps = Annotated[int, Meta(ge=1, le=4)]


class _Client(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type"):
    """What a client may say; a field that is not listed is refused."""


class Knock(_Client, frozen=True, tag="knock"):
    """First, within five seconds, by whoever looks at their devices: be connected, at the door."""


class Enter(_Client, frozen=True, tag="enter"):
    """First, or from the door: the token of a seat, which is good once."""

    token: Annotated[str, Meta(max_length=100)]


class Publish(_Client, frozen=True, tag="publish"):
    """An SDP offer for the own tracks; `generation` grows with each offer."""

    offer: Sdp
    generation: Generation


class Answer(_Client, frozen=True, tag="answer"):
    """The SDP answer to the offer of this generation."""

    generation: Generation
    answer: Sdp


class Subscribe(_Client, frozen=True, tag="subscribe"):
    """Ask for a fresh offer; `restart` for one with new ICE credentials."""

    restart: bool = False


class Leave(_Client, frozen=True, tag="leave"):
    """Leave the room; the seat stays theirs."""


class Mute(_Client, frozen=True, tag="mute"):
    """The own microphone, camera or screen; true means it is switched off."""

    mic: bool | None = None
    camera: bool | None = None
    screen: bool | None = None


class Hand(_Client, frozen=True, tag="hand"):
    raised: bool


class Chat(_Client, frozen=True, tag="chat"):
    words: Annotated[str, Meta(min_length=1, max_length=CHAT_LETTERS)]


class Consent(_Client, frozen=True, tag="consent"):
    """Whether the person agrees to be heard; until they do, nobody hears them."""

    given: bool


class Companion(_Client, frozen=True, tag="companion"):
    """Somebody beside the own seat: a new one without `id`, or what a known one says now."""

    given: bool
    id: Annotated[int, Meta(ge=0, le=2**53)] = 0
    label: Annotated[str, Meta(max_length=30)] = ""
    left: bool = False


class Quality(_Client, frozen=True, tag="quality"):
    """How good the lines are, 1 (bad) to 4; `audio_only` when video has been given up."""

    up: Steps
    down: Steps
    audio_only: bool = False


class Ping(_Client, frozen=True, tag="ping"):
    pass


ClientSignal = (
    Knock
    | Enter
    | Publish
    | Answer
    | Subscribe
    | Leave
    | Mute
    | Hand
    | Chat
    | Consent
    | Companion
    | Quality
    | Ping
)


class _Server(msgspec.Struct, frozen=True, tag_field="type", kw_only=True):
    """What the server says."""


class IceServer(msgspec.Struct, frozen=True, omit_defaults=True):
    """As `RTCPeerConnection` takes it; a TURN server has a user name good for twelve hours."""

    urls: tuple[str, ...]
    username: str = ""
    credential: str = ""


class Door(_Server, frozen=True, tag="door"):
    """The answer to `knock`: an offer follows, and nothing of anybody until the page enters."""

    ice: tuple[IceServer, ...]


class Entered(_Server, frozen=True, tag="entered"):
    """The answer to `enter`: which seat, under which name, and until when the session holds."""

    seat: str
    site: str
    role: str
    name: str
    host: bool
    ice: tuple[IceServer, ...]
    expires: str


class RoomSite(msgspec.Struct, frozen=True):
    level: str
    place: str
    name: str
    present: bool
    consent: bool | None


class Lines(msgspec.Struct, frozen=True):
    up: int
    down: int
    audio_only: bool


class RoomCompanion(msgspec.Struct, frozen=True):
    """Somebody beside a seat, there now; `id` is what its owner names them by."""

    id: int
    label: str
    given: bool


class RoomPerson(msgspec.Struct, frozen=True):
    """One seat. `mic`, `camera` and `screen` are true while they are on."""

    seat: str
    site: str
    name: str
    role: str
    host: bool
    admitted: bool
    held: bool
    consent: bool | None
    mic: bool
    camera: bool
    screen: bool
    hand: bool
    quality: Lines | None
    speaking: bool
    connected: bool
    companions: tuple[RoomCompanion, ...] = ()


class RoomWaiting(msgspec.Struct, frozen=True):
    """A party at the gate; `place` from 1, or 0 when it is held back."""

    seat: str
    name: str
    place: int
    estimate_minutes: int | None


class Room(_Server, frozen=True, tag="room"):
    """The whole room, whenever something of it has changed; `version` grows."""

    version: int
    state: str
    since: str
    now: str
    sites: tuple[RoomSite, ...]
    people: tuple[RoomPerson, ...]
    waiting: tuple[RoomWaiting, ...]


class Published(_Server, frozen=True, tag="published"):
    generation: int
    answer: str


class Offer(_Server, frozen=True, tag="offer"):
    """An SDP offer with the tracks of the others; answer it before another one comes."""

    generation: int
    offer: str


class Said(_Server, frozen=True, tag="chat"):
    id: int
    seat: str
    name: str
    words: str
    at: str


class Republish(_Server, frozen=True, tag="republish"):
    """The media worker was lost: publish anew, from fresh connections, in the same seat."""


class Refused(_Server, frozen=True, tag="refused", omit_defaults=True):
    """What could not be done, in words; the connection stays."""

    what: str
    code: str
    detail: str
    field: str = ""


class Replaced(_Server, frozen=True, tag="replaced"):
    """A newer page has taken the seat; close code 4409 follows."""


class Closed(_Server, frozen=True, tag="closed"):
    """The reception is over, or the seat is; a close code follows."""

    why: str


class Pong(_Server, frozen=True, tag="pong"):
    now: str


ServerSignal = (
    Door
    | Entered
    | Room
    | Published
    | Offer
    | Said
    | Republish
    | Refused
    | Replaced
    | Closed
    | Pong
)

SIGNALS: tuple[StreamMessage, ...] = (
    StreamMessage("knock", "client", "Be connected, at the door", Knock),
    StreamMessage("enter", "client", "Take the seat of a token", Enter),
    StreamMessage("publish", "client", "Offer the own tracks", Publish),
    StreamMessage("answer", "client", "Answer an offer of the server", Answer),
    StreamMessage("subscribe", "client", "Ask for a fresh offer", Subscribe),
    StreamMessage("leave", "client", "Leave the room", Leave),
    StreamMessage("mute", "client", "Own tracks switched off or on", Mute),
    StreamMessage("hand", "client", "Raise or lower the hand", Hand),
    StreamMessage("say", "client", "Words to the room", Chat),
    StreamMessage("consent", "client", "Agree to be heard, or not", Consent),
    StreamMessage("companion", "client", "Somebody beside the own seat", Companion),
    StreamMessage("quality", "client", "How good the lines are", Quality),
    StreamMessage("ping", "client", "Still here", Ping),
    StreamMessage("door", "server", "How to connect at the door", Door),
    StreamMessage("entered", "server", "Which seat, and until when", Entered),
    StreamMessage("room", "server", "The whole room", Room),
    StreamMessage("published", "server", "The answer to a publish", Published),
    StreamMessage("offer", "server", "The tracks of the others", Offer),
    StreamMessage("chat", "server", "Words in the room", Said),
    StreamMessage("republish", "server", "Publish anew: the worker was lost", Republish),
    StreamMessage("refused", "server", "What could not be done", Refused),
    StreamMessage("replaced", "server", "A newer page has the seat", Replaced),
    StreamMessage("closed", "server", "The reception or the seat is over", Closed),
    StreamMessage("pong", "server", "The server's clock", Pong),
)
"""For `docs/protocol.md` and the AsyncAPI document; `say` travels as `chat`, like its echo."""


class OfferTooLarge(TooLarge):
    code = "offer-too-large"
    zh = "连接描述过长"
    en = "The session description is too long"


class StaleSignal(Conflict):
    code = "stale-signal"
    zh = "已有更新的连接描述"
    en = "This one is older than what is known"


class NotEntered(Conflict):
    code = "not-entered"
    zh = "请先入场"
    en = "Enter the room first"


_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(ClientSignal)


def decode(text: str) -> ClientSignal:
    """A client's message. Raises msgspec.MsgspecError for what is none."""
    signal: ClientSignal = _decoder.decode(text)
    return signal


def encode(signal: msgspec.Struct) -> str:
    return _encoder.encode(signal).decode()
