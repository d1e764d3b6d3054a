"""The stream works with a login of its own, which reaches the incident plane and no more."""

import msgspec

from command.base import clock, db
from command.base.addresses import Addresses
from command.base.db import Database
from command.base.event import ScopeKey
from command.live import snapshot
from tests.casework import stage as casework
from tests.cast import COUNTY, TOWNSHIP


async def test_the_streams_own_login_takes_the_same_snapshot(
    database: Database, fresh: Addresses
) -> None:
    async with casework.opened(database) as people:
        plain = await people.report(kind="incident")
        hidden = await people.report(type="family", kind="dispute")
    states = []
    for address in (fresh.stream, fresh.owner):
        conn = await db.connect(address)
        try:
            states.append(await snapshot.read(conn, ScopeKey(COUNTY), clock.now()))
        finally:
            await conn.close()
    assert states[0] == states[1]
    sent = msgspec.json.encode([item.card for item in states[0].items if item.card])
    cards = {card["case"]: card for card in msgspec.json.decode(sent)}
    assert cards == {told["case"]: told["card"] for told in (plain, hidden)}
    assert cards[plain["case"]]["lead"]["officer"].endswith("**")
    assert (cards[hidden["case"]]["place"], cards[hidden["case"]]["spot"]) == (TOWNSHIP, "")
