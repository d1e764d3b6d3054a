"""The AsyncAPI 3 document of the live stream, drawn from a table of messages.

The room that owns the stream supplies the table. Refuses to know what the messages mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

REF = "#/components/schemas/{name}"
CHANNEL = "#/channels/live"
SIGNAL_CHANNEL = "#/channels/reception"
SIGNAL_PATH = "/reception/{reception}/signal"


@dataclass(frozen=True, slots=True)
class StreamMessage:
    """One kind of frame: `payload` is its msgspec type, `sender` who writes it."""

    name: str
    sender: Literal["server", "client"]
    summary: str
    payload: Any


def asyncapi(
    table: Sequence[StreamMessage],
    version: str,
    path: str = "/live",
    signals: Sequence[StreamMessage] = (),
) -> dict[str, Any]:
    """The document as builtins; `signals` are those of a reception's own channel."""
    every = [*table, *signals]
    schemas, components = msgspec.json.schema_components(
        [line.payload for line in every], ref_template=REF
    )
    messages = {
        line.name: {"name": line.name, "summary": line.summary, "payload": schema}
        for line, schema in zip(every, schemas, strict=True)
    }
    second = {"reception": _channel(SIGNAL_PATH, signals)} if signals else {}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Yushan live stream", "version": version},
        "channels": {
            "live": _channel(path, table),
            **second,
        },
        "operations": {
            "sendFrames": _operation("send", CHANNEL, table, "server"),
            "receiveFrames": _operation("receive", CHANNEL, table, "client"),
            **_signal_operations(signals),
        },
        "components": {"messages": messages, "schemas": components},
    }


def _channel(address: str, table: Sequence[StreamMessage]) -> dict[str, Any]:
    named = {line.name: {"$ref": f"#/components/messages/{line.name}"} for line in table}
    return {"address": address, "messages": named}


def _signal_operations(signals: Sequence[StreamMessage]) -> dict[str, Any]:
    if not signals:
        return {}
    return {
        "sendSignals": _operation("send", SIGNAL_CHANNEL, signals, "server"),
        "receiveSignals": _operation("receive", SIGNAL_CHANNEL, signals, "client"),
    }


def _operation(
    action: str, channel: str, table: Sequence[StreamMessage], sender: str
) -> dict[str, Any]:
    names = [line.name for line in table if line.sender == sender]
    return {
        "action": action,
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{name}"} for name in names],
    }
