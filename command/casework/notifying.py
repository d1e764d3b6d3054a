"""Which facts owe the citizen a word, and which tell it. Pure.

An incident owes nothing but its result: it skips the steps of the petition law.
"""

from dataclasses import replace

from command.casework.case_file import Case
from command.casework.clock_happened import ClockGranted
from command.casework.happened import CaseAccepted, CaseResolved, CaseVisited, Happened
from command.casework.merge_happened import CaseMerged
from command.casework.notice import Matter, at_visit
from command.casework.notice import Notice as Owed
from command.casework.terms import Kind, Satisfaction
from command.casework.turn_happened import (
    CaseDeclined,
    CaseReopened,
    CaseTold,
    CaseWithdrawn,
)

OWED: dict[type, Matter] = {
    CaseAccepted: Matter.ACCEPTED,
    CaseDeclined: Matter.DECLINED,
    ClockGranted: Matter.TIME,
    CaseResolved: Matter.ANSWER,
    CaseReopened: Matter.REOPENED,
    CaseMerged: Matter.MERGED,
}


def noticed(case: Case, event: Happened) -> Case:
    """The case after `event`, with what is owed now and what is told."""
    if isinstance(event, CaseTold):
        return _with(case, event.notice)
    if isinstance(event, CaseVisited) and event.satisfaction is not Satisfaction.UNREACHED:
        return _told(case, event, (Matter.ANSWER,))
    if isinstance(event, CaseWithdrawn):
        return _told(case, event, tuple(Matter))
    matter = OWED.get(type(event)) or event.owes
    if matter is None or (case.kind is Kind.INCIDENT and matter is not Matter.ANSWER):
        return case
    return _with(case, Owed(len(case.notices) + 1, matter, event.at))


def _with(case: Case, changed: Owed) -> Case:
    others = tuple(one for one in case.notices if one.number != changed.number)
    return replace(case, notices=(*others, changed))


def _told(case: Case, event: CaseVisited | CaseWithdrawn, matters: tuple[Matter, ...]) -> Case:
    """A visitor has spoken with the citizen, and that is on record."""
    for one in case.untold:
        if one.matter in matters:
            case = _with(case, at_visit(one, event.at))
    return case
