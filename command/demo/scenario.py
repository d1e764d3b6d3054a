"""The scripted incidents: events, who speaks in them, which cases they open, and when to play.

Pure. Reads the room's tables; every event stays as the shared script has it.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

import msgspec

from command.demo.cast import rows

TOTAL_SECONDS = 210.0
STAGGER_SECONDS = 9.0  # one incident after the other, as a day begins


class Event(msgspec.Struct, frozen=True):
    """One line of a script; `t` is seconds after its start. What it expects is not asserted."""

    t: int
    frm: str
    to: str
    channel: str
    kind: str
    text: str
    expect: str = ""
    headcount: int | None = None
    injured: int | None = None
    serious: int | None = None

    @property
    def words(self) -> str:
        return f"{self.frm}({self.channel}):{self.text}"


class Scenario(msgspec.Struct, frozen=True):
    id: str
    title: str
    events: list[Event]


@dataclass(frozen=True, slots=True)
class Voice:
    """Who acts for a name in the script; `agency` is what a call to that name reaches."""

    login: str
    agency: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A case of a script: how the event number `opening` reports it, and whom it calls.

    `called_by` hands it over at once where the script has no call of its own. `voices` are the
    names whose events belong here and not to the script's first case.
    """

    name: str
    scenario: str
    opening: int
    reporter: str
    report: Mapping[str, str | int]
    title: str
    lead: str
    supports: tuple[str, ...]
    reason: str
    called_by: str
    voices: tuple[str, ...]

    def titled(self, headcount: int) -> str:
        return self.title.format(headcount=headcount)


@dataclass(frozen=True, slots=True)
class Cue:
    """An event at its second of the performance."""

    seconds: float
    scenario: str
    number: int
    event: Event

    @property
    def name(self) -> str:
        return f"{self.scenario}-{self.number}"


@cache
def scenarios() -> tuple[Scenario, ...]:
    text = resources.files(__package__).joinpath("data/scenarios_zh.json").read_bytes()
    return tuple(msgspec.json.decode(text, type=list[Scenario]))


@cache
def voices() -> Mapping[str, Voice]:
    return {row["voice"]: Voice(row["login"], row["agency"]) for row in rows("voices.csv")}


@cache
def threads() -> tuple[Thread, ...]:
    return tuple(_thread(row) for row in rows("threads.csv"))


def threads_of(scenario: str, event: Event) -> list[Thread]:
    """The cases an event is about: those its voice is named for, else the script's first."""
    mine = [thread for thread in threads() if thread.scenario == scenario]
    return [thread for thread in mine if event.frm in thread.voices] or mine[:1]


def cues(scripts: Iterable[Scenario], total: float = TOTAL_SECONDS) -> list[Cue]:
    """Every event of every script, interleaved and pressed together into `total` seconds.

    Long waits shrink to their logarithm, so that a week later comes soon and an order stays.
    """
    found = []
    for place, script in enumerate(scripts):
        start = place * STAGGER_SECONDS * total / TOTAL_SECONDS
        for number, share in enumerate(_shares(script.events)):
            at = start + share * (total - start)
            found.append(Cue(at, script.id, number, script.events[number]))
    return sorted(found, key=lambda cue: (cue.seconds, cue.scenario, cue.number))


def _shares(events: Sequence[Event]) -> list[float]:
    """Where each event stands between 0 and 1."""
    waits = [1 + math.log1p(b.t - a.t) for a, b in pairwise(events)]
    whole = sum(waits) or 1.0
    return [sum(waits[:number]) / whole for number in range(len(events))]


def _thread(row: Mapping[str, str]) -> Thread:
    report: dict[str, str | int] = {
        name: row[name] for name in ("channel", "kind", "type", "difficulty", "place", "spot")
    }
    report |= {"level": int(row["level"]), "headcount": int(row["headcount"])}
    return Thread(
        name=row["thread"],
        scenario=row["scenario"],
        opening=int(row["opening"]),
        reporter=row["reporter"],
        report=report,
        title=row["title"],
        lead=row["lead"],
        supports=tuple(row["supports"].split()),
        reason=row["reason"],
        called_by=row["called_by"],
        voices=tuple(filter(None, row["voices"].split(";"))),
    )
