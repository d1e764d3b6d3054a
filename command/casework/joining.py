"""A report of a matter that is known: it joins the case, or opens one that is linked to it.

Each report keeps a receipt and a query code of its own. Refuses to know how matters are found.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import msgspec

from command.accounts.role import Actor
from command.base.db import Connection
from command.base.event import Event
from command.casework import access, doing, judge, party, receipt, report_store, timeline
from command.casework.announce import linked
from command.casework.card import Card, card_of
from command.casework.case import Case
from command.casework.doing import Outcome
from command.casework.happened import ReportJoined
from command.casework.intake import Report
from command.casework.marks import marks_in, noticed
from command.casework.means import Means, demand_jurisdiction
from command.casework.report_store import NewReport
from command.casework.terms import Deed
from command.casework.timeline import Note
from command.identity import reporter as reporting
from command.identity import store as identity
from command.identity.reporter import Reporter
from command.identity.vault import Field

QUERY_CODE = Field("base.request_key", "query_code")


class TakenIn(msgspec.Struct, frozen=True):
    """What the citizen gets: a receipt number, and a query code that is shown only once.

    `qr` draws both, as a data address; `warnings` are for whoever took it in. A report that joins
    a case has a receipt that is not the card's.
    """

    case: int
    receipt: str
    query_code: str
    qr: str
    card: Card
    warnings: list[dict[str, str]] = []


def taken_in(case: Case, number: str, code: str, report: Report) -> TakenIn:
    warnings = [one.kept for one in party.warnings_of(report.parties)]
    return TakenIn(case.case_id, number, code, "", card_of(case), warnings)


def new_report(report: Report, by: Actor, at: datetime) -> NewReport:
    reference = report.reference.strip()
    return NewReport(report.words, report.channel, reference, at, by.account_id)


async def join(
    conn: Connection,
    means: Means,
    report: Report,
    people: Sequence[Reporter],
    by: Actor,
    at: datetime,
) -> tuple[TakenIn, bytes, list[Event]]:
    """The report becomes one more of the case that it matches.

    Raises NoSuchCase, NotPermitted, WrongState when the case is closed.
    """
    assert report.match is not None
    demand_jurisdiction(by, report.place)
    case = await access.case_for(conn, by, report.match.case, for_change=True)
    judge.demand(case, by, Deed.JOIN, at)
    number, code = receipt.new_receipt_number(at), receipt.new_query_code()
    own = replace(new_report(report, by, at), receipt=number, code_hash=receipt.hash_of_code(code))
    report_id = await report_store.add_report(conn, case, own)
    sealed = await keep_people(conn, means, case, people, code, at, report_id)
    after, events = await doing.apply(conn, case, _outcome(case, report, at), by)
    return taken_in(after, number, code, report), sealed, events


async def link(conn: Connection, case: Case, other_id: int, by: Actor, at: datetime) -> list[Event]:
    """The new case and a known one belong together; both say so, screens hear of open ones.

    Raises NoSuchCase.
    """
    other = await access.case_for(conn, by, other_id)
    await report_store.add_link(conn, case.case_id, other.case_id, by.account_id, at)
    for one in (case, other):
        await timeline.add_entry(conn, one.case_id, Note(at, "case.linked", by))
    return [linked(one, at, by.agency_name) for one in (case, other) if one.is_open]


async def keep_people(  # noqa: PLR0913, PLR0917 - a row has this many columns
    conn: Connection,
    means: Means,
    case: Case,
    people: Sequence[Reporter],
    code: str,
    at: datetime,
    report_id: int | None = None,
) -> bytes:
    """Everybody's sealed rows; returns the query code, sealed too. Raises VaultAway."""
    sealed, (kept,) = await reporting.seal_all(
        means.vault, case.case_id, people, {QUERY_CODE: code}
    )
    for person in sealed:
        await identity.add_person(conn, case.case_id, person, at, report_id)
    return kept


def _outcome(case: Case, report: Report, at: datetime) -> Outcome:
    found, count = marks_in(report.words, report.spot), report.headcount
    joined = ReportJoined(at=at, channel=report.channel, headcount=count, marks=found)
    facts: dict[str, object] = {"channel": str(report.channel)}
    facts |= noticed(case.facts.marks, found)
    if report.headcount > case.facts.headcount:
        facts["headcount"] = [case.facts.headcount, report.headcount]
    return Outcome([joined], facts=facts, photos=report.photos)
