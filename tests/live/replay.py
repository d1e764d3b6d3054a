"""A small Python twin of the browser's state: what a client holds after a sequence of frames.

The checker of the law (snapshot before + frames = snapshot after). Written from
`docs/protocol.md`, apart from the browser's code, so that the two can disagree.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

Frame = dict[str, Any]
CHINA = timedelta(hours=8)
ENDED = ("closed", "declined", "withdrawn", "merged")
COUNTS = ("opened", "resolved", "closed", "overdue", "visited", "satisfied")
CONTROL = ("hello", "snapshot", "latest", "heartbeat", "lag")
MOST_ARRIVALS = 50


@dataclass(frozen=True)
class Told:
    """What a client holds. `hello` is the greeting of the present connection."""

    epoch: str = ""
    scope: str = ""
    seq: int = 0
    prev: int = 0
    ready: bool = False
    gap: bool = False
    now: datetime | None = None
    hello: Frame | None = None
    parts: tuple[Frame, ...] = ()
    cards: dict[int, Frame] = field(default_factory=dict)
    hours: dict[str, list[int]] = field(default_factory=dict)
    days: dict[str, dict[str, int]] = field(default_factory=dict)
    arrivals: tuple[int, ...] = ()
    receptions: dict[int, Frame] = field(default_factory=dict)

    @property
    def steady(self) -> bool:
        return self.ready and not self.gap and not self.parts

    def shown(self) -> dict[str, Any]:
        """What the law speaks of, as JSON values."""
        cards = {case: self.cards[case] for case in sorted(self.cards)}
        receptions = {held: self.receptions[held] for held in sorted(self.receptions)}
        counts = {"hours": self.hours, "days": self.days}
        return {"cards": cards, "receptions": receptions, **counts}


def replay(frames: Iterable[Frame], told: Told = Told()) -> Told:
    for frame in frames:
        _, told = step(told, frame)
    return told


def step(told: Told, frame: Frame) -> tuple[str, Told]:
    """The verdict on a frame and what is held after it."""
    verdict, after = _TAKERS.get(frame["type"], _event)(told, frame)
    return verdict, _pruned(after)


def _hello(told: Told, frame: Frame) -> tuple[str, Told]:
    now = datetime.fromisoformat(frame["now"])
    greeted = replace(told, hello=frame, parts=(), now=now)
    if not (told.ready and (frame["epoch"], frame["seq"]) == (told.epoch, told.seq)):
        return "take", replace(greeted, gap=True)
    if (frame["prev"], frame["scope"]) != (told.prev, told.scope):
        return "restart", Told(now=told.now)
    return "take", replace(greeted, gap=False)


def _part(told: Told, frame: Frame) -> tuple[str, Told]:
    first = frame["part"] == 1
    held = () if first else told.parts
    fits = frame["part"] == len(held) + 1 and all(
        (part["seq"], part["type"]) == (frame["seq"], frame["type"]) for part in held
    )
    unsteady = frame["type"] == "latest" and first and not told.steady
    if told.hello is None or not fits or unsteady:
        return _broken(told)
    parts = (*held, frame)
    if frame["part"] < frame["parts"]:
        return "take", replace(told, parts=parts)
    return "take", _whole(told, told.hello, parts)


def _whole(told: Told, hello: Frame, parts: tuple[Frame, ...]) -> Told:
    cards = {} if parts[0]["type"] == "snapshot" else dict(told.cards)
    hours, days, receptions = {}, {}, {}
    for item in [item for part in parts for item in part["items"]]:
        match item:
            case {"card": card}:
                cards[card["case"]] = card
            case {"gone": case}:
                cards.pop(case, None)
            case {"hour": hour}:
                hours[hour["at"]] = hour["levels"]
            case {"reception": reception}:
                receptions[reception["id"]] = reception
            case {"day": day}:
                days[day["date"]] = {name: day[name] for name in COUNTS}
    return replace(
        told,
        epoch=hello["epoch"],
        scope=hello["scope"],
        seq=parts[-1]["seq"],
        prev=parts[-1]["prev"],
        ready=True,
        gap=False,
        parts=(),
        cards=cards,
        hours=hours,
        days=days,
        receptions=receptions,
        arrivals=tuple(case for case in told.arrivals if case in cards),
    )


def _heartbeat(told: Told, frame: Frame) -> tuple[str, Told]:
    seq = max(told.seq, frame["seq"]) if told.steady else told.seq
    return "take", replace(told, seq=seq, now=datetime.fromisoformat(frame["now"]))


def _lag(told: Told, frame: Frame) -> tuple[str, Told]:
    return ("take", told) if told.steady and frame["from"] == told.prev else _broken(told)


def _event(told: Told, frame: Frame) -> tuple[str, Told]:
    if "." not in frame["type"]:
        return "drop", told
    if not told.steady:
        return _broken(told)
    if frame["seq"] <= told.seq:
        return "drop", told
    if frame["prev"] != told.prev:
        return _broken(told)
    moved = replace(told, seq=frame["seq"], prev=frame["seq"])
    hearer = _reception if frame["type"].startswith("reception.") else _heard
    return "take", hearer(moved, frame)


def _reception(told: Told, frame: Frame) -> Told:
    """What is over, or is no longer of this scope, is forgotten."""
    data = frame["data"]
    held = data.get("reception", {"id": data.get("left"), "state": "closed"})
    receptions = {key: kept for key, kept in told.receptions.items() if key != held["id"]}
    if held["state"] not in ("closed", "no_show", "cancelled"):
        receptions[held["id"]] = held
    return replace(told, receptions=receptions)


def _broken(told: Told) -> tuple[str, Told]:
    return "gap", replace(told, gap=True, parts=())


_TAKERS = {
    "hello": _hello,
    "snapshot": _part,
    "latest": _part,
    "heartbeat": _heartbeat,
    "lag": _lag,
}


def _heard(told: Told, frame: Frame) -> Told:
    card = frame["data"].get("card")
    lost = frame["type"] == "case.left" or (card is not None and card["state"] in ENDED)
    cards = {case: held for case, held in told.cards.items() if not lost or case != frame["case"]}
    if card is not None and not lost:
        cards[card["case"]] = card
    arrivals = told.arrivals
    rises = frame["type"] in ("case.opened", "case.escalated")
    if lost or rises:
        others = tuple(case for case in arrivals if case != frame["case"])
        arrivals = others if lost else (frame["case"], *others)[:MOST_ARRIVALS]
    return _counted(replace(told, cards=cards, arrivals=arrivals), frame)


def _counted(told: Told, frame: Frame) -> Told:
    name = frame["type"].removeprefix("case.")
    if name not in COUNTS:
        return told
    at = datetime.fromisoformat(frame["at"]).astimezone(UTC)
    day = (at + CHINA).date().isoformat()
    counts = dict(told.days.get(day, dict.fromkeys(COUNTS, 0)))
    counts[name] += 1
    content = frame["data"].get("satisfaction") in ("satisfied", "fairly")
    counts["satisfied"] += name == "closed" and content
    hours = dict(told.hours)
    if name == "opened":
        levels = list(hours.get(_hour(at), [0, 0, 0, 0]))
        levels[frame["data"]["card"]["level"] - 1] += 1
        hours[_hour(at)] = levels
    return replace(told, days={**told.days, day: counts}, hours=hours)


def _pruned(told: Told) -> Told:
    if told.now is None:
        return told
    now = told.now.astimezone(UTC)
    first_hour = _hour(now - timedelta(hours=24))
    first_day = (now + CHINA - timedelta(days=1)).date().isoformat()
    hours = {at: levels for at, levels in told.hours.items() if at >= first_hour}
    days = {date: counts for date, counts in told.days.items() if date >= first_day}
    return replace(told, hours=hours, days=days)


def _hour(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:00:00Z")


def state_hash(told: Told) -> str:
    """Sixteen hexadecimal digits, as `hash.js` makes them."""
    things: list[Any] = [{"card": card} for card in told.cards.values()]
    things += [{"hour": {"at": at, "levels": levels}} for at, levels in told.hours.items()]
    things += [{"day": {"date": date, **counts}} for date, counts in told.days.items()]
    things += [{"reception": reception} for reception in told.receptions.values()]
    lanes = [_lanes(canonical(thing)) for thing in things]
    sums = [sum(lane) % 2**32 for lane in zip(*lanes, strict=True)] or [0, 0]
    return "".join(f"{lane:08x}" for lane in sums)


def canonical(thing: Any) -> str:
    """JSON as JavaScript writes it, with sorted keys and no blanks."""
    text = json.dumps(_plain(thing), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text


def _plain(thing: Any) -> Any:
    """Whole floats as integers: JavaScript has one kind of number."""
    if isinstance(thing, dict):
        return {key: _plain(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [_plain(value) for value in thing]
    return int(thing) if isinstance(thing, float) and thing.is_integer() else thing


def _lanes(text: str) -> tuple[int, int]:
    first, second = 0x811C9DC5, 0x9747B28C
    raw = text.encode("utf-16-le")
    for low, high in zip(raw[::2], raw[1::2], strict=True):
        unit = high << 8 | low
        first = (first ^ unit) * 0x01000193 % 2**32
        second = (second ^ unit) * 0x85EBCA6B % 2**32
    return first, second
