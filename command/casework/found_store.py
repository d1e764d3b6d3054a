"""Rows of what the rules found <-> values, and the facts they look at. Holds no rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from command.base import queries
from command.base.db import Connection, Row
from command.base.words import Words
from command.casework.case import Case
from command.casework.escalation import Found, Known
from command.casework.looking import Look, Neighbour, Told
from command.casework.rule import Line
from command.casework.rule_book import RULES, Urgency
from command.casework.terms import Level

QUERIES = queries.load(__package__)


@dataclass(frozen=True, slots=True)
class StoredFinding:
    """A finding as it is kept; `before` is the level it raised the case from."""

    finding_id: int
    code: str
    urgency: Urgency
    words: Words
    detail: Words
    recipients: tuple[str, ...]
    found_at: datetime
    level: Level | None
    before: Level | None
    refused_at: datetime | None
    refuser: str
    refused_why: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A finding with the case it was made in."""

    finding: StoredFinding
    case_id: int
    receipt: str
    title: str
    place: str


async def known(conn: Connection, ids: Sequence[int]) -> Mapping[int, Known]:
    """What was told of cases before."""
    found: dict[int, set[tuple[str, str]]] = {}
    for row in await conn.fetch(QUERIES["find_found"], ids):
        found.setdefault(row["case_id"], set()).add((row["code"], row["subject"]))
    return {case_id: frozenset(told) for case_id, told in found.items()}


async def looks(
    conn: Connection,
    cases: Sequence[Case],
    lines: Mapping[str, Line],
    instants: Mapping[int, datetime],
) -> list[Look]:
    """The facts of cases, each as of its instant, as far back as the settings ask for."""
    ids = [case.case_id for case in cases]
    reports = await _reports(conn, ids)
    near = await _neighbours(conn, ids, lines)
    counts = await _headcounts(conn, ids, lines, instants)
    dissatisfied = await _dissatisfied(conn, ids)
    return [
        Look(
            case,
            instants[case.case_id],
            tuple(reports.get(case.case_id, ())),
            tuple(near.get(case.case_id, ())),
            tuple(counts.get(case.case_id, ())),
            dissatisfied.get(case.case_id, 0),
        )
        for case in cases
    ]


async def add(
    conn: Connection, case: Case, found: Found, at: datetime, before: Level | None
) -> int | None:
    """The number of the finding; None when it was told before."""
    one, detail = found.finding, found.finding.detail or Words("", "")
    values = (one.subject, one.urgency, str(one.words), one.words.en, str(detail), detail.en)
    number: int | None = await conn.fetchval(
        QUERIES["add_finding"],
        case.case_id,
        found.line.number,
        one.code,
        *values,
        at,
        before,
        one.level,
    )
    return number


async def of_case(conn: Connection, case_id: int) -> list[StoredFinding]:
    """What was found of a case, the newest first."""
    return [_finding(row) for row in await conn.fetch(QUERIES["find_findings"], case_id)]


async def recent(
    conn: Connection, since: datetime, before: int, code: str | None, most: int
) -> list[Listed]:
    """What was found lately of open cases that the one who acts may see, the newest first."""
    rows = await conn.fetch(QUERIES["list_findings"], since, before, code, most)
    return [
        Listed(_finding(r), r["case_id"], r["receipt_number"], r["title"], r["place"]) for r in rows
    ]


async def refuse(
    conn: Connection, case: Case, finding_id: int, why: str, by: int, at: datetime
) -> bool:
    """False when there is nothing to refuse any more."""
    values = (case.case_id, finding_id, at, by, why)
    return await conn.fetchval(QUERIES["refuse_finding"], *values) is not None


async def hold_position(conn: Connection) -> int:
    """How far the rules have read the journal, held until the transaction ends."""
    return int(await conn.fetchval(QUERIES["hold_watch"]))


async def move_position(conn: Connection, seq: int) -> None:
    await conn.execute(QUERIES["move_watch"], seq)


async def sample(conn: Connection, most: int) -> Sequence[Row]:
    """Open cases that the one who acts may see, the newest first, as rows."""
    return await conn.fetch(QUERIES["open_sample"], most)


async def _reports(conn: Connection, ids: Sequence[int]) -> dict[int, list[Told]]:
    found: dict[int, list[Told]] = {}
    for row in await conn.fetch(QUERIES["find_told"], ids):
        told = Told(row["channel"], row["received_at"], row["township"])
        found.setdefault(row["case_id"], []).append(told)
    return found


async def _neighbours(
    conn: Connection, ids: Sequence[int], lines: Mapping[str, Line]
) -> dict[int, list[Neighbour]]:
    """As far and as long ago as the rules of neighbourhood look."""
    asked = [lines[code].limits for code in ("E09", "E11") if code in lines]
    metres = float(max((limits[0] for limits in asked), default=0))
    days = max((limits[-1] for limits in asked), default=0)
    found: dict[int, list[Neighbour]] = {}
    for row in await conn.fetch(QUERIES["find_neighbours"], ids, metres, days):
        values = (row["other_id"], row["metres"], row["opened_at"])
        near = Neighbour(*values, row["same_type"], row["violent"])
        found.setdefault(row["case_id"], []).append(near)
    return found


async def _headcounts(
    conn: Connection,
    ids: Sequence[int],
    lines: Mapping[str, Line],
    instants: Mapping[int, datetime],
) -> dict[int, list[tuple[datetime, int]]]:
    if "E07" not in lines or not instants:
        return {}
    since = min(instants.values()) - timedelta(minutes=lines["E07"].limits[1])
    found: dict[int, list[tuple[datetime, int]]] = {}
    for row in await conn.fetch(QUERIES["find_headcounts"], ids, since):
        found.setdefault(row["case_id"], []).append((row["at"], row["before"]))
    return found


async def _dissatisfied(conn: Connection, ids: Sequence[int]) -> dict[int, int]:
    rows = await conn.fetch(QUERIES["find_dissatisfied"], ids)
    return {row["case_id"]: row["times"] for row in rows}


def _finding(row: Row) -> StoredFinding:
    return StoredFinding(
        finding_id=row["finding_id"],
        code=row["code"],
        urgency=Urgency(row["urgency"]),
        words=Words(row["words"], row["words_en"]),
        detail=Words(row["detail"], row["detail_en"]),
        recipients=tuple(row["recipients"]),
        found_at=row["found_at"],
        level=Level(row["to_level"]) if row["to_level"] else None,
        before=Level(row["from_level"]) if row["from_level"] else None,
        refused_at=row["refused_at"],
        refuser=row["refuser"],
        refused_why=row["refused_why"],
    )


def name_of(code: str) -> Words:
    """The rule's name."""
    return Words(RULES[code].zh, RULES[code].en)
