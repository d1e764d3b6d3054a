"""Receptions over HTTP: booking one, those of a day or of a case, one as its record.

Routes of seats and of deeds stand beside; `ENDPOINTS` has them all.
"""

from command.accounts.role import Verb
from command.base.clock import midnight_after, midnight_before
from command.base.http import Call, Endpoint, Reply
from command.base.reading import Reading
from command.video import access, actions, deed_views, seat_views
from command.video.booking import about
from command.video.caller import RECEPTION, RECEPTIONS, ground_of, means_of, party_of
from command.video.doing import Hand
from command.video.party import Party
from command.video.record import Booking, ReceptionsQuestion, RecordReply, Records
from command.video.store import Search
from command.video.telling import record_of


async def post_reception(call: Call) -> Reply:
    assert call.key is not None
    hand = Hand(Party(call.at, actor=call.actor), call.at, call.key)
    return Reply(await actions.book(means_of(call), call.body, call.actor, hand), status=201)


async def get_receptions(call: Call) -> Reply:
    party = Party(call.at, actor=call.actor)
    found = await access.listed(ground_of(call), party, _search(call))
    return Reply(Records([record_of(*one, party, call.state.places) for one in found]))


async def get_reception(call: Call) -> Reply:
    party = await party_of(call)
    async with ground_of(call).snapshot(party) as conn:
        found = await access.reception_for(conn, party, call.path["reception_id"])
    return Reply(RecordReply(record_of(*found, party, call.state.places)))


def _search(call: Call) -> Search:
    asked: ReceptionsQuestion = call.query
    if asked.case is not None and asked.day is None:
        return Search(None, None, asked.case, call.actor)
    if asked.day is None:
        return Search(*about(call.at), asked.case, call.actor)
    span = midnight_before(asked.day), midnight_after(asked.day)
    return Search(*span, asked.case, call.actor)


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
        RECEPTION,
        get_reception,
        "One reception",
        None,
        returns=RecordReply,
        audit=Reading.CASE,
    ),
    *seat_views.ENDPOINTS,
    *deed_views.ENDPOINTS,
)
