"""The browser's state against the golden frames, in a real Chromium."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from tests.static.modules import modules

__all__ = ["modules"]
FRAMES = Path(__file__).parents[1] / "frames"
GOLDEN = sorted(path.stem for path in FRAMES.glob("*.json"))
FOLD = """async ({ frames, again }) => {
  const { empty, apply } = await import("/static/js/thought/state.js");
  const { follow } = await import("/static/js/thought/cursor.js");
  const { hash } = await import("/static/js/thought/hash.js");
  let state = empty();
  const verdicts = [];
  for (const frame of frames) {
    verdicts.push(follow(state.cursor, frame).verdict);
    const before = JSON.stringify([...state.cards]);
    const after = apply(state, frame);
    if (JSON.stringify([...state.cards]) !== before) throw new Error("apply changed its input");
    state = again ? apply(after, structuredClone(frame)) : after;
  }
  const { epoch, scope, seq, prev, ready, gap } = state.cursor;
  const sorted = (map) => Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    verdicts,
    cursor: { epoch, scope, seq, prev, ready, gap },
    cards: [...state.cards.values()].sort((a, b) => a.case - b.case),
    hours: sorted(state.hours),
    days: sorted(state.days),
    arrivals: state.arrivals.map((arrival) => arrival.case),
    receptions: [...state.receptions.values()].sort((a, b) => a.id - b.id),
    hash: hash(state),
  };
}"""
FLOOD = """async ({ hello, snapshot, card, events }) => {
  const { empty, apply, MOST_ARRIVALS } = await import("/static/js/thought/state.js");
  let state = apply(apply(empty(), hello), snapshot);
  const begun = Date.parse(hello.now);
  for (let seq = 1; seq <= events; seq += 1) {
    const at = new Date(begun + seq * 600_000).toISOString();
    const data = { card: { ...card, case: seq } };
    const told = { seq, prev: seq - 1, type: "case.opened", at, place: "361123", case: seq, data };
    state = apply(state, told);
    if (seq % 100) continue;
    state = apply(state, { type: "heartbeat", seq, now: at, as_of: at });
  }
  return { hours: state.hours.size, days: state.days.size, arrivals: state.arrivals.length,
    most: MOST_ARRIVALS };
}"""


def golden(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FRAMES / f"{name}.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("name", GOLDEN)
async def test_golden_frames_give_the_expected_state(modules: Page, name: str) -> None:
    sequence = golden(name)
    frames = [line["frame"] for line in sequence["frames"]]
    held = await modules.evaluate(FOLD, {"frames": frames, "again": False})
    assert held.pop("verdicts") == [line["verdict"] for line in sequence["frames"]]
    assert held == {"receptions": [], **sequence["expected"]}


@pytest.mark.parametrize(
    "name", ["opened", "escalated", "left", "closed", "heartbeat", "duplicate"]
)
async def test_every_frame_applied_twice_changes_nothing(modules: Page, name: str) -> None:
    sequence = golden(name)
    frames = [line["frame"] for line in sequence["frames"]]
    held = await modules.evaluate(FOLD, {"frames": frames, "again": True})
    held.pop("verdicts")
    assert held == {"receptions": [], **sequence["expected"]}


async def test_weeks_of_events_do_not_grow_the_counts(modules: Page) -> None:
    hello, snapshot = (line["frame"] for line in golden("opened")["frames"][:2])
    begin = {
        "hello": {**hello, "seq": 0, "prev": 0},
        "snapshot": {**snapshot, "seq": 0, "prev": 0, "items": []},
        "card": snapshot["items"][0]["card"],
        "events": 3000,  # one every ten minutes: three weeks
    }
    held = await modules.evaluate(FLOOD, begin)
    assert held["hours"] <= 26 + 17  # until the next heartbeat, 100 events later
    assert held["days"] <= 3
    assert held["arrivals"] == held["most"] == 50
