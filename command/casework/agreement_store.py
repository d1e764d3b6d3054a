"""Rows of agreements and their duties. What was agreed stays; holds no rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from command.base.db import Connection, Row
from command.casework.agreement import Agreed, Confirmation, Duty, Form
from command.casework.clock_store import QUERIES


@dataclass(frozen=True, slots=True)
class StoredDuty:
    number: int
    duty: Duty
    performed_on: date | None
    remark: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement of a case with what has become of it."""

    number: int
    agreed: Agreed
    duties: tuple[StoredDuty, ...]
    confirmation: Confirmation | None
    confirm_words: str
    ended: str | None
    ended_words: str


async def of_case(conn: Connection, case_id: int) -> Sequence[Agreement]:
    """Every agreement, the first first."""
    duties = await conn.fetch(QUERIES["find_duties"], case_id)
    rows = await conn.fetch(QUERIES["find_agreements"], case_id)
    return [_agreement(row, [d for d in duties if d["agreement"] == row["number"]]) for row in rows]


async def add(
    conn: Connection, case_id: int, agreed: Agreed, first: int, by: int, at: datetime
) -> None:
    """Write an agreement; its duties are numbered on from `first`."""
    values = (agreed.agreed_on, agreed.mediators, agreed.form, agreed.words, at, by)
    number = await conn.fetchval(QUERIES["add_agreement"], case_id, *values)
    for index, duty in enumerate(agreed.duties, start=first):
        await conn.execute(
            QUERIES["add_duty"], case_id, number, index, duty.words.strip(), duty.due
        )


async def perform(  # noqa: PLR0913, PLR0917 - a row has this many columns
    conn: Connection, case_id: int, number: int, on: date, remark: str, by: int, at: datetime
) -> None:
    await conn.execute(QUERIES["perform_duty"], case_id, number, on, remark, at, by)


async def confirm(  # noqa: PLR0913, PLR0917 - a row has this many columns
    conn: Connection,
    case_id: int,
    number: int,
    said: Confirmation,
    words: str,
    by: int,
    at: datetime,
) -> None:
    await conn.execute(QUERIES["confirm_agreement"], case_id, number, said, words, at, by)


async def end(conn: Connection, case_id: int, how: str, words: str, by: int, at: datetime) -> None:
    """The agreement that runs is over, if one does."""
    await conn.execute(QUERIES["end_agreement"], case_id, how, words, at, by)


def _agreement(row: Row, duties: Sequence[Row]) -> Agreement:
    stored = tuple(
        StoredDuty(d["number"], Duty(d["words"], d["due_on"]), d["performed_on"], d["remark"])
        for d in duties
    )
    told = (row["agreed_on"], row["mediators"], Form(row["form"]), row["words"])
    return Agreement(
        row["number"],
        Agreed(*told, [one.duty for one in stored]),
        stored,
        Confirmation(row["confirmation"]) if row["confirmation"] else None,
        row["confirm_words"],
        row["ended"],
        row["ended_words"],
    )
