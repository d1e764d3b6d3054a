"""Receptions over HTTP: parse, act, tell the room, answer with the record.

A guest has no session: routes of seats and of ending take the seat's cookie too (`?as=guest`).
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from command.accounts.role import Verb
from command.accounts.session import set_cookie
from command.base.clock import china_date, midnight_after, midnight_before
from command.base.http import Call, Endpoint, Reply
from command.base.problem import NotSignedIn
from command.base.reading import Reading
from command.casework import store as cases
from command.casework.card import wire_instant
from command.video import access, actions, room, seat_actions, store
from command.video.doing import Hand, Means, Target, keyed
from command.video.ground import Ground
from command.video.party import Party
from command.video.record import (
    Beginning,
    Booking,
    Closing,
    GuestReply,
    GuestSeat,
    GuestSecret,
    GuestWish,
    Missing,
    ReceptionsQuestion,
    RecordReply,
    Records,
    Seated,
    SeatReply,
    SeatWish,
    Seen,
    WaitingList,
    WaitingParty,
)
from command.video.signalling import SEAT_COOKIE, Signalling
from command.video.store import Search
from command.video.telling import record_of
from command.video.terms import Deed

RECEPTIONS = "/api/receptions"
RECEPTION = "/api/receptions/{reception_id:int}"
View = Callable[[Call], Awaitable[Reply]]
Doing = Callable[[Means, Target, Hand], Awaitable[bytes]]


async def post_reception(call: Call) -> Reply:
    assert call.key is not None
    hand = Hand(Party(call.at, actor=call.actor), call.at, call.key)
    return Reply(await actions.book(_means(call), call.body, call.actor, hand), status=201)


async def get_receptions(call: Call) -> Reply:
    party = Party(call.at, actor=call.actor)
    records = []
    async with _ground(call).snapshot(party) as conn:
        for one in await store.search(conn, _search(call)):
            case = await cases.find(conn, one.case_id)
            if case is not None and access.may_see(one, case, party):
                records.append(record_of(one, case, party, call.state.places))
    return Reply(Records(records))


async def get_waiting(call: Call) -> Reply:
    """Whoever waits now in the receptions the reader may see, for calling the next one."""
    async with _ground(call).snapshot(Party(call.at, actor=call.actor)) as conn:
        found = await store.search(conn, _today(call))
    parties = [line for one in found for line in _parties(call, one.reception_id)]
    return Reply(WaitingList(sorted(parties, key=lambda line: line.since)))


async def get_reception(call: Call) -> Reply:
    party = await _party(call)
    async with _ground(call).snapshot(party) as conn:
        found = await access.reception_for(conn, party, call.path["reception_id"])
    return Reply(RecordReply(record_of(*found, party, call.state.places)))


async def post_seat(call: Call) -> Reply:
    party = await _party(call)
    reception_id, level = call.path["reception_id"], call.body.site
    taken = await seat_actions.take_seat(_ground(call), reception_id, level, party, call.at)
    return Reply(taken, status=201)


async def post_guest(call: Call) -> Reply:
    reception_id = call.path["reception_id"]
    ground = _ground(call)
    link = await seat_actions.invite(ground, reception_id, call.body, call.actor, call.at)
    return Reply(link, status=201)


async def exchange_guest(call: Call) -> Reply:
    cookie = call.request.cookies.get(SEAT_COOKIE, "")
    found = await seat_actions.exchange(_ground(call).house, call.body.secret, cookie, call.at)
    seat, token = found
    headers = {"cache-control": "no-store"}
    if token is not None:
        life = seat_actions.until(seat.expires, call.at)
        headers["set-cookie"] = set_cookie(SEAT_COOKIE, token, max(life, timedelta(seconds=1)))
    return Reply(seat, headers=headers)


async def open_waiting(call: Call) -> Reply:
    return await _done(call, actions.open_waiting)


async def begin(call: Call) -> Reply:
    """Who is there is told first, so that it is decided on what is so now."""
    await _signalling(call).settle(call.path["reception_id"])

    async def deed(means: Means, target: Target, hand: Hand) -> bytes:
        return await actions.begin(means, target, call.body.reason, hand)

    return await _done(call, deed)


async def admit(call: Call) -> Reply:
    async def deed(means: Means, target: Target, hand: Hand) -> bytes:
        return await actions.admit(means, target, call.body.seat, hand)

    return await _done(call, deed)


async def hold(call: Call) -> Reply:
    async def deed(means: Means, target: Target, hand: Hand) -> bytes:
        return await actions.hold(means, target, call.body.seat, hand)

    return await _done(call, deed)


async def call_next(call: Call) -> Reply:
    waiting = _signalling(call).waiting(call.path["reception_id"])

    async def deed(means: Means, target: Target, hand: Hand) -> bytes:
        return await actions.call_next(means, target, waiting, hand)

    return await _done(call, deed)


async def interrupt(call: Call) -> Reply:
    return await _done(call, actions.interrupt)


async def resume(call: Call) -> Reply:
    return await _done(call, actions.resume)


async def end(call: Call) -> Reply:
    return await _done(call, actions.end)


async def close(call: Call) -> Reply:
    async def deed(means: Means, target: Target, hand: Hand) -> bytes:
        return await actions.close(means, target, call.body.outcome, hand)

    return await _done(call, deed)


async def no_show(call: Call) -> Reply:
    async def deed(means: Means, target: Target, hand: Hand) -> bytes:
        return await actions.no_show(means, target, call.body.side, call.body.reason, hand)

    return await _done(call, deed)


async def _done(call: Call, deed: Doing) -> Reply:
    """The deed, and then the room hears of it."""
    assert call.key is not None
    party = await _party(call)
    reception_id = call.path["reception_id"]
    hand = Hand(party, call.at, keyed(call.key, party))
    reply = await deed(_means(call), Target(reception_id, call.body.version), hand)
    await _signalling(call).changed(reception_id)
    return Reply(reply)


async def _party(call: Call) -> Party:
    """Raises NotSignedIn."""
    is_guest = call.request.query_params.get("as") == "guest"
    party = await _signalling(call).party_of(call.request.cookies, is_guest, call.at)
    if party is None:
        raise NotSignedIn()
    call.request.scope["actor"] = party.actor  # for the record; a guest has no account
    return party


def _signalling(call: Call) -> Signalling:
    signalling: Signalling = call.state.signalling
    return signalling


def _ground(call: Call) -> Ground:
    return _signalling(call).ground


def _means(call: Call) -> Means:
    return Means(_ground(call), call.state.places)


def _search(call: Call) -> Search:
    asked: ReceptionsQuestion = call.query
    if asked.case is not None and asked.day is None:
        return Search(None, None, asked.case, call.actor)
    day = asked.day or china_date(call.at)
    return Search(midnight_before(day), midnight_after(day), asked.case, call.actor)


def _today(call: Call) -> Search:
    day = china_date(call.at)
    return Search(midnight_before(day), midnight_after(day), None, call.actor)


def _parties(call: Call, reception_id: int) -> list[WaitingParty]:
    hall = _signalling(call).hall(reception_id)
    if hall is None:
        return []
    return [
        WaitingParty(
            reception=reception_id,
            case=hall.reception.case_id,
            title=hall.reception.title,
            seat=one.seat.seat,
            site=one.seat.level,
            name=one.seat.name,
            since=wire_instant(one.seat.waits_since or one.seat.taken_at),
            place=place,
            estimate_minutes=room.estimate(hall, place, call.at),
        )
        for place, one in enumerate(room.gate(hall), 1)
    ]


def _line(deed: Deed, view: View, body: type, summary: str) -> Endpoint:
    """Who may is decided by the deed: a guest has no role."""
    path = f"{RECEPTION}/{deed}"
    return Endpoint("POST", path, view, summary, None, body=body, returns=RecordReply)


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "POST",
        RECEPTIONS,
        post_reception,
        "Book a reception of a case",
        Verb.BOOK_RECEPTION,
        body=Booking,
        returns=RecordReply,
        status=201,
    ),
    Endpoint(
        "GET",
        RECEPTIONS,
        get_receptions,
        "Receptions of a day or of a case",
        Verb.READ_CASE,
        query=ReceptionsQuestion,
        returns=Records,
        audit=Reading.LIST,
    ),
    Endpoint(
        "GET",
        f"{RECEPTIONS}/waiting",
        get_waiting,
        "Who waits now, the longest first",
        Verb.READ_CASE,
        returns=WaitingList,
        audit=Reading.LIST,
    ),
    Endpoint(
        "GET",
        RECEPTION,
        get_reception,
        "One reception",
        None,
        returns=RecordReply,
        audit=Reading.CASE,
    ),
    Endpoint(
        "POST",
        f"{RECEPTION}/seats",
        post_seat,
        "Take the own seat at a site",
        None,
        body=SeatWish,
        returns=SeatReply,
        status=201,
        keyed=False,
    ),
    Endpoint(
        "POST",
        f"{RECEPTION}/guests",
        post_guest,
        "Make a link for a party without an account",
        Verb.READ_CASE,
        body=GuestWish,
        returns=GuestReply,
        status=201,
        keyed=False,
    ),
    Endpoint(
        "POST",
        "/api/guests",
        exchange_guest,
        "Exchange a guest's link for the cookie of a seat, once",
        None,
        body=GuestSecret,
        returns=GuestSeat,
        keyed=False,
    ),
    _line(Deed.OPEN_WAITING, open_waiting, Seen, "Open the gate"),
    _line(Deed.BEGIN, begin, Beginning, "Begin, with all three sites or for a reason"),
    _line(Deed.ADMIT, admit, Seated, "Admit a party that waits"),
    _line(Deed.HOLD, hold, Seated, "Send a party back to the gate"),
    _line(Deed.CALL_NEXT, call_next, Seen, "Admit whoever waits longest"),
    _line(Deed.INTERRUPT, interrupt, Seen, "Interrupt the session"),
    _line(Deed.RESUME, resume, Seen, "Resume the session"),
    _line(Deed.END, end, Seen, "End the session; the petitioner's side may too"),
    _line(Deed.CLOSE, close, Closing, "Record the outcome and close"),
    _line(Deed.NO_SHOW, no_show, Missing, "Record which side was missing"),
)
