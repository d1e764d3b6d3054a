"""Rows of what was said of a case, and of cases that belong together. Holds no rules.

Words are the case plane: they are read through a case somebody may see.
"""

from dataclasses import dataclass
from datetime import datetime

from command.base.db import Connection
from command.casework.case import Case
from command.casework.clock_store import QUERIES
from command.casework.terms import Channel, State


@dataclass(frozen=True, slots=True)
class NewReport:
    """What is kept of a report; receipt and code are None for the first, whose are the case's."""

    words: str
    channel: Channel
    reference: str
    at: datetime
    by: int
    receipt: str | None = None
    code_hash: bytes | None = None


@dataclass(frozen=True, slots=True)
class StoredReport:
    """What was said when; words of the case plane."""

    report_id: int
    receipt: str
    channel: Channel
    received_at: datetime
    words: str
    reference: str
    agency_name: str


@dataclass(frozen=True, slots=True)
class Linked:
    """A matter that belongs to another, since `at`."""

    case_id: int
    receipt: str
    title: str
    state: State
    at: datetime


async def add_report(conn: Connection, case: Case, told: NewReport) -> int:
    """Keep what was said, raw and never changed; returns its number."""
    found: int = await conn.fetchval(
        QUERIES["add_report"],
        case.case_id,
        told.words,
        told.channel,
        told.at,
        told.by,
        told.reference,
        told.receipt,
        told.code_hash,
    )
    return found


async def reports_of(conn: Connection, case_id: int) -> list[StoredReport]:
    """What was said of a case, the first the first."""
    rows = await conn.fetch(QUERIES["find_reports"], case_id)
    return [
        StoredReport(
            row["report_id"],
            row["receipt_number"],
            Channel(row["channel"]),
            row["received_at"],
            row["words"],
            row["reference"],
            row["agency_name"],
        )
        for row in rows
    ]


async def add_link(conn: Connection, case_id: int, other: int, by: int, at: datetime) -> bool:
    """Two matters belong together; the newer one names the older one. False when they did."""
    newer, older = max(case_id, other), min(case_id, other)
    return await conn.fetchval(QUERIES["add_link"], newer, older, at, by) is not None


async def links_of(conn: Connection, case_id: int) -> list[Linked]:
    """Matters that belong to one and that the one who acts may see."""
    rows = await conn.fetch(QUERIES["find_links"], case_id)
    return [
        Linked(row["case_id"], row["receipt_number"], row["title"], State(row["state"]), row["at"])
        for row in rows
    ]
