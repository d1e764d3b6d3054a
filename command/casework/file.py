"""A case as an officer reads it: card, words, parts, clocks, timeline, and the next deeds.

The reporter is masked here; revealing is not this file's business.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from command.accounts.role import Actor, Verb
from command.base.db import Connection
from command.casework import (
    access,
    agreement_store,
    away_store,
    file_findings,
    file_requests,
    file_supervision,
    file_trail,
    file_visits,
    found_store,
    judge,
    merge_store,
    report_store,
    review_store,
    timeline,
    trail_store,
    visit_store,
)
from command.casework.card import Card, card_of, wire_instant
from command.casework.case import Case
from command.casework.deadline import Deadline
from command.casework.file_agreement import FileAgreement, file_agreements
from command.casework.file_away import FileHearing, FileOutside, file_hearings, file_outside
from command.casework.file_findings import Circumstances, FileFinding
from command.casework.file_notices import FileNotice, file_notices
from command.casework.file_reviews import FileReview, file_reviews
from command.casework.file_supervision import FileSupervision
from command.casework.file_trail import FileReturn, FileStep
from command.casework.file_visits import FileVisit
from command.casework.happened import CaseVisited, Part, Task
from command.casework.judge import Offer
from command.casework.report_store import Linked, StoredReport
from command.casework.sharing import HELP
from command.casework.task import clock_of, state_of
from command.casework.terms import Satisfaction
from command.casework.timeline import Entry
from command.identity import store as identity
from command.identity.reporter import PersonPart
from command.identity.store import MaskedPerson


class FilePart(msgspec.Struct, frozen=True):
    agency: str
    name: str
    part: str
    officer: str
    assigned: str
    signed: str | None
    returned: str | None
    return_by: str | None


class FileDeadline(msgspec.Struct, frozen=True):
    """`redo` counts the case's returns before it; `warned` is the last step told, in per cent;
    `granted` are days of an extension; `paused_until` is set while it stands still."""

    name: str
    started: str
    due: str
    provisional: bool
    met: str | None
    escalated: str | None
    task: int | None
    redo: int
    warned: int
    granted: int
    paused_until: str | None


class FileTask(msgspec.Struct, frozen=True):
    """What a reception agreed or a joint case asks (`source`); `state` is open, overdue, answered
    or withdrawn, `from` the reception, 0 for none."""

    task: int
    agency: str
    name: str
    officer: str
    words: str
    due: str
    state: str
    answer: str
    source: str
    from_: int = msgspec.field(name="from")


class FileEntry(msgspec.Struct, frozen=True):
    id: int
    at: str
    type: str
    by: str
    agency: str
    words: str
    facts: dict[str, Any]
    photos: tuple[str, ...]


class FileOwner(msgspec.Struct, frozen=True):
    """The leader who owns a hard case, the plan, and how far it is in per cent."""

    name: str
    since: str
    plan: str
    percent: int


class Where(msgspec.Struct, frozen=True):
    """The place as it is known, for those who go there; a card may tell less."""

    place: str
    spot: str
    lon: float | None
    lat: float | None
    precision: str


class MaskedReporter(msgspec.Struct, frozen=True):
    """Whoever reported it first."""

    name: str
    phone: str
    id_number: str
    address: str


class MaskedParty(msgspec.Struct, frozen=True):
    """Everybody the case names, the reporter too; `person` is for a reveal, `report` is the later
    report that named them. An organisation's name and credit code are told in full."""

    person: int
    part: str
    nature: str
    name: str
    phone: str
    id_number: str
    address: str
    report: int | None


class FileReport(msgspec.Struct, frozen=True):
    """What was said, which agency took it in, and what a house elsewhere calls it; each has a
    receipt of its own, the first one the case's."""

    report: int
    receipt: str
    agency: str
    channel: str
    at: str
    words: str
    reference: str


class FileLink(msgspec.Struct, frozen=True):
    """Another case that belongs to this one and that the reader may see."""

    case: int
    receipt: str
    title: str
    state: str
    at: str


class CaseFile(msgspec.Struct, frozen=True):
    """The answer of `GET /api/cases/{id}`; instants are ISO 8601 in UTC."""

    card: Card
    where: Where
    circumstances: Circumstances
    owner: FileOwner | None
    long: bool
    words: str
    channel: str
    reporter: MaskedReporter | None
    parties: list[MaskedParty]
    reports: list[FileReport]
    links: list[FileLink]
    merged: list[FileLink]
    into: FileLink | None
    parts: list[FilePart]
    deadlines: list[FileDeadline]
    tasks: list[FileTask]
    returns: list[FileReturn]
    trail: list[FileStep]
    requests: list[file_requests.FileRequest]
    visits: list[FileVisit]
    supervisions: list[FileSupervision]
    notices: list[FileNotice]
    outside: list[FileOutside]
    hearings: list[FileHearing]
    agreements: list[FileAgreement]
    reviews: list[FileReview]
    findings: list[FileFinding]
    entries: list[FileEntry]
    next: list[Offer]


async def file_for(conn: Connection, actor: Actor, case_id: int, at: datetime) -> CaseFile:
    """Everything of a case that the actor may read at `at`. Raises NoSuchCase."""
    case = await access.case_for(conn, actor, case_id)
    results = await visit_store.results_of(conn, case_id)
    entries = file_visits.told(await timeline.entries_of(conn, case_id), results)
    people = await identity.people_of(conn, case_id)
    reports = await report_store.reports_of(conn, case_id)
    links = await report_store.links_of(conn, case_id)
    goes_on = await merge_store.goes_on_in(conn, case_id)
    found = await found_store.of_case(conn, case_id)
    return CaseFile(
        card=card_of(case),
        where=_where(case),
        circumstances=file_findings.circumstances(case),
        owner=_owner(case),
        long=case.is_long,
        words=reports[0].words if reports else "",
        channel=case.channel,
        reporter=_reporter(people),
        parties=[_party(one) for one in people],
        reports=[_report(one) for one in reports],
        links=[_link(one) for one in links],
        merged=[_link(one) for one in await merge_store.went_in(conn, case_id)],
        into=_link(goes_on) if goes_on else None,
        parts=[_part(part) for part in case.parts],
        deadlines=[_deadline(line) for line in case.deadlines],
        tasks=[_task(task, case) for task in case.tasks],
        requests=await file_requests.requests_of(conn, case, at),
        visits=file_visits.file_visits(await visit_store.tries_of(conn, case_id), results),
        supervisions=file_supervision.supervisions(case, actor),
        notices=file_notices(case.notices),
        outside=file_outside(await away_store.ways_of(conn, case_id)),
        agreements=file_agreements(await agreement_store.of_case(conn, case_id)),
        reviews=file_reviews(await review_store.of_case(conn, case_id)),
        hearings=file_hearings(await away_store.hearings_of(conn, case_id)),
        findings=file_findings.told_all(found),
        entries=[_entry(entry, hidden=_is_hidden(entry, case, actor)) for entry in entries],
        returns=[
            file_trail.told_return(one) for one in await trail_store.give_backs_of(conn, case_id)
        ],
        trail=[file_trail.told_step(one) for one in await trail_store.steps_of(conn, case_id)],
        next=file_findings.offered(judge.offers(case, actor, at), found),
    )


def _is_hidden(entry: Entry, case: Case, actor: Actor) -> bool:
    """A rating stays with visitors and supervisors until the case is closed (ethics, rule 11).

    Dissatisfaction is told at once: they must know what to do again. Of visits with a row of
    their own the database has decided already.
    """
    is_theirs = actor.may(Verb.VISIT) or actor.may(Verb.SUPERVISE)
    said = entry.facts.get("satisfaction")
    is_visit = entry.type == CaseVisited.name and "visit" not in entry.facts
    return is_visit and case.is_open and not is_theirs and said != Satisfaction.DISSATISFIED


def _where(case: Case) -> Where:
    facts, point = case.facts, case.facts.point
    return Where(facts.place, facts.spot, point.lon, point.lat, point.precision)


def _owner(case: Case) -> FileOwner | None:
    own = case.ownership
    return FileOwner(own.leader, wire_instant(own.since), own.plan, own.percent) if own else None


def _reporter(people: Sequence[MaskedPerson]) -> MaskedReporter | None:
    for one in people:
        if one.part is PersonPart.REPORTER and one.report_id is None:
            return MaskedReporter(one.name, one.phone, one.id_number, one.address)
    return None


def _party(one: MaskedPerson) -> MaskedParty:
    shown = (one.name, one.phone, one.id_number, one.address)
    return MaskedParty(one.person_id, one.part, one.nature, *shown, one.report_id)


def _report(one: StoredReport) -> FileReport:
    at = wire_instant(one.received_at)
    came = (one.report_id, one.receipt, one.agency_name, one.channel, at)
    return FileReport(*came, one.words, one.reference)


def _link(one: Linked) -> FileLink:
    return FileLink(one.case_id, one.receipt, one.title, one.state, wire_instant(one.at))


def _part(part: Part) -> FilePart:
    return FilePart(
        agency=part.agency_id,
        name=part.agency_name,
        part=part.part,
        officer=part.officer_name,
        assigned=wire_instant(part.assigned_at),
        signed=_maybe(part.signed_at),
        returned=_maybe(part.returned_at),
        return_by=_maybe(part.return_by),
    )


def _deadline(line: Deadline) -> FileDeadline:
    return FileDeadline(
        name=line.name,
        started=wire_instant(line.started_at),
        due=wire_instant(line.due_at),
        provisional=line.provisional,
        met=_maybe(line.met_at),
        escalated=_maybe(line.escalated_at),
        task=line.task or None,
        redo=line.redo,
        warned=line.warned,
        granted=line.granted,
        paused_until=_maybe(line.paused_until),
    )


def _task(task: Task, case: Case) -> FileTask:
    return FileTask(
        task=task.number,
        agency=task.agency_id,
        name=task.agency_name,
        officer=task.officer_name,
        words=HELP if task.words == HELP else task.words,
        due=wire_instant(clock.due_at if (clock := clock_of(task, case)) else task.due_at),
        state=state_of(task, case),
        answer=task.answer,
        source=task.source,
        from_=task.source_id,
    )


def _entry(entry: Entry, *, hidden: bool) -> FileEntry:
    return FileEntry(
        id=entry.entry_id,
        at=wire_instant(entry.at),
        type=entry.type,
        by=entry.by,
        agency=entry.agency,
        words="" if hidden else entry.words,
        facts={} if hidden else dict(entry.facts),
        photos=entry.photos,
    )


def _maybe(at: datetime | None) -> str | None:
    return wire_instant(at) if at else None
