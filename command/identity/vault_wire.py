"""What is said to the vault and what it answers: MessagePack behind its length in four bytes.

One request, one answer, in turn; several requests at once take several connections.
"""

import asyncio
from uuid import UUID

import msgspec

FRAME_BYTES = 4 * 1024 * 1024


class BadFrame(Exception):
    """What came is no frame of ours."""


class _Message(msgspec.Struct, frozen=True, tag_field="is", forbid_unknown_fields=True):
    pass


class Text(msgspec.Struct, frozen=True, array_like=True):
    """A value and where it stands."""

    table: str
    column: str
    text: str


class Seal(msgspec.Struct, frozen=True, array_like=True):
    """A sealed value and where it stands."""

    table: str
    column: str
    sealed: bytes


class Index(msgspec.Struct, frozen=True, array_like=True):
    """`kind` is what is looked for: `phone`, `id_number`."""

    kind: str
    text: str


# Requests


class SealTexts(_Message, frozen=True, tag="seal"):
    """Seal the texts of a case under its key `key`, made when it is new, and index some."""

    case: int
    key: UUID
    texts: list[Text]
    index: list[Index] = []


class OpenSeals(_Message, frozen=True, tag="open"):
    """`entry` is the audit's row for it; what stands in an identity is not opened without."""

    case: int
    seals: list[Seal]
    entry: int | None = None


class FindKeys(_Message, frozen=True, tag="index"):
    """The index of a text under every key that is still in use."""

    index: Index


class Row(msgspec.Struct, frozen=True, array_like=True):
    """A row to be sealed anew; `index` names columns by kind."""

    case: int
    key: UUID
    seals: list[Seal]
    index: list[tuple[str, str]]


class SealAnew(_Message, frozen=True, tag="reseal"):
    """Open and seal anew inside the vault, under today's generation of keys."""

    rows: list[Row]


class Ask(_Message, frozen=True, tag="ask"):
    """How the vault is."""


class Gone(_Message, frozen=True, tag="gone"):
    """Which of all keys are destroyed, after the one named, in pages."""

    after: UUID | None = None


class Rotate(_Message, frozen=True, tag="rotate"):
    """A new master, a new index key, a new generation of the cases' keys."""


class Rewrap(_Message, frozen=True, tag="rewrap"):
    """Wrap some keys under the newest master."""


class Retire(_Message, frozen=True, tag="retire"):
    """Forget keys that nothing needs any more; `index` below this version, `old` ones if told."""

    index: int
    generation: int
    old: bool = False


class Destroy(_Message, frozen=True, tag="destroy"):
    keys: list[UUID]


class Copy(_Message, frozen=True, tag="copy"):
    """Write a copy of keys and store to a folder, and remember where it lies."""

    folder: str


class Forget(_Message, frozen=True, tag="forget"):
    """A copy that is no more."""

    folder: str


Everyday = SealTexts | OpenSeals | FindKeys | SealAnew | Ask | Gone
Request = Everyday | Rotate | Rewrap | Retire | Destroy | Copy | Forget


# Answers


class Sealed(_Message, frozen=True, tag="sealed"):
    version: int
    seals: list[bytes]
    index_version: int
    index: list[bytes]


class Opened(_Message, frozen=True, tag="opened"):
    texts: list[str]


class Found(_Message, frozen=True, tag="found"):
    keys: list[bytes]


class SealedAnew(_Message, frozen=True, tag="resealed"):
    """In the order asked; None for a row whose key is destroyed, or that does not open."""

    rows: list[Sealed | None]
    destroyed: list[bool]


class State(_Message, frozen=True, tag="state"):
    """`copies` with the instant they were made; `due` copies that still hold destroyed keys."""

    vault: UUID
    master: int
    generation: int
    index: int
    cases: int
    destroyed: int
    opened: int
    to_rewrap: int
    old_keys: int
    copies: dict[str, str]
    due: list[str]


class GoneKeys(_Message, frozen=True, tag="gone_keys"):
    keys: list[UUID]


class Refused(_Message, frozen=True, tag="refused"):
    """`why`: destroyed, unreadable, entry, forbidden, malformed, store."""

    why: str
    words: str = ""


Answer = Sealed | Opened | Found | SealedAnew | State | GoneKeys | Refused

_encoder = msgspec.msgpack.Encoder()
_requests = msgspec.msgpack.Decoder(Request)
_answers = msgspec.msgpack.Decoder(Answer)


def packed(message: Request | Answer) -> bytes:
    body = _encoder.encode(message)
    return len(body).to_bytes(4, "big") + body


def request_from(body: bytes) -> Request:
    """Raises BadFrame."""
    try:
        found: Request = _requests.decode(body)
        return found
    except msgspec.DecodeError as reason:
        raise BadFrame() from reason


def answer_from(body: bytes) -> Answer:
    """Raises BadFrame."""
    try:
        found: Answer = _answers.decode(body)
        return found
    except msgspec.DecodeError as reason:
        raise BadFrame() from reason


async def read_frame(reader: asyncio.StreamReader) -> bytes:
    """The next frame's body. Raises IncompleteReadError at the end, BadFrame when too long."""
    size = int.from_bytes(await reader.readexactly(4), "big")
    if size > FRAME_BYTES:
        raise BadFrame()
    return await reader.readexactly(size)
