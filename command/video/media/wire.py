"""What the app and a worker say to each other: messages of known length on a unix socket.

Four bytes of length, then JSON. Refuses to know who speaks.
"""

import asyncio
from typing import Any, Self

import msgspec

from command.base.problem import Refusal
from command.base.words import Words

LARGEST = 512 * 1024
HEAD = 4


class Order(msgspec.Struct, omit_defaults=True):
    """The app to a worker; answered by the Reply with its id."""

    id: int
    do: str
    room: str = ""
    seat: str = ""
    text: str = ""
    generation: int = 0
    restart: bool = False
    routes: dict[str, list[str]] = {}
    to: str = ""


class Refused(msgspec.Struct, omit_defaults=True):
    """Why an order was not obeyed: `detail` in Chinese with its English in `en`, or as it came."""

    code: str
    detail: str
    field: str | None = None
    en: str = ""

    @classmethod
    def of(cls, refusal: Refusal) -> Self:
        said = refusal.detail
        english = said.en if isinstance(said, Words) else ""
        return cls(refusal.code, str(said), refusal.field, english)

    @property
    def words(self) -> str:
        """The detail with its English again."""
        return Words(self.detail, self.en) if self.en else self.detail


class Reply(msgspec.Struct, tag="reply", omit_defaults=True):
    id: int
    text: str = ""
    refused: Refused | None = None


class Told(msgspec.Struct, tag="event", omit_defaults=True):
    kind: str
    room: str
    seat: str = ""
    data: dict[str, Any] = {}


class Beat(msgspec.Struct, tag="beat"):
    """Once a second: that the worker lives, and how it fares."""

    rooms: int
    seats: int
    packets_per_second: float
    cpu: float
    memory_mb: float
    lag_ms: float


Message = Reply | Told | Beat


def packed(message: msgspec.Struct) -> bytes:
    body = msgspec.json.encode(message)
    return len(body).to_bytes(HEAD, "big") + body


async def read(reader: asyncio.StreamReader) -> bytes:
    """The body of the next message; raises EOFError or ValueError, both mean the end."""
    size = int.from_bytes(await reader.readexactly(HEAD), "big")
    if size > LARGEST:
        raise ValueError("a message is too long")
    return await reader.readexactly(size)
