"""Citizens' routes over HTTP: no account, a code; asked with POST, so that no address holds it."""

from typing import Annotated

import msgspec

from command.accounts import session
from command.base.http import Call, Endpoint, Reply
from command.base.written import written
from command.portal.own import Own, own_for


class OwnQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Both stand on the slip from the window."""

    receipt: Annotated[str, written(4, 40)]
    code: Annotated[str, written(4, 40)]


async def post_own(call: Call) -> Reply:
    asked: OwnQuestion = call.body
    call.state.tries.take(session.source(call.request).address, call.at)
    async with call.state.db.reading() as conn:
        return Reply(await own_for(conn, call.state.envelope, asked.receipt, asked.code))


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "POST",
        "/api/own",
        post_own,
        "One's own matter by receipt number and query code, and which units opened one's identity",
        None,
        body=OwnQuestion,
        returns=Own,
        keyed=False,
    ),
)
