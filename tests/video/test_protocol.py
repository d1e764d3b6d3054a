"""`docs/protocol.md` and the signals of the code say the same; what is no signal is refused."""

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from command.app import asyncapi_document
from command.live.frame import MESSAGES
from command.video import signal
from command.video.closing import Close
from command.video.signal import SIGNALS, RoomPerson, RoomSite, RoomWaiting

DOCUMENT = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")
PART = DOCUMENT[DOCUMENT.index("# Signalling of a reception") :]


def section(title: str) -> str:
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#|\Z)", PART, re.M | re.S)
    assert found, title
    return found[1]


def fields_of(payload: Any) -> list[str]:
    return ["type", *(field.encode_name for field in msgspec.structs.fields(payload))]


@pytest.mark.parametrize("message", SIGNALS, ids=lambda message: message.name)
def test_the_document_lists_every_field_of_a_signal(message: Any) -> None:
    text = section(message.name)
    assert re.findall(r"^\| `(\w+)` \|", text, re.M) == fields_of(message.payload)
    tag = message.payload.__struct_config__.tag
    assert f"| `type` | text | `{tag}` |" in text


def test_the_document_has_every_signal_and_no_other() -> None:
    named = re.findall(r"^#### (\w+)$", PART, re.M)
    assert sorted(named) == sorted(message.name for message in SIGNALS)


def test_the_document_lists_what_a_room_holds_and_every_code() -> None:
    people = set(re.findall(r"`(\w+)`", section("People of a room")))
    assert people >= set(RoomPerson.__struct_fields__) | set(RoomWaiting.__struct_fields__)
    assert set(RoomSite.__struct_fields__) <= set(re.findall(r"`(\w+)`", section("room")))
    rows = re.findall(r"^\| (\d{4}) \| ([\w-]+) \|", section("Signalling close codes"), re.M)
    assert rows == [(str(int(code)), code.name.lower().replace("_", "-")) for code in Close]


def test_the_asyncapi_document_has_a_channel_for_them() -> None:
    document = asyncapi_document()
    channel = document["channels"]["reception"]
    assert set(channel["messages"]) == {message.name for message in SIGNALS}
    assert set(document["channels"]["live"]["messages"]) == {line.name for line in MESSAGES}
    sent = {
        line["$ref"].rpartition("/")[2]
        for line in document["operations"]["sendSignals"]["messages"]
    }
    assert sent == {message.name for message in SIGNALS if message.sender == "server"}


BAD = [
    "",
    "no json",
    "[]",
    "{}",
    '{"type":"room"}',
    '{"type":"unknown"}',
    '{"type":"enter"}',
    '{"type":"enter","token":1}',
    '{"type":"publish","offer":"","generation":1}',
    '{"type":"publish","offer":"v=0","generation":0}',
    '{"type":"publish","offer":"v=0","generation":2147483648}',
    '{"type":"answer","generation":1}',
    '{"type":"subscribe","restart":"yes"}',
    '{"type":"mute","mic":1}',
    '{"type":"hand"}',
    '{"type":"chat","words":""}',
    json.dumps({"type": "chat", "words": "字" * 501}),
    '{"type":"consent","given":null}',
    '{"type":"companion","label":"家属"}',
    '{"type":"companion","given":true,"id":-1}',
    json.dumps({"type": "companion", "given": True, "label": "长" * 31}),
    '{"type":"quality","up":0,"down":4}',
    '{"type":"quality","up":5,"down":4}',
    '{"type":"ping","more":1}',
    '{"type":"leave","seat":"c1"}',
]


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_signal_is_refused(text: str) -> None:
    with pytest.raises(msgspec.MsgspecError):
        signal.decode(text)


def test_every_client_signal_is_taken() -> None:
    said = [
        {"type": "knock"},
        {"type": "enter", "token": "t"},
        {"type": "publish", "offer": "v=0", "generation": 1},
        {"type": "answer", "generation": 1, "answer": "v=0"},
        {"type": "subscribe"},
        {"type": "leave"},
        {"type": "mute", "camera": True},
        {"type": "hand", "raised": True},
        {"type": "chat", "words": "好"},
        {"type": "consent", "given": True},
        {"type": "companion", "given": True, "label": "家属"},
        {"type": "quality", "up": 4, "down": 1},
        {"type": "ping"},
    ]
    kinds = {type(signal.decode(json.dumps(one))) for one in said}
    assert kinds == {message.payload for message in SIGNALS if message.sender == "client"}
