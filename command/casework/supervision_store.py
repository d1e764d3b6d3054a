"""Rows of supervisions <-> values. Holds no rules; the database lets none go back a step."""

from collections.abc import Mapping, Sequence

from command.base.db import Connection, Row
from command.base.words import Words
from command.casework.case import Case
from command.casework.clock_store import QUERIES
from command.casework.stale import demanding_person
from command.casework.supervision import DONE, HOUSE_WORDS, Grade, Supervision
from command.casework.timeline import HOUSE


async def of_cases(conn: Connection, cases: Sequence[Row]) -> Mapping[int, tuple[Supervision, ...]]:
    """Supervisions by case, in their order."""
    found: dict[int, tuple[Supervision, ...]] = {}
    for row in await conn.fetch(QUERIES["find_supervisions"], [one["case_id"] for one in cases]):
        found[row["case_id"]] = (*found.get(row["case_id"], ()), _supervision(row))
    return found


async def save(conn: Connection, before: Case, after: Case) -> None:
    """Write what is new, what went on, and what follows the case to other hands."""
    for one in after.supervisions:
        held = before.supervision(one.number)
        if held == one:
            continue
        with demanding_person():
            if held is None:
                await _add(conn, after, one)
            elif (held.raised, held.answered_at, held.is_open) == (
                one.raised,
                one.answered_at,
                one.is_open,
            ):
                values = (after.case_id, one.number, one.agency_id, one.officer_id)
                await conn.execute(QUERIES["readdress_supervision"], *values)
            else:
                await _change(conn, after, one)


async def _add(conn: Connection, case: Case, one: Supervision) -> None:
    await conn.execute(
        QUERIES["add_supervision"],
        case.case_id,
        one.number,
        one.grade,
        one.agency_id,
        one.officer_id,
        one.words,
        one.given_at,
        one.given_by,
        one.due_at,
    )


async def _change(conn: Connection, case: Case, one: Supervision) -> None:
    await conn.execute(
        QUERIES["save_supervision"],
        case.case_id,
        one.number,
        one.grade,
        one.agency_id,
        one.officer_id,
        one.words,
        one.given_at,
        one.given_by,
        one.due_at,
        one.raised,
        one.answer,
        one.answered_at,
        one.answered_by,
        one.lifted_at,
        one.lifted_by,
        one.lifted_why,
    )


def _supervision(row: Row) -> Supervision:
    return Supervision(
        number=row["number"],
        grade=Grade(row["stage"]),
        agency_id=row["agency_id"],
        agency_name=row["agency_name"],
        officer_id=row["officer_id"],
        officer_name=row["officer_name"],
        words=_said(row["words"]) if row["given_by"] is None else row["words"],
        given_at=row["given_at"],
        given_by=row["given_by"],
        giver=row["giver"] or HOUSE,
        due_at=row["due_at"],
        raised=row["raised"],
        answer=row["answer"],
        answered_at=row["answered_at"],
        answered_by=row["answered_by"],
        lifted_at=row["lifted_at"],
        lifted_by=row["lifted_by"],
        lifted_why=DONE if row["lifted_why"] == DONE else row["lifted_why"],
    )


def _said(text: str) -> str:
    """The house's own words, in both languages."""
    known: dict[str, Words] = {str(words): words for words in HOUSE_WORDS.values()}
    return known.get(text, text)
