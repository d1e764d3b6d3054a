"""Rows of what citizens must be told <-> values. Holds no rules; what was told stays told."""

from collections.abc import Mapping, Sequence

from command.base.db import Connection, Row
from command.casework.case import Case
from command.casework.clock_store import QUERIES
from command.casework.notice import Matter, Notice, Way


async def of_cases(conn: Connection, cases: Sequence[Row]) -> Mapping[int, tuple[Notice, ...]]:
    """Notices by case, in their order."""
    found: dict[int, tuple[Notice, ...]] = {}
    for row in await conn.fetch(QUERIES["find_notices"], [one["case_id"] for one in cases]):
        found[row["case_id"]] = (*found.get(row["case_id"], ()), _notice(row))
    return found


async def save(conn: Connection, before: Case, after: Case) -> None:
    """Write what is owed now, and how and when it was told."""
    held = {one.number: one for one in before.notices}
    for one in after.notices:
        if held.get(one.number) != one:
            values = (one.matter, one.owed_at, one.told_at, one.way, one.words, one.told_by)
            await conn.execute(QUERIES["save_notice"], after.case_id, one.number, *values)


def _notice(row: Row) -> Notice:
    return Notice(
        number=row["number"],
        matter=Matter(row["matter"]),
        owed_at=row["owed_at"],
        told_at=row["told_at"],
        way=Way(row["way"]) if row["way"] else None,
        words=row["words"],
        told_by=row["told_by"],
    )
