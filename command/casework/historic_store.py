"""Cases of a ledger as rows, a batch at once through the database's own door for them.

The web has no right to it: whoever lets rows in is not who reads them. Holds no rules.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from command.base.db import Connection
from command.casework import clock_store, receipt, store, timeline
from command.casework.case import Case
from command.casework.clock_store import QUERIES
from command.casework.historic import TAKEN_OVER, Past
from command.casework.routing import level_of_agency
from command.casework.terms import Deed
from command.identity.opening import Field
from command.identity.reporter import SealedReporter

Columns = dict[str, Any]
CASE = (
    *("receipt_number", "kind", "channel", "opened_by", "opened_at", "accepted_at", "changed_at"),
    *("resolved_at", "closed_at", "satisfaction", "charge_id"),
)
FACTS = (
    *("type", "title", "level", "difficulty", "headcount", "place", "public_place", "spot"),
    *("lon", "lat", "precision"),
)
CLOCKS = ("state", "version", "due_at", "due_name", "next_at", "overdue")
DEADLINE = (
    *("name", "task", "redo", "started_at", "due_at", "provisional", "met_at", "escalated_at"),
    *("days", "count", "granted", "edition", "warned", "paused", "paused_until"),
)
PART = ("agency_id", "part", "officer_id", "assigned_at", "signed_at", "returned_at", "return_by")


@dataclass(frozen=True, slots=True)
class Taken:
    """One case to be written: `key` says that it was here, `line` where it stood."""

    key: bytes
    line: int
    past: Past
    case: Case
    person: SealedReporter | None


async def next_cases(conn: Connection, number: int) -> list[int]:
    """Numbers of cases to come: what is sealed belongs to one."""
    return [row["case_id"] for row in await conn.fetch(QUERIES["next_cases"], number)]


async def known(conn: Connection, keys: Sequence[bytes]) -> set[bytes]:
    """Which of these were taken over before."""
    return {row["key"] for row in await conn.fetch(QUERIES["known_historic"], list(keys))}


async def hold(conn: Connection) -> None:
    """One batch at a time, until the transaction ends."""
    await conn.execute(QUERIES["hold_historic"])


async def take_over(conn: Connection, taken: Sequence[Taken], at: datetime, by: str) -> None:
    """Write the cases with everything that belongs to them."""
    rows = {
        "historic": [_historic(one, at) for one in taken],
        "cases": [_case(one.case) for one in taken],
        "parts": [row for one in taken for row in _parts(one.case)],
        "deadlines": [row for one in taken for row in _deadlines(one.case)],
        "reports": [_report(one) for one in taken],
        "entries": [row for one in taken for row in _entries(one, at, by)],
        "visits": [row for one in taken for row in _visits(one)],
        "steps": [row for one in taken for row in _steps(one.case)],
        "people": [_person(one, one.person, at) for one in taken if one.person],
    }
    await conn.execute(QUERIES["take_over"], msgspec.json.encode(rows).decode())


def _historic(one: Taken, at: datetime) -> Columns:
    return {
        "case_id": one.case.case_id,
        "key": _bytes(one.key),
        "number": one.past.number,
        "taken_at": at,
    }


def _case(case: Case) -> Columns:
    """Nobody holds a query code of a case that was registered elsewhere; the column wants one."""
    code = receipt.hash_of_code(receipt.new_query_code())
    own = {name: getattr(case, name) for name in CASE}
    facts = dict(zip(FACTS, store.fact_columns(case), strict=True))
    clocks = dict(zip(CLOCKS, store.clock_columns(case), strict=True))
    return {"case_id": case.case_id, "query_code_hash": _bytes(code)} | own | facts | clocks


def _parts(case: Case) -> Iterable[Columns]:
    for part in case.parts:
        yield {"case_id": case.case_id} | {name: getattr(part, name) for name in PART}


def _deadlines(case: Case) -> Iterable[Columns]:
    for line in case.deadlines:
        columns = dict(zip(DEADLINE, clock_store.columns(line), strict=True))
        yield {"case_id": case.case_id} | columns | {"paused": list(line.paused)}


def _report(one: Taken) -> Columns:
    return {
        "case_id": one.case.case_id,
        "words": one.past.words,
        "channel": one.case.channel,
        "received_at": one.case.opened_at,
        "received_by": one.case.opened_by,
        "reference": one.past.number[:40],
    }


def _entries(one: Taken, at: datetime, by: str) -> Iterable[Columns]:
    """What the ledger says of the way; last, that it comes from one."""
    case, past = one.case, one.past
    told: list[tuple[datetime, str, str, Columns]] = [(case.opened_at, "case.opened", "", {})]
    if case.resolved_at:
        told.append((case.resolved_at, "case.resolved", past.result, {}))
    elif past.result:
        told.append((case.changed_at, "case.progressed", past.result, {}))
    if case.closed_at:
        told.append((case.closed_at, "case.closed", "", {}))
    words = past.origin(one.line)
    told.append((at, TAKEN_OVER, str(words), {"words": words.kept}))
    for when, name, said, more in told:
        mine = name == TAKEN_OVER
        yield {
            "case_id": case.case_id,
            "at": when,
            "type": name,
            "by_id": case.opened_by if mine else None,
            "by_name": by if mine else str(timeline.HOUSE),
            "by_agency": str(timeline.HOUSE),
            "words": said,
            "facts": more,
        }


def _visits(one: Taken) -> Iterable[Columns]:
    """A result of then: nobody here has visited, and it is no strike."""
    case = one.case
    if case.satisfaction is None:
        return
    yield {
        "case_id": case.case_id,
        "redo": 0,
        "satisfaction": case.satisfaction,
        "lead_agency": case.lead.agency_id if case.lead else None,
        "officer_id": case.lead.officer_id if case.lead else None,
        "visited_at": one.past.visited_at or case.closed_at,
    }


def _steps(case: Case) -> Iterable[Columns]:
    """Who led, and at which level."""
    if case.lead is None:
        return
    yield {
        "case_id": case.case_id,
        "version": 1,
        "at": case.lead.assigned_at,
        "way": Deed.ASSIGN,
        "agency_id": case.lead.agency_id,
        "level": level_of_agency(case.lead.agency_id),
    }


def _person(one: Taken, person: SealedReporter, at: datetime) -> Columns:
    masks, sealed = person.masks, person.sealed
    return {
        "case_id": one.case.case_id,
        "part": person.part,
        "nature": person.nature,
        "key_version": person.version,
        "key_id": str(person.key_id),
        "name_sealed": _bytes(sealed.get(Field.NAME)),
        "phone_sealed": _bytes(sealed.get(Field.PHONE)),
        "id_sealed": _bytes(sealed.get(Field.ID_NUMBER)),
        "address_sealed": _bytes(sealed.get(Field.ADDRESS)),
        "name_masked": masks.get(Field.NAME, ""),
        "phone_masked": masks.get(Field.PHONE, ""),
        "id_masked": masks.get(Field.ID_NUMBER, ""),
        "address_masked": masks.get(Field.ADDRESS, ""),
        "index_version": person.index_version,
        "phone_index": _bytes(person.index.get(Field.PHONE)),
        "id_index": _bytes(person.index.get(Field.ID_NUMBER)),
        "recorded_at": at,
    }


def _bytes(value: bytes | None) -> str | None:
    return None if value is None else f"\\x{value.hex()}"
