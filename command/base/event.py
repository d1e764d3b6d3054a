"""One fact in the journal, and who may hear of it.

An event is past tense (`case.opened`), public by construction (no personal data at any level)
and carries its audience: the scope keys of every screen that may show it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NewType

ScopeKey = NewType("ScopeKey", str)
"""A place code of 6, 9, 12 or 15 digits, or `agency:<agency id>`."""

PLACE_LENGTHS = (6, 9, 12, 15)
SYSTEM = ScopeKey("system")
"""Audience of events that steer the house itself (a revoked session); no screen subscribes."""


@dataclass(frozen=True, slots=True)
class Event:
    """A fact not yet numbered. `at` is aware; `data` is plain JSON without personal data."""

    type: str
    at: datetime
    place: str
    audience: tuple[ScopeKey, ...]
    case: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


def agency_scope(agency_id: str) -> ScopeKey:
    return ScopeKey(f"agency:{agency_id}")


def place_scopes(place: str) -> tuple[ScopeKey, ...]:
    """The place itself and everything above it: `361123002001` -> county, township, village."""
    return tuple(ScopeKey(place[:n]) for n in PLACE_LENGTHS if n <= len(place))


def audience_of(place: str, agencies: Iterable[str]) -> tuple[ScopeKey, ...]:
    """Who may hear of a case at `place` in which `agencies` have a part."""
    return place_scopes(place) + tuple(agency_scope(agency) for agency in sorted(set(agencies)))
