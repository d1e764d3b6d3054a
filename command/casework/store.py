"""Rows of the casework schema <-> cases, entries, photos. Holds no rules.

A case is written with the version it was read at; when somebody else was faster nothing is
written and StaleCase says so.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from command.base.db import Connection, Row
from command.base.event import ScopeKey
from command.casework import clock_store, notice_store, request_store, supervision_store
from command.casework.card import Card, card_of, public_place
from command.casework.case import Case, CaseId
from command.casework.clock_store import QUERIES
from command.casework.deadline import Deadline
from command.casework.happened import Facts, Part, Point, Task
from command.casework.marks import Mark
from command.casework.rule_happened import Ownership
from command.casework.stale import StaleCase, demanding_person
from command.casework.supervision import Grade
from command.casework.terms import (
    Channel,
    Difficulty,
    Kind,
    Level,
    PartKind,
    Satisfaction,
    Source,
    State,
)
from command.places.jurisdiction import Precision

Made = TypeVar("Made")
NOBODY = (None, "", None, "", 0)


@dataclass(frozen=True, slots=True)
class Reach:
    """What somebody sees: cases at places with this prefix, or with a part of these agencies."""

    place: str | None
    agencies: tuple[str, ...]

    @property
    def pattern(self) -> str | None:
        return f"{self.place}%" if self.place else None


def reach_of(scope: ScopeKey) -> Reach:
    """The reach of a stream's scope key; a centre has a part under its own name too."""
    if scope.startswith("agency:"):
        return Reach(None, (scope.removeprefix("agency:"),))
    return Reach(scope, (f"c{scope}",))


async def find(conn: Connection, case_id: int, *, for_change: bool = False) -> Case | None:
    """A case by its id, locked when it will be changed; nobody calls this but `access`."""
    row = await conn.fetchrow(QUERIES["lock_case" if for_change else "find_case"], case_id)
    return (await cases_of(conn, [row]))[0] if row else None


async def find_many(conn: Connection, case_ids: Sequence[int]) -> list[Case]:
    """Cases by their ids; nobody calls this but `access`."""
    return await cases_of(conn, await conn.fetch(QUERIES["find_cases_seen"], case_ids))


async def locked(conn: Connection, ids: Sequence[int]) -> list[Case]:
    """Cases by their ids, kept for this transaction; for the house, which sees all."""
    return await cases_of(conn, await conn.fetch(QUERIES["lock_cases"], ids))


async def cases_of(conn: Connection, rows: Sequence[Row]) -> list[Case]:
    """Cases with their parts and clocks, in the order of `rows`."""
    ids = [row["case_id"] for row in rows]
    parts = _by_case(await conn.fetch(QUERIES["find_parts"], ids), _part)
    clocks = _by_case(await conn.fetch(QUERIES["find_deadlines"], ids), clock_store.deadline)
    tasks = _by_case(await conn.fetch(QUERIES["find_tasks"], ids), _task)
    demands = await supervision_store.of_cases(conn, rows)
    owed = await notice_store.of_cases(conn, rows)
    return [
        replace(
            _case(row),
            parts=parts.get(row["case_id"], ()),
            deadlines=clocks.get(row["case_id"], ()),
            tasks=tasks.get(row["case_id"], ()),
            supervisions=demands.get(row["case_id"], ()),
            notices=owed.get(row["case_id"], ()),
        )
        for row in rows
    ]


async def open_cards(conn: Connection, scope: ScopeKey) -> list[Card]:
    """The public cards of every open case of a scope, by case id; for a stream's snapshot."""
    reach = reach_of(scope)
    rows = await conn.fetch(QUERIES["find_open_in_scope"], reach.pattern, list(reach.agencies))
    return [card_of(case) for case in await _public(conn, rows)]


async def cards(conn: Connection, ids: Iterable[int]) -> list[Card]:
    """The present public cards of cases, whoever may see them; for readers that know the scope."""
    rows = await conn.fetch(QUERIES["find_cases"], list(ids))
    return [card_of(case) for case in await _public(conn, rows)]


async def _public(conn: Connection, rows: Sequence[Row]) -> list[Case]:
    """Cases as the incident plane has them: nobody's name, no place that is not told."""
    ids = [row["case_id"] for row in rows]
    parts = _by_case(await conn.fetch(QUERIES["find_card_parts"], ids), _part)
    clocks = _by_case(await conn.fetch(QUERIES["find_card_deadlines"], ids), clock_store.deadline)
    return [
        _case(row, parts.get(row["case_id"], ()), clocks.get(row["case_id"], ())) for row in rows
    ]


async def add(conn: Connection, case: Case, code_hash: bytes) -> Case:
    """Write a new case; returns it with its id."""
    values = (
        case.receipt_number,
        code_hash,
        case.kind,
        case.channel,
        case.opened_by,
        case.opened_at,
        case.accepted_at,
        case.changed_at,
        *fact_columns(case),
        *clock_columns(case)[:5],
    )
    with demanding_person():
        case_id = await conn.fetchval(QUERIES["add_case"], *values)
    added = replace(case, case_id=CaseId(case_id))
    await _save_circumstances(conn, added)
    await _save_parts(conn, added)
    await clock_store.save_deadlines(conn, [(added, line) for line in added.deadlines])
    for task in added.tasks:
        await _save_task(conn, added, task)
    return added


async def save(conn: Connection, before: Case, after: Case) -> None:
    """Write the case after its moves. Raises StaleCase when it is not as it was read."""
    saved = await conn.fetchval(
        QUERIES["save_case"],
        after.case_id,
        before.version,
        after.changed_at,
        *fact_columns(after),
        *clock_columns(after),
        after.accepted_at,
        after.resolved_at,
        after.closed_at,
        after.escalated_at,
        after.acknowledged_at,
        after.why,
        after.redo_count,
        after.return_count,
        after.satisfaction,
        after.asked,
        after.asked_by,
        after.charge_id,
        after.supervised,
        len(after.untold),
    )
    if saved is None:
        raise StaleCase(before)
    if _circumstances(after) != _circumstances(before):
        await _save_circumstances(conn, after)
    if after.ownership != before.ownership:
        await _save_ownership(conn, after)
    if after.parts != before.parts:
        await _save_parts(conn, after)
    await request_store.follow(conn, before, after)
    changed = [(after, line) for line in after.deadlines if line not in before.deadlines]
    await clock_store.save_deadlines(conn, changed)
    await supervision_store.save(conn, before, after)
    await notice_store.save(conn, before, after)
    for task in after.tasks:
        held = before.task(task.number)
        if held is not None and held.officer_id != task.officer_id:
            await _hand_on_task(conn, after, task)
        elif held != task:
            await _save_task(conn, after, task)


async def _save_parts(conn: Connection, case: Case) -> None:
    """Parts that stay are never away: by one of them somebody sees the case. One lead at a time."""
    await conn.execute(QUERIES["drop_parts"], case.case_id, list(case.agencies))
    for part in sorted(case.parts, key=lambda part: part.part is PartKind.LEAD):
        values = (
            part.agency_id,
            part.part,
            part.officer_id,
            part.assigned_at,
            part.signed_at,
            part.returned_at,
            part.return_by,
        )
        with demanding_person():
            await conn.execute(QUERIES["save_part"], case.case_id, *values)


async def _hand_on_task(conn: Connection, case: Case, task: Task) -> None:
    """Somebody else answers a task; nothing else of it changes."""
    values = (case.case_id, task.number, task.agency_id, task.officer_id)
    with demanding_person():
        await conn.execute(QUERIES["hand_on_task"], *values)


async def _save_task(conn: Connection, case: Case, task: Task) -> None:
    """A new task, or the answer to one that is there."""
    values = (
        task.agency_id,
        task.officer_id,
        task.words,
        task.source_id,
        task.given_at,
        task.given_by,
        task.due_at,
        task.answered_at,
        task.answered_by,
        task.answer,
        task.source,
        task.withdrawn_at,
    )
    with demanding_person():
        await conn.execute(QUERIES["save_task"], case.case_id, task.number, *values)


async def _save_ownership(conn: Connection, case: Case) -> None:
    own = case.ownership
    values = (own.leader_id, own.leader, own.since, own.plan, own.percent) if own else NOBODY
    await conn.execute(QUERIES["save_ownership"], case.case_id, *values)


async def _save_circumstances(conn: Connection, case: Case) -> None:
    """What no card shows; most cases have none of it."""
    if _circumstances(case) != (0, 0, 0, []) or case.version > 1:
        values = _circumstances(case)
        await conn.execute(QUERIES["save_circumstances"], case.case_id, *values)


def _circumstances(case: Case) -> tuple[int, int, int, list[Mark]]:
    facts = case.facts
    return facts.dead, facts.serious, facts.yuan, list(facts.marks)


def fact_columns(case: Case) -> tuple[Any, ...]:
    facts = case.facts
    return (
        facts.type,
        facts.title,
        int(facts.level),
        facts.difficulty,
        facts.headcount,
        facts.place,
        public_place(case),
        facts.spot,
        facts.point.lon,
        facts.point.lat,
        facts.point.precision,
    )


def clock_columns(case: Case) -> tuple[Any, ...]:
    due = case.due
    return (
        case.state,
        case.version,
        due.due_at if due else None,
        due.name if due else None,
        case.next_at,
        case.is_overdue,
    )


def _by_case(rows: Iterable[Row], made: Callable[[Row], Made]) -> dict[int, tuple[Made, ...]]:
    found: dict[int, tuple[Made, ...]] = {}
    for row in rows:
        found[row["case_id"]] = (*found.get(row["case_id"], ()), made(row))
    return found


def _case(row: Row, parts: tuple[Part, ...] = (), deadlines: tuple[Deadline, ...] = ()) -> Case:
    return Case(
        case_id=CaseId(row["case_id"]),
        receipt_number=row["receipt_number"],
        kind=Kind(row["kind"]),
        channel=Channel(row["channel"]),
        opened_by=row["opened_by"],
        opened_at=row["opened_at"],
        changed_at=row["changed_at"],
        state=State(row["state"]),
        facts=_facts(row),
        version=row["version"],
        parts=parts,
        deadlines=deadlines,
        accepted_at=row["accepted_at"],
        resolved_at=row["resolved_at"],
        closed_at=row["closed_at"],
        escalated_at=row["escalated_at"],
        acknowledged_at=row["acknowledged_at"],
        why=row["why"],
        redo_count=row["redo_count"],
        return_count=row["return_count"],
        satisfaction=Satisfaction(row["satisfaction"]) if row["satisfaction"] else None,
        asked=row.get("asked"),
        charge_id=row.get("charge_id", 0),
        supervised=Grade(row["supervised"]) if row["supervised"] else None,
        asked_by=row.get("asked_by"),
        ownership=_ownership(row),
    )


def _ownership(row: Row) -> Ownership | None:
    if row.get("owner_id") is None:
        return None
    values = (row["owner_id"], row["owner_name"], row["owned_at"], row["plan"], row["percent"])
    return Ownership(*values)


def _facts(row: Row) -> Facts:
    return Facts(
        type=row["type"],
        title=row["title"],
        level=Level(row["level"]),
        difficulty=Difficulty(row["difficulty"]),
        headcount=row["headcount"],
        place=row["place"],
        spot=row["spot"],
        point=Point(row["lon"], row["lat"], Precision(row["precision"])),
        dead=row.get("dead", 0),
        serious=row.get("serious", 0),
        yuan=row.get("yuan", 0),
        marks=tuple(Mark(one) for one in row.get("marks", ())),
    )


def _part(row: Row) -> Part:
    return Part(
        agency_id=row["agency_id"],
        agency_name=row["agency_name"],
        part=PartKind(row["part"]),
        officer_id=row["officer_id"],
        officer_name=row["officer_name"],
        assigned_at=row["assigned_at"],
        signed_at=row["signed_at"],
        returned_at=row["returned_at"],
        return_by=row["return_by"],
    )


def _task(row: Row) -> Task:
    return Task(
        number=row["task"],
        agency_id=row["agency_id"],
        agency_name=row["agency_name"],
        officer_id=row["officer_id"],
        officer_name=row["officer_name"],
        words=row["words"],
        source_id=row["source_id"],
        given_at=row["given_at"],
        given_by=row["given_by"],
        due_at=row["due_at"],
        answered_at=row["answered_at"],
        answered_by=row["answered_by"],
        answer=row["answer"],
        source=Source(row["source"]),
        withdrawn_at=row["withdrawn_at"],
    )


async def cases_of_person(
    conn: Connection, phones: Sequence[bytes], id_numbers: Sequence[bytes]
) -> list[tuple[int, str, str, str]]:
    """Case (0 when out of the scope of who acts), receipt number, unit and its name."""
    rows = await conn.fetch(QUERIES["cases_of_person"], phones, id_numbers)
    return [(row[0], row[1], row[2], row[3]) for row in rows]
