"""The AsyncAPI 3 document of our sockets, drawn from their tables of messages.

The room that owns a socket supplies its table. Refuses to know what the messages mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

REF = "#/components/schemas/{name}"


@dataclass(frozen=True, slots=True)
class StreamMessage:
    """One kind of frame: `payload` is its msgspec type, `sender` who writes it."""

    name: str
    sender: Literal["server", "client"]
    summary: str
    payload: Any


@dataclass(frozen=True, slots=True)
class Channel:
    """One socket: its address and its table; `word` names its operations (`sendFrames`)."""

    name: str
    address: str
    word: str
    table: Sequence[StreamMessage]

    @property
    def ref(self) -> str:
        return f"#/channels/{self.name}"


def asyncapi(channels: Sequence[Channel], version: str) -> dict[str, Any]:
    """The document as builtins."""
    every = [line for channel in channels for line in channel.table]
    schemas, components = msgspec.json.schema_components(
        [line.payload for line in every], ref_template=REF
    )
    messages = {
        line.name: {"name": line.name, "summary": line.summary, "payload": schema}
        for line, schema in zip(every, schemas, strict=True)
    }
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Yushan live stream", "version": version},
        "channels": {channel.name: _channel(channel) for channel in channels},
        "operations": {
            name: line for channel in channels for name, line in _operations(channel).items()
        },
        "components": {"messages": messages, "schemas": components},
    }


def _channel(channel: Channel) -> dict[str, Any]:
    named = {line.name: {"$ref": f"#/components/messages/{line.name}"} for line in channel.table}
    return {"address": channel.address, "messages": named}


def _operations(channel: Channel) -> dict[str, Any]:
    """`send` is what the server writes; a side that says nothing has no operation."""
    found = {
        f"{action}{channel.word}": _operation(action, channel, sender)
        for action, sender in (("send", "server"), ("receive", "client"))
    }
    return {name: line for name, line in found.items() if line["messages"]}


def _operation(action: str, channel: Channel, sender: str) -> dict[str, Any]:
    names = [line.name for line in channel.table if line.sender == sender]
    return {
        "action": action,
        "channel": {"$ref": channel.ref},
        "messages": [{"$ref": f"{channel.ref}/messages/{name}"} for name in names],
    }
