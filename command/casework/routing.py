"""Who answers for a case: one lead and its supporters, each with a named person, and why.

Mandates are data: type, kind, place and its level give the candidates, the lowest able one first.
An agency where nobody can sign cannot lead; the county centre is the last candidate. Pure.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib import resources
from itertools import product

from command.base.problem import Conflict, InvalidInput
from command.base.words import Words
from command.casework.happened import Part
from command.casework.terms import Kind, PartKind
from command.places.jurisdiction import LENGTH_OF_LEVEL, Level, PlaceCode, is_code, level_of

ANY = "*"
CENTRES = {level.value: LENGTH_OF_LEVEL[level] for level in Level if level is not Level.GRID}


class NobodyToAssign(Conflict):
    code = "nobody-to-assign"
    zh = "没有可以承办的人员"
    en = "Nobody can take the case"


class UnstaffedAgency(InvalidInput):
    code = "unstaffed-agency"
    zh = "该单位没有可以签收的人员"
    en = "Nobody in this agency can sign"


@dataclass(frozen=True, slots=True)
class Mandate:
    """Candidates in order, as agency ids or the words village, township, county.

    `number` is the line of the table it stands in; 0 for the shipped file.
    """

    leads: tuple[str, ...]
    supports: tuple[str, ...]
    number: int = 0


@dataclass(frozen=True, slots=True)
class Matter:
    """What routing looks at, and nothing else."""

    type: str
    kind: Kind
    place: str


@dataclass(frozen=True, slots=True)
class Post:
    """An agency's named person at this moment."""

    agency_id: str
    agency_name: str
    officer_id: int
    officer_name: str


@dataclass(frozen=True, slots=True)
class Routing:
    """`line` is the mandate it follows; 0 for a dispatcher's own word."""

    lead: Post
    supports: tuple[Post, ...]
    why: Words
    line: int = 0

    def parts(self, at: datetime, return_by: datetime | None = None) -> tuple[Part, ...]:
        """The parts of a case handed over at `at`, the lead first; it may be given back until
        `return_by`."""
        supports = tuple(part_of(post, PartKind.SUPPORT, at) for post in self.supports)
        parts = (part_of(self.lead, PartKind.LEAD, at), *supports)
        return tuple(replace(part, return_by=return_by) for part in parts)


Matters = tuple[str, str, str, str]
"""Type, kind, level of place and place code (a prefix); `*` is any."""
Mandates = Mapping[Matters, Mandate]


@cache
def mandates() -> Mandates:
    """The shipped table, `data/mandates.csv`; the county's own is `mandate_store`'s."""
    text = resources.files(__package__).joinpath("data/mandates.csv").read_text(encoding="utf-8")
    return {
        (row["type"], row["kind"], row["level"], ANY): Mandate(
            tuple(row["leads"].split()), tuple(row["supports"].split())
        )
        for row in csv.DictReader(text.splitlines())
    }


def candidates(matter: Matter, table: Mandates) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Agencies that may lead, the first choice first and the county centre last; supporters."""
    mandate = mandate_for(matter, table)
    leads = _agencies((*mandate.leads, Level.COUNTY), matter.place)
    return leads, _agencies(mandate.supports, matter.place)


def choose_agencies(
    matter: Matter,
    table: Mandates,
    staffed: Mapping[str, Post],
    refused_by: Sequence[str] = (),
    names: Mapping[str, str] = {},
) -> Routing:
    """One lead and its supporters. `refused_by` has returned the case and is passed over.

    `names` are the agencies' short names, for the reason in words.

    Raises NobodyToAssign when not even the county centre has anybody.
    """
    leads, supports = candidates(matter, table)
    passed: list[str] = []
    for agency in leads:
        if agency in staffed and agency not in refused_by:
            helpers = tuple(staffed[a] for a in supports if a in staffed and a != agency)
            missing = [a for a in supports if a not in staffed]
            line = mandate_for(matter, table).number
            why = _why(staffed[agency], line, passed, refused_by, missing, names)
            return Routing(staffed[agency], helpers, why, line)
        passed.append(agency)
    raise NobodyToAssign(
        Words(f"{'、'.join(leads)} 均无可签收人员", f"Nobody can sign in {', '.join(leads)}")
    )


def chosen_by_hand(lead: str, supports: Sequence[str], staffed: Mapping[str, Post]) -> Routing:
    """A dispatcher's own choice. Raises UnstaffedAgency or InvalidInput, naming the field."""
    if lead not in staffed:
        raise UnstaffedAgency(
            Words(
                f"单位 {lead!r} 不存在或无人可签收",
                f"There is no agency {lead!r}, or nobody there can sign",
            ),
            field="lead",
        )
    for number, agency in enumerate(supports):
        where = f"supports[{number}]"
        if agency not in staffed:
            raise UnstaffedAgency(
                Words(
                    f"单位 {agency!r} 不存在或无人可签收",
                    f"There is no agency {agency!r}, or nobody there can sign",
                ),
                field=where,
            )
        if agency == lead or agency in supports[:number]:
            raise InvalidInput(
                Words("同一单位只能出现一次", "An agency can be named once"), field=where
            )
    return Routing(
        staffed[lead], tuple(staffed[a] for a in supports), Words("人工指定", "Chosen by hand")
    )


def mandate_for(matter: Matter, table: Mandates) -> Mandate:
    """The line that holds: the nearest type, then kind, then place, then level of place."""
    level = level_of(PlaceCode(matter.place))
    lengths = [n for n in sorted(LENGTH_OF_LEVEL.values(), reverse=True) if n <= len(matter.place)]
    places = (*(matter.place[:length] for length in lengths), ANY)
    keys = product((matter.type, ANY), (matter.kind, ANY), places, (level, ANY))
    lines = (table.get((kept, kind, at, place)) for kept, kind, place, at in keys)
    return next(line for line in lines if line is not None and line.leads)


def centres_over(place: str) -> tuple[str, ...]:
    """The centres a place has, the lowest first: village, township, county."""
    lengths = sorted(CENTRES.values(), reverse=True)
    return tuple(f"c{place[:length]}" for length in lengths if length <= len(place))


def level_of_agency(agency_id: str) -> Level:
    """The level an agency stands at, by its id: a centre's place, else the county."""
    place = agency_id[1:]
    is_centre = agency_id.startswith("c") and is_code(place)
    return level_of(PlaceCode(place)) if is_centre else Level.COUNTY


def _agencies(names: Iterable[str], place: str) -> tuple[str, ...]:
    """Agency ids in order, each once; the words for centres become those over `place`."""
    found: list[str] = []
    for name in names:
        length = CENTRES.get(name)
        if length is None:
            found.append(name)
        elif length <= len(place):
            found.append(f"c{place[:length]}")
    return tuple(dict.fromkeys(found))


def _why(
    lead: Post,
    line: int,
    passed: Sequence[str],
    refused_by: Sequence[str],
    unstaffed: Sequence[str],
    names: Mapping[str, str],
) -> Words:
    numbered = Words(f"(第{line}条)", f" {line}") if line else Words("", "")
    reasons = [
        Words(
            f"按职责清单由{lead.agency_name}牵头{numbered}",
            f"{lead.agency_name} leads by mandate{numbered.en}",
        )
    ]
    for agency in passed:
        named, refused = names.get(agency, agency), agency in refused_by
        reasons.append(
            Words(f"{named}已退回", f"{named} returned it")
            if refused
            else Words(f"{named}无人可签收", f"nobody can sign at {named}")
        )
    for agency in unstaffed:
        named = names.get(agency, agency)
        reasons.append(Words(f"协办{named}无人可签收", f"nobody can sign at {named} (supporting)"))
    return Words(";".join(reasons), "; ".join(reason.en for reason in reasons))


def part_of(post: Post, part: PartKind, at: datetime) -> Part:
    """The part a post is given at `at`."""
    return Part(
        post.agency_id, post.agency_name, part, post.officer_id, post.officer_name, assigned_at=at
    )
