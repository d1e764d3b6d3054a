"""`docs/protocol.md`, the frames of the code and the golden frames say the same."""

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from command.base.asyncapi import Channel, asyncapi
from command.casework.card import Card, CardPart
from command.live.closing import Close
from command.live.frame import MESSAGES, DayItem, HourItem, Item, ReceptionItem, SiteItem
from tests.live.replay import Told, canonical, state_hash, step
from tests.live.test_law import ELSEWHERE, REACHED, RECEPTIONS

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
FRAMES = ROOT / "tests" / "frames"
GOLDEN = sorted(path.stem for path in FRAMES.glob("*.json"))
PAYLOADS = {message.name: message.payload for message in MESSAGES}


def golden(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FRAMES / f"{name}.json").read_text(encoding="utf-8"))
    return found


def section(title: str) -> str:
    """The text under a heading, up to the next one of any level."""
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#|\Z)", DOCUMENT, re.M | re.S)
    assert found, title
    return found[1]


def first_column(title: str) -> list[str]:
    return re.findall(r"^\| (.+?) \|", section(title), re.M)[1:]


def names(cells: list[str]) -> list[str]:
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


def fields_of(payload: Any) -> list[str]:
    """Names on the wire, with the tag first."""
    tag = payload.__struct_config__.tag_field
    named = [field.encode_name for field in msgspec.structs.fields(payload)]
    return [tag, *named] if tag else named


@pytest.mark.parametrize("name", PAYLOADS)
def test_the_document_lists_every_field_of_a_frame(name: str) -> None:
    assert names(first_column(name)) == fields_of(PAYLOADS[name])


def test_the_document_has_a_section_for_every_frame_and_for_nothing_else() -> None:
    assert set(re.findall(r"^### (\w+)$", DOCUMENT, re.M)) == set(PAYLOADS)


def test_the_document_lists_items_cards_events_and_codes() -> None:
    assert names(first_column("Items")) == fields_of(Item)
    inside = set(re.findall(r"`(\w+)`", section("Items")))
    assert inside >= {*fields_of(HourItem), *fields_of(DayItem)}
    assert names(first_column("Reception")) == fields_of(ReceptionItem)
    assert set(fields_of(SiteItem)) <= set(re.findall(r"`(\w+)`", section("Reception")))
    assert names(first_column("Card")) == fields_of(Card)
    assert set(fields_of(CardPart)) <= set(re.findall(r"`(\w+)`", section("Card")))
    assert set(names(first_column("Events"))) == REACHED | RECEPTIONS | ELSEWHERE
    rows = re.findall(r"^\| (4\d\d\d) \| ([\w-]+) \|", section("Close codes"), re.M)
    assert rows == [(str(int(code)), code.name.lower().replace("_", "-")) for code in Close]


def test_the_asyncapi_document_holds_every_frame() -> None:
    document = asyncapi([Channel("live", "/live", "Frames", MESSAGES)], "1")
    assert set(document["components"]["messages"]) == set(PAYLOADS)


@pytest.mark.parametrize("name", GOLDEN)
def test_golden_frames_are_frames_of_the_code(name: str) -> None:
    for line in golden(name)["frames"]:
        frame = line["frame"]
        if frame["type"] == "weather":  # the one that nobody knows
            continue
        payload = PAYLOADS["event" if "." in frame["type"] else frame["type"]]
        assert round_trip(frame, payload) == as_encoded(frame)
        if card := frame.get("data", {}).get("card"):
            assert round_trip(card, Card) == card
        if reception := frame.get("data", {}).get("reception"):
            assert round_trip(reception, ReceptionItem) == reception


def round_trip(thing: Any, payload: Any) -> Any:
    """What is left of it after our types: a field that they lack is lost, one too few fails."""
    return json.loads(msgspec.json.encode(msgspec.convert(thing, payload)))


def as_encoded(frame: dict[str, Any]) -> Any:
    """Parts of a second as the encoder writes them."""
    text = re.sub(r"(:\d\d\.\d)Z", r"\g<1>00000Z", json.dumps(frame)) if "as_of" in frame else ""
    return json.loads(text) if text else frame


@pytest.mark.parametrize("name", GOLDEN)
def test_golden_frames_give_the_expected_state(name: str) -> None:
    sequence, told = golden(name), Told()
    for line in sequence["frames"]:
        verdict, told = step(told, line["frame"])
        assert verdict == line["verdict"]
    expected = sequence["expected"]
    cursor = {name: getattr(told, name) for name in expected["cursor"]}
    assert cursor == expected["cursor"]
    assert [told.cards[case] for case in sorted(told.cards)] == expected["cards"]
    assert (told.hours, told.days) == (expected["hours"], expected["days"])
    assert list(told.arrivals) == expected["arrivals"]
    assert told.receptions == {held["id"]: held for held in expected.get("receptions", [])}
    assert state_hash(told) == expected["hash"]


def test_golden_frames_reach_every_frame_and_every_verdict() -> None:
    lines = [line for name in GOLDEN for line in golden(name)["frames"]]
    kinds = {"event" if "." in f["type"] else f["type"] for f in (line["frame"] for line in lines)}
    assert kinds >= set(PAYLOADS) - {"ack"}
    assert {line["verdict"] for line in lines} == {"take", "drop", "gap", "restart"}


def test_the_hash_does_not_see_the_order_of_keys_nor_of_cards() -> None:
    assert canonical({"b": 28.0, "a": ["𠮷", None, 1.5]}) == '{"a":["𠮷",null,1.5],"b":28}'
    one, two = Told(cards={1: {"a": 1, "b": 2}, 2: {}}), Told(cards={2: {}, 1: {"b": 2, "a": 1}})
    assert state_hash(one) == state_hash(two) != state_hash(Told(cards={1: {"a": 2, "b": 2}}))
