"""The AsyncAPI 3 document of the live stream, drawn from a table of messages.

The room that owns the stream supplies the table. Refuses to know what the messages mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

REF = "#/components/schemas/{name}"
CHANNEL = "#/channels/live"


@dataclass(frozen=True, slots=True)
class StreamMessage:
    """One kind of frame: `payload` is its msgspec type, `sender` who writes it."""

    name: str
    sender: Literal["server", "client"]
    summary: str
    payload: Any


def asyncapi(table: Sequence[StreamMessage], version: str, path: str = "/live") -> dict[str, Any]:
    """The document as builtins."""
    schemas, components = msgspec.json.schema_components(
        [line.payload for line in table], ref_template=REF
    )
    messages = {
        line.name: {"name": line.name, "summary": line.summary, "payload": schema}
        for line, schema in zip(table, schemas, strict=True)
    }
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Yushan live stream", "version": version},
        "channels": {
            "live": {
                "address": path,
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
            }
        },
        "operations": {
            "sendFrames": _operation("send", [m.name for m in table if m.sender == "server"]),
            "receiveFrames": _operation("receive", [m.name for m in table if m.sender == "client"]),
        },
        "components": {"messages": messages, "schemas": components},
    }


def _operation(action: str, names: Sequence[str]) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": CHANNEL},
        "messages": [{"$ref": f"{CHANNEL}/messages/{name}"} for name in names],
    }
