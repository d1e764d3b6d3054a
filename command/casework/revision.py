"""Correcting the facts of an open case: what changes, what follows from it, what is refused.

Pure. A level is raised by escalating, and lowered here by a person who says why; a change of
difficulty never resets the start of the clock.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework.case import Case
from command.casework.deadlines import Promise, reclassed
from command.casework.happened import Facts, FactsUpdated, Point
from command.casework.intake import Headcount, Lat, Lon, PlaceText, Spot, Title, title_of
from command.casework.marks import Mark, joined
from command.casework.position import Ground, Stated, point_for, point_of
from command.casework.taxonomy import CaseType, find_type
from command.casework.terms import Difficulty, Level
from command.casework.title import check_public
from command.places.coordinates import Datum

Version = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Why = Annotated[str, Meta(max_length=120)]
Hurt = Annotated[int, Meta(ge=0, le=10_000)]


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is left out stays as it is."""

    version: Version
    headcount: Headcount | None = None
    level: Level | None = None
    difficulty: Difficulty | None = None
    type: Annotated[str, Meta(min_length=1, max_length=40)] | None = None
    place: PlaceText | None = None
    spot: Spot | None = None
    title: Title | None = None
    dead: Hurt | None = None
    serious: Hurt | None = None
    yuan: Annotated[int, Meta(ge=0, le=2**53 - 1)] | None = None
    marks: Annotated[list[Mark], Meta(max_length=len(Mark))] | None = None
    lon: Lon | None = None
    lat: Lat | None = None
    datum: Datum | None = None
    why: Why = ""


def revise(
    case: Case, change: Change, ground: Ground, promise: Promise, at: datetime
) -> FactsUpdated:
    """The corrected facts, on the ground of the new place. Raises InvalidInput naming the field."""
    why = check_public(change.why, "why")
    facts = _revised(case, change, ground)
    if facts == case.facts:
        raise InvalidInput(Words("没有任何变化", "Nothing has changed"))
    if facts.level < case.facts.level:
        raise InvalidInput(
            Words("提高级别请用“升级”", "To raise the level, escalate"), field="level"
        )
    if facts.level > case.facts.level and not why:
        raise InvalidInput(Words("降低级别须写明理由", "Say why the level goes down"), field="why")
    if facts.difficulty != case.facts.difficulty and case.accepted_at is not None:
        raise InvalidInput(
            Words(
                "受理后调整难易程度须申请审批",
                "Once accepted, another difficulty is asked for and decided by somebody else",
            ),
            field="difficulty",
        )
    deadlines = case.deadlines
    if facts.difficulty != case.facts.difficulty:
        deadlines = reclassed(case.deadlines, facts.difficulty, promise, at)
    return FactsUpdated(at=at, facts=facts, deadlines=deadlines, why=why)


def differences(before: Facts, after: Facts) -> Mapping[str, Any]:
    """`{"headcount": [20, 60]}` for the timeline; a point is told as moved, without numbers."""
    changed: dict[str, Any] = {
        field.name: [getattr(before, field.name), getattr(after, field.name)]
        for field in fields(Facts)
        if getattr(before, field.name) != getattr(after, field.name)
    }
    if "point" in changed:
        changed["point"] = [before.point.precision, after.point.precision]
    return changed


def _revised(case: Case, change: Change, ground: Ground) -> Facts:
    old = case.facts
    case_type = find_type(change.type or old.type, case.kind if change.type else None)
    headcount = old.headcount if change.headcount is None else change.headcount
    return replace(
        old,
        type=case_type.code,
        title=_title(old, change, case_type, ground, headcount),
        level=change.level or old.level,
        difficulty=change.difficulty or old.difficulty,
        headcount=headcount,
        place=ground.place.code,
        spot=old.spot if change.spot is None else check_public(change.spot, "spot"),
        point=_point(case, change, ground),
        **_circumstances(old, change),
    )


def _circumstances(old: Facts, change: Change) -> dict[str, Any]:
    """What stays in the case plane; marks may also be struck."""
    numbers = {
        name: getattr(old, name) if given is None else given
        for name in ("dead", "serious", "yuan")
        for given in (getattr(change, name),)
    }
    return {**numbers, "marks": old.marks if change.marks is None else joined(change.marks, ())}


def _title(old: Facts, change: Change, case_type: CaseType, ground: Ground, headcount: int) -> str:
    """A title stays, unless the type has become one whose place must not be named."""
    hidden_now = case_type.no_point and case_type.code != old.type
    if change.title is None and not hidden_now:
        return old.title
    return title_of(change.title, case_type, ground, headcount)


def _point(case: Case, change: Change, ground: Ground) -> Point:
    stated = Stated(change.lon, change.lat, change.datum)
    if stated != Stated():
        return point_for(case.kind, stated, ground)
    return case.facts.point if ground.place.code == case.facts.place else point_of(ground.place)
