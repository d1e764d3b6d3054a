"""Handing on: who leaves, what of a case they answer for, and the case in its new hands.

Pure: the heir is handed in. A person's cases stay in their agency while somebody there can sign;
what an agency held goes to another one. Refuses to know accounts and rosters.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from command.casework.case import Case
from command.casework.happened import CaseHandedOn, Part, Task
from command.casework.routing import Post, part_of
from command.casework.terms import PartKind, State

_STRENGTH = {PartKind.LEAD: 0, PartKind.SUPPORT: 1, PartKind.COPY: 2}


@dataclass(frozen=True, slots=True)
class Leaving:
    """A person of an agency who leaves; without `account_id` the whole agency ends."""

    agency_id: str
    account_id: int | None = None

    def holds(self, held: Part | Task) -> bool:
        return held.agency_id == self.agency_id and self.account_id in (None, held.officer_id)

    def leads(self, case: Case) -> bool:
        return case.lead is not None and self.holds(case.lead)

    def helps(self, case: Case) -> bool:
        """Whether it has another part in the case, or must answer a task."""
        others = (part for part in case.parts if part is not case.lead)
        return any(map(self.holds, others)) or any(map(self.holds, case.open_tasks))


@dataclass(frozen=True, slots=True)
class Heirs:
    """Who takes the parts and the tasks over, and who is in charge of a case not handed over."""

    post: Post | None
    charge_id: int


def handed_on(
    case: Case, leaving: Leaving, heirs: Heirs, return_by: datetime, at: datetime
) -> CaseHandedOn:
    """The case in its new hands; a new lead agency may return it until `return_by`."""
    parts, tasks = case.parts, case.tasks
    if heirs.post is not None:
        post = heirs.post
        parts = strongest(
            _part(part, post, return_by, at) if leaving.holds(part) else part for part in parts
        )
        tasks = tuple(
            _task(task, post) if task.is_open and leaving.holds(task) else task for task in tasks
        )
    before = case.lead.agency_id if case.lead else ""
    after = next((part.agency_id for part in parts if part.part is PartKind.LEAD), "")
    return CaseHandedOn(
        at=at, parts=parts, tasks=tasks, charge_id=heirs.charge_id, to_agency=before != after
    )


def waits(case: Case) -> bool:
    """Whether nobody has been handed the case yet."""
    return case.state is State.REGISTERED


def _part(part: Part, post: Post, return_by: datetime, at: datetime) -> Part:
    """In the same agency another person has what the agency has signed; another one begins."""
    if part.agency_id == post.agency_id:
        return replace(part, officer_id=post.officer_id, officer_name=post.officer_name)
    until = return_by if part.part is PartKind.LEAD else None
    return replace(part_of(post, part.part, at), return_by=until)


def _task(task: Task, post: Post) -> Task:
    return replace(
        task,
        agency_id=post.agency_id,
        agency_name=post.agency_name,
        officer_id=post.officer_id,
        officer_name=post.officer_name,
    )


def strongest(parts: Iterable[Part]) -> tuple[Part, ...]:
    """One part an agency, its strongest: who leads does not support as well."""
    found: dict[str, Part] = {}
    for part in sorted(parts, key=lambda part: _STRENGTH[part.part]):
        found.setdefault(part.agency_id, part)
    return tuple(found.values())
