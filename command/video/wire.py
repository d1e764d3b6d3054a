"""What the app and a worker say to each other: messages of known length on a unix socket.

Four bytes of length, then JSON. Refuses to know who speaks.
"""

import asyncio
from typing import Any

import msgspec

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


class Refused(msgspec.Struct):
    code: str
    detail: str
    field: str | None = None


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
