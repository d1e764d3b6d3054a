"""A case as a document tells it: what its file says, in the words of papers. Pure.

Everything comes from the file that the one who issues may read, so nobody writes down more than
they see; people are slots of masks.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from command.assessment.strike import Talk
from command.base.clock import china_date
from command.casework.file import CaseFile, FileDeadline, FileEntry, FilePart, MaskedParty
from command.casework.taxonomy import find_type
from command.casework.terms import (
    CHANNELS,
    DIFFICULTIES,
    KINDS,
    Channel,
    DeadlineName,
    Difficulty,
    Kind,
    PartKind,
)
from command.documents.content import Span
from command.documents.template import Value
from command.identity.reporter import Nature, PersonPart

NONE = "无"
ONE_SIDE = (PersonPart.REPORTER, PersonPart.PETITIONER, PersonPart.REPRESENTATIVE)


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues a document, for which unit, on which day of China."""

    name: str
    unit: str
    day: date


@dataclass(frozen=True, slots=True)
class Matter:
    """A case's file beside what it does not hold: names of places and units, interviews."""

    file: CaseFile
    place: str
    units: Mapping[str, str] = field(default_factory=dict)
    talks: Sequence[Talk] = ()

    def unit(self, agency_id: str, short: str) -> str:
        """The full name of an agency."""
        return self.units.get(agency_id, short)


def said(text: object) -> Value:
    """Words, or that there are none."""
    return (Span(str(text).strip() or NONE),)


def day(at: str | datetime | date | None) -> str:
    """`2026年11月24日` of an instant on the wire, an instant or a day; "" for none."""
    if at is None:
        return ""
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    found = china_date(at) if isinstance(at, datetime) else at
    return f"{found.year}年{found.month}月{found.day}日"


def last_day(due: str | datetime) -> str:
    """The last day of a promise: it ends at 24:00."""
    at = datetime.fromisoformat(due) if isinstance(due, str) else due
    return day(at - timedelta(seconds=1))


def common(matter: Matter, by: Issuer) -> dict[str, Value]:
    """What every document may say of its case."""
    card, told = matter.file.card, matter.file
    return {
        "登记编号": said(card.receipt),
        "登记日期": said(day(card.opened)),
        "事项": said(card.title),
        "类别": said(KINDS[Kind(card.kind)].zh),
        "类型": said(find_type(card.type).zh),
        "来源": said(CHANNELS[Channel(told.channel)].zh),
        "地点": said(" ".join(one for one in (matter.place, told.where.spot) if one)),
        "涉及人数": said(f"{card.headcount}人"),
        "诉求": said("\n".join(one.words for one in told.reports)),
        "难易程度": said(DIFFICULTIES[Difficulty(card.difficulty)].zh),
        "办理时限": said(due_of(told.deadlines, DeadlineName.RESOLVE_BY)),
        "法定时限": said(due_of(told.deadlines, DeadlineName.ANSWER_BY)),
        "办结日期": said(day(first_of(told.entries, "case.resolved", newest=True))),
        "出具单位": said(by.unit),
        "出具人": said(by.name),
        "出具日期": said(day(by.day)),
        **_people(told.parties),
        **_parts(matter),
    }


def _people(parties: Sequence[MaskedParty]) -> dict[str, Value]:
    first = [one for one in parties if one.part == PersonPart.REPORTER and one.report is None]
    return {
        "反映人": names(first[:1]) if first else (Span("信访人"),),
        "共同反映人": names(one for one in parties if one.part == PersonPart.PETITIONER),
        "被反映方": names(one for one in parties if one.part == PersonPart.RESPONDENT),
        "当事人": names(one for one in parties if one.part in (*ONE_SIDE, PersonPart.RESPONDENT)),
    }


def names(people: Iterable[MaskedParty]) -> Value:
    """Names with commas between; a person's is a slot, an organisation's is told in full."""
    spans: list[Span] = []
    for one in people:
        if not one.name:
            continue
        spans += [Span("、")] if spans else []
        is_told = one.nature == Nature.ORGANISATION
        spans.append(Span(one.name) if is_told else Span(one.name, "name", one.person))
    return tuple(spans) or said("")


def _parts(matter: Matter) -> dict[str, Value]:
    lead = [part for part in matter.file.parts if part.part == PartKind.LEAD]
    helpers = [part for part in matter.file.parts if part.part == PartKind.SUPPORT]

    def unit(part: FilePart) -> str:
        return matter.unit(part.agency, part.name)

    return {
        "牵头单位": said(_joined(lead, unit)),
        "承办人": said(_joined(lead, lambda part: part.officer)),
        "参与单位": said(_joined(helpers, unit)),
        "参与承办人": said(_joined(helpers, lambda part: part.officer)),
    }


def _joined(parts: Sequence[FilePart], word: Callable[[FilePart], str]) -> str:
    return "、".join(word(part) for part in parts)


def due_of(lines: Sequence[FileDeadline], name: DeadlineName) -> str:
    """The last day of a promise of the case itself, as it is now; "" without one."""
    named = [one for one in lines if one.name == name and one.task is None]
    if not named:
        return ""
    newest = max(named, key=lambda one: one.redo)
    return last_day(newest.due) + ("(暂按法定节假日)" if newest.provisional else "")


def first_of(entries: Sequence[FileEntry], kind: str, *, newest: bool = False) -> str | None:
    """When something happened for the first time, or the last; None when it has not."""
    found = sorted(one.at for one in entries if one.type == kind)
    return (found[-1] if newest else found[0]) if found else None
