"""Asking for an export, agreeing to it, taking the file, ending it: one function a human deed.

Every step is on record in its own transaction; the file is written after that has committed.
"""

from datetime import datetime

from command.accounts.role import Actor
from command.audit.record import Fact, What, record
from command.base.db import Connection, Database
from command.casework import export, export_store
from command.casework.access import reach_for
from command.casework.export import (
    MOST,
    Deed,
    Export,
    NoSuchExport,
    Nothing,
    Purpose,
    SecondPerson,
    Span,
    TooMuch,
    WrongExportState,
    demand_move,
)


async def ask(
    db: Database, span: Span, purpose: Purpose, reason: str, by: Actor, at: datetime
) -> Export:
    """What lies in the actor's place. Raises Nothing, TooMuch, naming `from`."""
    async with db.transaction(by) as conn:
        cases = await export_store.choose(conn, reach_for(by).pattern, span, MOST + 1)
        if not cases:
            raise Nothing(field="from")
        if len(cases) > MOST:
            raise TooMuch(field="from")
        asked = export_store.Asked(export.new_number(at), purpose, reason.strip(), cases)
        state = export.first_state(await export_store.identities_in(conn, cases))
        export_id = await export_store.add(conn, asked, state, at, export.until(state, at))
        made = await _found(conn, export_id)
        await _keep_record(conn, What.EXPORT_ASKED, made, Deed.ASK, by, at)
        return made


async def decide(db: Database, export_id: int, deed: Deed, by: Actor, at: datetime) -> None:
    """The second person's word. Raises NoSuchExport, SecondPerson, WrongExportState."""
    async with db.transaction(by) as conn:
        found = await _found(conn, export_id)
        if found.asked_by == by.account_id:
            raise SecondPerson()
        state = demand_move(found.state(at), deed)
        if not await export_store.decide(conn, export_id, state, at, export.until(state, at)):
            raise WrongExportState()  # somebody was faster, or the place is not the county's
        await _keep_record(conn, What.EXPORT_DECIDED, found, deed, by, at)


async def take(db: Database, export_id: int, by: Actor, at: datetime) -> Export:
    """On record that the asker takes the file. Raises NoSuchExport, WrongExportState."""
    async with db.transaction(by) as conn:
        found = await _own(conn, export_id, by)
        demand_move(found.state(at), Deed.TAKE)
        if not await export_store.take(conn, export_id, at):
            raise WrongExportState()
        await _keep_record(conn, What.EXPORTED, found, Deed.TAKE, by, at)
        return found


async def end(db: Database, export_id: int, by: Actor, at: datetime) -> None:
    """The asker needs it no more. Raises NoSuchExport, WrongExportState."""
    async with db.transaction(by) as conn:
        found = await _own(conn, export_id, by)
        demand_move(found.state(at), Deed.END)
        if not await export_store.end(conn, export_id):
            raise WrongExportState()
        await _keep_record(conn, What.EXPORT_DECIDED, found, Deed.END, by, at)


async def _found(conn: Connection, export_id: int) -> Export:
    found = await export_store.find(conn, export_id)
    if found is None:
        raise NoSuchExport()
    return found


async def _own(conn: Connection, export_id: int, by: Actor) -> Export:
    """Another's reads like none: only its asker ever holds it."""
    found = await _found(conn, export_id)
    if found.asked_by != by.account_id:
        raise NoSuchExport()
    return found


async def _keep_record(
    conn: Connection, what: What, one: Export, deed: Deed, by: Actor, at: datetime
) -> None:
    detail: dict[str, Fact] = {"deed": str(deed), "cases": one.cases, "identities": one.identities}
    target, purpose = f"export:{one.number}", str(one.purpose)
    await record(
        conn,
        what,
        by.account_id,
        at,
        target=target,
        purpose=purpose,
        detail=detail,
        unit=by.agency_id,
    )
