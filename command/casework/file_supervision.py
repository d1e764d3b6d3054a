"""What is demanded of the units of a case, as its file tells it. Pure."""

from datetime import datetime

import msgspec

from command.accounts.role import Actor
from command.casework import judge
from command.casework.card import wire_instant
from command.casework.case_file import Case
from command.casework.supervision import Supervision


class FileSupervision(msgspec.Struct, frozen=True):
    """What is demanded of a unit beside its promise; `grade` is how far it has gone, `mine` that
    the reader may lift it."""

    number: int
    grade: str
    agency: str
    name: str
    officer: str
    words: str
    by: str
    given: str
    due: str
    answer: str
    answered: str | None
    lifted: str | None
    lifted_why: str
    mine: bool


def supervisions(case: Case, actor: Actor) -> list[FileSupervision]:
    """Every one of a case, the first first, as the actor may deal with it."""
    return [_told(one, actor) for one in case.supervisions]


def _told(one: Supervision, actor: Actor) -> FileSupervision:
    return FileSupervision(
        number=one.number,
        grade=one.grade,
        agency=one.agency_id,
        name=one.agency_name,
        officer=one.officer_name,
        words=one.words,
        by=one.giver,
        given=wire_instant(one.given_at),
        due=wire_instant(one.due_at),
        answer=one.answer,
        answered=_maybe(one.answered_at),
        lifted=_maybe(one.lifted_at),
        lifted_why=one.lifted_why,
        mine=judge.may_lift(one, actor),
    )


def _maybe(at: datetime | None) -> str | None:
    return wire_instant(at) if at else None
