"""Taking a report in: everything in one transaction, answered after the commit.

The reporter goes to the identity plane, sealed by the vault, the words and photos to the case
plane, the rest is public.
"""

from datetime import datetime

import msgspec

from command.accounts.role import Actor
from command.base import idempotency, journal
from command.base.db import Connection, Database
from command.base.idempotency import RequestKey
from command.casework import posts, receipt, store, timeline, trail_store
from command.casework.announce import announce
from command.casework.card import Card, card_of
from command.casework.case import Case, CaseId, begin
from command.casework.happened import CaseOpened
from command.casework.intake import Report, open_case
from command.casework.means import Means, demand_jurisdiction, promise_of
from command.casework.photo import Photo
from command.casework.position import ground_of
from command.casework.routing import Matter, Routing
from command.casework.sharing import return_by
from command.casework.terms import Deed, Kind
from command.identity import reporter as reporting
from command.identity import store as identity
from command.identity.reporter import Reporter
from command.identity.vault import Field

QUERY_CODE = Field("base.request_key", "query_code")


class TakenIn(msgspec.Struct, frozen=True):
    """What the citizen gets: a receipt number, and a query code that is shown only once.

    `qr` draws both, as a data address.
    """

    case: int
    receipt: str
    query_code: str
    qr: str
    card: Card


class KeptPhoto(msgspec.Struct, frozen=True):
    """A photo waiting for its report; pixels."""

    photo: str
    width: int
    height: int


async def take_in(means: Means, report: Report, by: Actor, at: datetime, key: RequestKey) -> bytes:
    """Open the case of a report; returns TakenIn as JSON, the same for a repeated key.

    Raises InvalidInput naming the field, UnknownPlace, NotInJurisdiction, NobodyToAssign, and
    VaultAway when nothing can be sealed.
    """
    reporter = _stated(report)
    await means.vault.reach()
    async with means.db.transaction(by, reserved=True) as conn:
        earlier = await idempotency.earlier_reply(conn, key, at)
        if earlier is not None:
            return await _told_again(earlier, means)
        routing = await _routing(conn, report, at)
        opened = await _opened(conn, means, report, routing, by, at)
        case, code = await _written(conn, opened, by)
        await _keep_report(conn, case, report, routing, by)
        person, (sealed,) = await reporting.seal(
            means.vault, case.case_id, reporter, {QUERY_CODE: code}
        )
        if reporter:
            await identity.add_reporter(conn, case.case_id, person, case.opened_at)
        taken = TakenIn(case.case_id, case.receipt_number, code, "", card_of(case))
        await idempotency.keep_reply(conn, key, _kept(taken, sealed))
        await journal.append(conn, announce(opened, None, case, by.agency_name))
        return _told(taken)


def _told(taken: TakenIn) -> bytes:
    qr = receipt.drawn(taken.receipt, taken.query_code)
    return msgspec.json.encode(msgspec.structs.replace(taken, qr=qr))


def _kept(taken: TakenIn, sealed: bytes) -> bytes:
    """The answer as it waits for repeats: its query code is sealed, for only its hash is kept."""
    return msgspec.json.encode(msgspec.structs.replace(taken, query_code=sealed.hex()))


async def _told_again(kept: bytes, means: Means) -> bytes:
    taken = msgspec.json.decode(kept, type=TakenIn)
    sealed = bytes.fromhex(taken.query_code)
    code = await means.vault.open(taken.case, QUERY_CODE, sealed)
    return _told(msgspec.structs.replace(taken, query_code=code))


def _stated(report: Report) -> Reporter:
    """The reporter in one form, before anything is begun. Raises BadName, BadPhone, BadIdNumber."""
    said = report.reporter
    if said is None:
        return Reporter({})
    return reporting.stated(said.name, said.phone, said.id_number)


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
    await store.add_report(conn, case, report.words)
    facts = {"routing": routing.why.kept, "line": routing.line} if routing else {}
    line = timeline.Note(case.opened_at, CaseOpened.name, by, facts=facts)
    entry_id = await timeline.add_entry(conn, case.case_id, line)
    await timeline.attach_photos(conn, report.photos, by, case.case_id, entry_id)
