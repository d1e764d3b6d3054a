"""Whether a report tells of a matter that is known already: the reasons, for a person to judge.

Pure. Words are compared by the pairs of letters they share. Refuses to know who may see what.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from command.casework.happened import Facts, Point
from command.places.jurisdiction import Precision

WORDS_FOR = timedelta(days=90)
NEAR_FOR = timedelta(days=14)
SPOT_FOR = timedelta(days=3)
SPOT_METRES = 300.0
SHARED = 0.4
"""Part of the shorter text's pairs; measured in `tests/casework/test_likeness.py`."""
FEWEST = 4
"""Pairs: below this a text says too little to be like another."""
METRES_A_DEGREE = 111_320.0


class Reason(StrEnum):
    """Why two matters may be one, the strongest first."""

    REFERENCE = "reference"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    WORDS = "words"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class Known:
    """A matter as it stands; `shared` of the `pairs` of its likest report."""

    case_id: int
    type: str
    place: str
    point: Point
    opened_at: datetime
    shared: int
    pairs: int


def reasons(facts: Facts, pairs: int, known: Known, at: datetime) -> tuple[Reason, ...]:
    """Why a report of these facts, with so many pairs, may be the known matter."""
    age = at - known.opened_at
    found = []
    if age <= WORDS_FOR and are_alike(pairs, known.pairs, known.shared):
        found.append(Reason.WORDS)
    if _is_near(facts, known, age):
        found.append(Reason.NEAR)
    return tuple(found)


def _is_near(facts: Facts, known: Known, age: timedelta) -> bool:
    """A matter of the type in the village of late, or any on the spot these days."""
    if known.type == facts.type and known.place == facts.place:
        return age <= NEAR_FOR
    return age <= SPOT_FOR and metres_between(facts.point, known.point) <= SPOT_METRES


def are_alike(pairs: int, others: int, shared: int) -> bool:
    return shared >= FEWEST and shared >= SHARED * min(pairs, others)


def metres_between(one: Point, other: Point) -> float:
    """Flat, for a few hundred metres; endless unless both are surveyed: a village's middle is no
    spot."""
    if {one.precision, other.precision} != {Precision.SURVEYED}:
        return math.inf
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return math.inf
    east = (one.lon - other.lon) * math.cos(math.radians(one.lat))
    return math.hypot(east, one.lat - other.lat) * METRES_A_DEGREE


def in_order(found: Mapping[int, Sequence[Reason]]) -> list[int]:
    """The likest first: by the strongest reason, then by how many there are, then the newest."""
    ranked = list(Reason)

    def key(case_id: int) -> tuple[int, int, int]:
        why = found[case_id]
        return min(ranked.index(one) for one in why), -len(why), -case_id

    return sorted(found, key=key)
