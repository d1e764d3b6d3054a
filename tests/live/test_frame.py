"""Frames as bytes, and the ring: no server, no database."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command.accounts.presence import Presence
from command.accounts.role import Actor, Role
from command.base.event import ScopeKey
from command.base.journal import Entry
from command.live import frame
from command.live.audience import Screen, screen_of
from command.live.frame import HourItem, Item
from command.live.history import Ring
from command.live.snapshot import changes, window

AT = datetime(2026, 11, 24, 6, 20, 5, tzinfo=UTC)
SIZES = [0, 1, 125, 126, 127, 65535, 65536, 70000]


@pytest.mark.parametrize("size", SIZES)
def test_a_frame_of_every_length_form_can_be_taken_apart(size: int) -> None:
    texts = [b"x" * size, b"{}", b"y" * size]
    assert frame.payloads(b"".join(map(frame.text_frame, texts))) == texts


def test_an_event_is_encoded_once_and_numbered_for_each_scope() -> None:
    entry = Entry(9, AT, "case.opened", "361123", None, (ScopeKey("361123"),), '{"by": "“引号\\""}')
    body = frame.event_body(entry)
    (text,) = frame.payloads(frame.event_frame(9, 4, body))
    assert json.loads(text) == {
        "seq": 9,
        "prev": 4,
        "type": "case.opened",
        "at": "2026-11-24T06:20:05Z",
        "place": "361123",
        "case": None,
        "data": {"by": '“引号"'},
    }


def test_parts_stay_under_64_kib_and_keep_every_item_in_order() -> None:
    items = [Item(gone=number) for number in range(20_000)]
    frames = frame.part_frames("snapshot", 7, 5, items)
    parts = [json.loads(text) for data in frames for text in frame.payloads(data)]
    assert max(map(len, frames)) <= frame.CHUNK_BYTES
    assert [(part["part"], part["parts"]) for part in parts] == [
        (number, len(frames)) for number in range(1, len(frames) + 1)
    ]
    assert [item["gone"] for part in parts for item in part["items"]] == list(range(20_000))


def test_an_empty_scope_still_gets_its_snapshot() -> None:
    (data,) = frame.part_frames("snapshot", 7, 5, [])
    assert json.loads(frame.payloads(data)[0])["items"] == []


def test_joined_frames_are_whole_and_in_order() -> None:
    frames = [frame.text_frame(bytes([65 + n]) * 20_000) for n in range(10)]
    writes = frame.joined(frames)
    assert b"".join(writes) == b"".join(frames)
    assert max(map(len, writes)) <= frame.CHUNK_BYTES
    assert len(writes) == 4


@given(
    st.lists(st.integers(1, 5), max_size=60),
    st.integers(1, 20),
    st.integers(-2, 250),
    st.integers(0, 9),
)
def test_a_ring_gives_all_that_follows_or_says_that_it_cannot(
    steps: list[int], most: int, since: int, floor: int
) -> None:
    ring = Ring(floor, frames_most=most)
    numbers: list[int] = []
    for step in steps:
        numbers.append((numbers or [floor])[-1] + step)
        ring.add(numbers[-1], b"frame")
    kept = ring.since(since)
    dropped = numbers[:-most] if len(numbers) > most else []
    if since < (dropped or [floor])[-1]:
        assert kept is None
    else:
        assert kept is not None
        assert [one.seq for one in kept] == [number for number in numbers if number > since]
        chain = [floor, *numbers]
        assert all(one.prev == chain[chain.index(one.seq) - 1] for one in kept)
    assert len(ring) <= most


def test_a_ring_is_bounded_in_bytes() -> None:
    ring = Ring(0, bytes_most=1000)
    for seq in range(1, 101):
        ring.add(seq, b"x" * 100)
    assert (len(ring), ring.floor, ring.last) == (10, 90, 100)


def test_hours_reach_a_day_back_and_days_to_yesterday_in_china() -> None:
    hours, days = window(AT)
    assert hours == datetime(2026, 11, 23, 6, tzinfo=UTC)
    assert days == datetime(2026, 11, 22, 16, tzinfo=UTC)
    late = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    assert window(late)[1] == datetime(2026, 11, 23, 16, tzinfo=UTC)


def test_the_newest_truth_names_what_is_gone_and_every_count() -> None:
    hour = Item(hour=HourItem(AT, (0, 0, 0, 1)))
    assert changes([hour], {3, 2}) == [hour, Item(gone=2), Item(gone=3)]
    assert changes([hour], set()) == [hour]


@pytest.mark.parametrize(
    ("kiosk", "named", "screen"),
    [
        (None, None, Screen.DESK),
        (4, None, Screen.WALL),
        (None, "phone", Screen.PHONE),
        (None, "wall", Screen.WALL),
        (None, "WALL", None),
        (None, "fridge", None),
    ],
)
def test_a_screen_is_what_it_says_and_a_kiosk_is_a_wall(
    kiosk: int | None, named: str | None, screen: Screen | None
) -> None:
    actor = Actor(1, "duty", "值班甲", Role.DUTY_OFFICER, "c361123", "县中心", "361123")
    presence = Presence(actor, 1, kiosk, AT + timedelta(hours=1), county="361123")
    assert screen_of(presence, named) is screen
