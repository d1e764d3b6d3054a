"""Seats over HTTP: taking one, links for guests, who waits now, who was there.

The value of a seat's cookie is made once and shown to its browser alone.
"""

from datetime import timedelta

from command.accounts.role import Verb
from command.accounts.session import set_cookie
from command.base.http import Call, Endpoint, Reply
from command.base.reading import Reading
from command.casework.card import wire_instant
from command.video import access, guest_actions, room, seat_actions, seat_store, store
from command.video.booking import about
from command.video.caller import RECEPTION, RECEPTIONS, ground_of, party_of, signalling_of
from command.video.party import Party
from command.video.record import (
    Attendance,
    GuestReply,
    GuestSeat,
    GuestSecret,
    GuestWish,
    SeatReply,
    SeatWish,
    WaitingList,
    WaitingParty,
)
from command.video.signalling import SEAT_COOKIE
from command.video.store import Search
from command.video.telling import attendance_of

COOKIE_LIFE = timedelta(days=1)
"""How long a browser keeps a seat's cookie; the server decides when the seat ends."""


async def get_waiting(call: Call) -> Reply:
    """Whoever waits now in the receptions the reader may see, for calling the next one."""
    asked = Search(*about(call.at), None, call.actor)
    async with ground_of(call).snapshot(Party(call.at, actor=call.actor)) as conn:
        found = await store.search(conn, asked)
    parties = [line for one in found for line in _parties(call, one.reception_id)]
    return Reply(WaitingList(sorted(parties, key=lambda line: line.since)))


async def get_attendance(call: Call) -> Reply:
    """Who had a seat, and what each said about being heard."""
    party, reception_id = await party_of(call), call.path["reception_id"]
    async with ground_of(call).snapshot(party) as conn:
        await access.reception_for(conn, party, reception_id)
        seats = await seat_store.seats_of(conn, reception_id)
        said = await seat_store.consents_of(conn, reception_id)
    return Reply(attendance_of(seats, said))


async def post_seat(call: Call) -> Reply:
    party = await party_of(call)
    reception_id, level = call.path["reception_id"], call.body.site
    taken = await seat_actions.take_seat(ground_of(call), reception_id, level, party, call.at)
    await signalling_of(call).expect(reception_id, taken.seat)
    return Reply(taken, status=201)


async def post_guest(call: Call) -> Reply:
    reception_id = call.path["reception_id"]
    ground = ground_of(call)
    link = await guest_actions.invite(ground, reception_id, call.body, call.actor, call.at)
    return Reply(link, status=201)


async def exchange_guest(call: Call) -> Reply:
    cookie = call.request.cookies.get(SEAT_COOKIE, "")
    found = await guest_actions.exchange(ground_of(call).house, call.body.secret, cookie, call.at)
    seat, token = found
    headers = {"cache-control": "no-store"}
    if token is not None:
        life = guest_actions.until(seat.expires, call.at)
        headers["set-cookie"] = set_cookie(SEAT_COOKIE, token, max(life, COOKIE_LIFE))
    return Reply(seat, headers=headers)


def _parties(call: Call, reception_id: int) -> list[WaitingParty]:
    hall = signalling_of(call).hall(reception_id)
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


ENDPOINTS: tuple[Endpoint, ...] = (
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
        f"{RECEPTION}/seats",
        get_attendance,
        "Who had a seat, and what each said about being heard",
        None,
        returns=Attendance,
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
)
