"""What somebody who leaves holds, locked in the order that everybody keeps. Holds no rules."""

from command.base.db import Connection
from command.casework.case import Case
from command.casework.clock_store import QUERIES
from command.casework.leaving import Leaving
from command.casework.store import cases_of


async def one_at_a_time(conn: Connection) -> None:
    """Leaves wait for each other, so that none hands on to who is leaving beside it."""
    await conn.execute(QUERIES["lock_leaves"])


async def lock_held(conn: Connection, gone: Leaving) -> list[Case]:
    """Open cases that are in these hands, locked by their numbers."""
    rows = await conn.fetch(QUERIES["lock_cases"], sorted(await _held(conn, gone)))
    return [case for case in await cases_of(conn, rows) if case.is_open]


async def hold_and_look(conn: Connection, gone: Leaving) -> set[int]:
    """Keep the person, or the agency, from being named; the cases in these hands then."""
    if gone.account_id is not None:
        await conn.execute(QUERIES["hold_person"], gone.account_id)
    else:
        await conn.execute(QUERIES["hold_agency"], gone.agency_id)
    return await _held(conn, gone)


async def _held(conn: Connection, gone: Leaving) -> set[int]:
    agency = gone.agency_id if gone.account_id is None else None
    rows = await conn.fetch(QUERIES["held_by"], gone.account_id, agency)
    return {row["case_id"] for row in rows}
