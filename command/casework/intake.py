"""One intake for everything a citizen or clerk brings: a report becomes the case it opens.

Pure: places, positions, deadlines and parts are handed in. Refuses to know who the reporter is.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from command.base.problem import InvalidInput
from command.base.words import Words
from command.base.written import written
from command.casework.deadlines import Promise, deadlines_for
from command.casework.happened import CaseOpened, Facts, Part
from command.casework.marks import marks_in
from command.casework.party import Parties, Reporter
from command.casework.position import Ground, Stated, point_for
from command.casework.sharing import Asking, tasks_for
from command.casework.taxonomy import CaseType, find_type
from command.casework.terms import Channel, DeadlineName, Difficulty, Kind, Level
from command.casework.title import TITLE_LETTERS, check_public, suggest_title
from command.places.coordinates import Datum

ReportWords = Annotated[str, written(2, 5000)]
Title = Annotated[str, written(2, TITLE_LETTERS)]
Spot = Annotated[str, Meta(max_length=60)]
Headcount = Annotated[int, Meta(ge=0, le=1_000_000)]
PlaceText = Annotated[str, Meta(pattern=r"^[0-9]{6}(?:[0-9]{3}){0,3}$", max_length=15)]
Lon = Annotated[float, Meta(ge=-180, le=180)]
Lat = Annotated[float, Meta(ge=-90, le=90)]
Reference = Annotated[str, Meta(max_length=40)]
Seen = Annotated[list[Annotated[int, Meta(ge=1, le=2**63 - 1)]], Meta(max_length=100)]
PhotoIds = Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=9)]


class As(StrEnum):
    """How a report stands to a matter that is known."""

    JOINED = "joined"
    LINKED = "linked"


class Match(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What whoever registers has decided: the report joins this case, or opens one beside it."""

    case: Annotated[int, Meta(ge=1, le=2**63 - 1)]
    as_: As = msgspec.field(name="as")


class Report(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What somebody says happened, as it was said; raw and never changed.

    `reference` is what 110, 12345 or a superior calls it; `seen` are the known matters that were
    looked at, absent when nobody looked.
    """

    kind: Kind
    type: Annotated[str, Meta(min_length=1, max_length=40)]
    words: ReportWords
    headcount: Headcount
    place: PlaceText
    channel: Channel
    level: Level = Level.ORDINARY
    difficulty: Difficulty | None = None
    spot: Spot = ""
    lon: Lon | None = None
    lat: Lat | None = None
    datum: Datum | None = None
    title: Title | None = None
    reference: Reference = ""
    reporter: Reporter | None = None
    parties: Parties = []
    photos: PhotoIds = []
    seen: Seen | None = None
    match: Match | None = None


def open_case(
    report: Report,
    ground: Ground,
    promise: Promise,
    parts: Sequence[Part],
    by: int,
    at: datetime,
) -> CaseOpened:
    """The case a report opens at `at`; only an incident has parts and tasks already.

    Raises InvalidInput naming the field for texts or coordinates that must not be public.
    """
    facts = facts_of(report, ground)
    deadlines = deadlines_for(report.kind, facts.difficulty, promise, at)
    (resolve_by,) = (line for line in deadlines if line.name is DeadlineName.RESOLVE_BY)
    return CaseOpened(
        at=at,
        kind=report.kind,
        channel=report.channel,
        facts=facts,
        deadlines=deadlines,
        parts=tuple(parts),
        tasks=tasks_for(Asking((), resolve_by, by), parts, {}, at),
    )


def facts_of(report: Report, ground: Ground) -> Facts:
    if len(report.words.strip()) < 2:
        raise InvalidInput(Words("请填写反映的内容", "Say what is reported"), field="words")
    case_type = find_type(report.type, report.kind)
    stated = Stated(report.lon, report.lat, report.datum)
    return Facts(
        type=case_type.code,
        title=title_of(report.title, case_type, ground, report.headcount),
        level=report.level,
        difficulty=report.difficulty or case_type.difficulty,
        headcount=report.headcount,
        place=ground.place.code,
        spot=check_public(report.spot, "spot"),
        point=point_for(report.kind, stated, ground, surveyed=report.channel is Channel.GRID),
        marks=marks_in(report.words, report.spot),
    )


def title_of(given: str | None, case_type: CaseType, ground: Ground, headcount: int) -> str:
    """The given title when it is fit for the public, else the suggested one."""
    if given is None:
        named = ground.township if case_type.no_point else ground.place
        return suggest_title(case_type, named.short_name, headcount)
    title = check_public(given, "title")
    if len(title) < 2:
        raise InvalidInput(
            Words("标题至少两个字", "A title has at least two letters"), field="title"
        )
    return title
