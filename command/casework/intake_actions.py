"""Taking a report in: everything in one transaction, answered after the commit.

The reporter goes to the identity plane, sealed by the vault, the words and photos to the case
plane, the rest is public.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from command.accounts.role import Actor
from command.base import idempotency, journal
from command.base.db import Connection, Database
from command.base.event import Event
from command.base.idempotency import RequestKey
from command.casework import (
    joining,
    party,
    posts,
    receipt,
    report_store,
    similar,
    store,
    timeline,
    trail_store,
)
from command.casework.announce import announce
from command.casework.case import Case, CaseId, begin
from command.casework.happened import CaseOpened
from command.casework.intake import As, Report, open_case
from command.casework.joining import QUERY_CODE, TakenIn, keep_people, new_report, taken_in
from command.casework.means import Means, demand_jurisdiction, promise_of
from command.casework.photo import Photo
from command.casework.position import ground_of
from command.casework.routing import Matter, Routing
from command.casework.sharing import return_by
from command.casework.similar import MaybeKnown
from command.casework.terms import Deed, Kind
from command.identity.reporter import Reporter


class KeptPhoto(msgspec.Struct, frozen=True):
    """A photo waiting for its report; pixels."""

    photo: str
    width: int
    height: int


async def take_in(means: Means, report: Report, by: Actor, at: datetime, key: RequestKey) -> bytes:
    """Open the case of a report, or join it to a known one; returns TakenIn as JSON, the same for
    a repeated key.

    Raises InvalidInput naming the field, UnknownPlace, NotInJurisdiction, NobodyToAssign,
    MaybeKnown, NoSuchCase and WrongState for a match, VaultAway when nothing can be sealed.
    """
    people = party.everybody(report.reporter, report.parties)
    await means.vault.reach()
    keys = await similar.keys_of(means.vault, report) if report.seen is not None else {}
    try:
        async with means.db.transaction(by, reserved=True) as conn:
            earlier = await idempotency.earlier_reply(conn, key, at)
            if earlier is not None:
                return await _told_again(earlier, means)
            await similar.demand_seen(conn, means, report, keys, by, at)
            taken, sealed, events = await _registered(conn, means, report, people, by, at)
            await idempotency.keep_reply(conn, key, _kept(taken, sealed))
            await journal.append(conn, events)
            return _told(taken, means.origin)
    except MaybeKnown as known:
        await similar.put_refusal_on_record(means, known, by, at)
        raise


async def _registered(
    conn: Connection,
    means: Means,
    report: Report,
    people: Sequence[Reporter],
    by: Actor,
    at: datetime,
) -> tuple[TakenIn, bytes, list[Event]]:
    """What the citizen gets, the sealed query code, and what is told."""
    if report.match is not None and report.match.as_ is As.JOINED:
        return await joining.join(conn, means, report, people, by, at)
    routing = await _routing(conn, report, at)
    opened = await _opened(conn, means, report, routing, by, at)
    case, code = await _written(conn, opened, by)
    await _keep_report(conn, case, report, routing, by)
    sealed = await keep_people(conn, means, case, people, code, at)
    events = announce(opened, None, case, by.agency_name)
    if report.match is not None:
        events += await joining.link(conn, case, report.match.case, by, at)
    return taken_in(case, case.receipt_number, code, report), sealed, events


def _told(taken: TakenIn, origin: str) -> bytes:
    qr = receipt.drawn(taken.receipt, taken.query_code, origin)
    return msgspec.json.encode(msgspec.structs.replace(taken, qr=qr))


def _kept(taken: TakenIn, sealed: bytes) -> bytes:
    """The answer as it waits for repeats: its query code is sealed, for only its hash is kept."""
    return msgspec.json.encode(msgspec.structs.replace(taken, query_code=sealed.hex()))


async def _told_again(kept: bytes, means: Means) -> bytes:
    taken = msgspec.json.decode(kept, type=TakenIn)
    sealed = bytes.fromhex(taken.query_code)
    code = await means.vault.open(taken.case, QUERY_CODE, sealed)
    return _told(msgspec.structs.replace(taken, query_code=code), means.origin)


async def keep_photo(db: Database, photo: Photo, by: Actor, at: datetime, key: RequestKey) -> bytes:
    """Keep a prepared photo until its report or progress comes; a day later it is forgotten."""
    async with db.transaction(by) as conn:
        earlier = await idempotency.earlier_reply(conn, key, at)
        if earlier is not None:
            return earlier
        await timeline.add_photo(conn, photo, by, at)
        reply = msgspec.json.encode(KeptPhoto(photo.photo_id, photo.width, photo.height))
        await idempotency.keep_reply(conn, key, reply)
        return reply


async def _opened(
    conn: Connection,
    means: Means,
    report: Report,
    routing: Routing | None,
    by: Actor,
    at: datetime,
) -> CaseOpened:
    ground = ground_of(report.place, means.book)
    demand_jurisdiction(by, report.place)
    promise = await promise_of(conn, means.count)
    parts = routing.parts(at, return_by(promise, at)) if routing else ()
    return open_case(report, ground, promise, parts, by.account_id, at)


async def _routing(conn: Connection, report: Report, at: datetime) -> Routing | None:
    """An incident is handed over at once; everything else waits for its acceptance."""
    if report.kind is not Kind.INCIDENT:
        return None
    matter = Matter(report.type, report.kind, report.place)
    return await posts.routing_for(conn, matter, at)


async def _written(conn: Connection, opened: CaseOpened, by: Actor) -> tuple[Case, str]:
    """The case with its id, and the query code that only the citizen keeps."""
    code = receipt.new_query_code()
    case = begin(CaseId(0), receipt.new_receipt_number(opened.at), by.account_id, opened)
    added = await store.add(conn, case, receipt.hash_of_code(code))
    await trail_store.add_step(conn, None, added, Deed.OPEN)
    return added, code


async def _keep_report(
    conn: Connection, case: Case, report: Report, routing: Routing | None, by: Actor
) -> None:
    await report_store.add_report(conn, case, new_report(report, by, case.opened_at))
    facts = {"routing": routing.why.kept, "line": routing.line} if routing else {}
    line = timeline.Note(case.opened_at, CaseOpened.name, by, facts=facts)
    entry_id = await timeline.add_entry(conn, case.case_id, line)
    await timeline.attach_photos(conn, report.photos, by, case.case_id, entry_id)
