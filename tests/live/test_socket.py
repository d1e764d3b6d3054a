"""The door of the stream: who gets in, to which scope, and what ends it."""

import asyncio
import contextlib
import json
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from command.accounts.ending import kiosk_ended, session_ended
from command.accounts.session_actions import sign_out
from command.base.clock import now
from command.base.db import Database
from command.base.event import ScopeKey
from command.base.journal import Position
from command.base.problem import DatabaseBusy
from command.live import joining, socket
from tests import cast as casting
from tests.cast import COUNTY, OTHER_TOWNSHIP, TOWNSHIP, VILLAGE, Cast
from tests.live.stage import Glass, Stage, an_event, append

PATIENCE = 10
pytestmark = pytest.mark.usefixtures("cast")


async def refused(stage: Stage, cookie: str, **query: object) -> int:
    with pytest.raises(InvalidStatus) as refusal:
        async with stage.dial(cookie, **query):
            pass
    return refusal.value.response.status_code


@pytest.mark.parametrize(
    ("who", "scope"),
    [
        ("duty", COUNTY),
        ("township", TOWNSHIP),
        ("village", VILLAGE),
        ("lead", "agency:rsj"),
        ("outsider", "agency:lyj"),
    ],
)
async def test_hello_names_the_scope_of_the_session(
    stage: Stage, cast: Cast, who: str, scope: str
) -> None:
    glass = Glass(stage, cast.person(who).cookie, screen="desk")
    await glass.dial()
    hello = await glass.hear()
    assert (hello["type"], hello["scope"], hello["heartbeat"]) == ("hello", scope, 15.0)


async def test_a_kiosk_is_a_wall_of_its_place(stage: Stage, database: Database) -> None:
    _, person = await casting.kiosk(database, TOWNSHIP)
    async with stage.dial(person.cookie) as ws:
        hello = json.loads(await ws.recv())
    assert (hello["scope"], hello["heartbeat"]) == (TOWNSHIP, 1.0)


async def test_nobody_signed_in_is_refused_before_accept(stage: Stage) -> None:
    assert await refused(stage, "") == 403
    assert await refused(stage, "__Host-session=" + "A" * 43) == 403


async def test_a_busy_database_at_the_door_asks_to_come_back(
    stage: Stage, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(cookies: object, at: object) -> None:
        raise DatabaseBusy()

    monkeypatch.setattr(stage.live, "present", busy)
    async with stage.dial(cast.person("duty").cookie) as ws:
        with pytest.raises(ConnectionClosed) as closed:
            await asyncio.wait_for(ws.recv(), PATIENCE)
    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4100, "busy")


async def test_a_foreign_origin_is_refused_before_accept(stage: Stage, cast: Cast) -> None:
    cookie = cast.person("duty").cookie
    assert await refused(stage, cookie, origin="https://evil.example") == 403
    async with stage.dial(cookie, origin="https://centre.example") as ws:
        assert json.loads(await ws.recv())["type"] == "hello"


@pytest.mark.parametrize("who", ["system_admin", "security_admin", "auditor"])
async def test_administrators_watch_nothing(stage: Stage, cast: Cast, who: str) -> None:
    assert await refused(stage, cast.person(who).cookie) == 403


@pytest.mark.parametrize(
    ("who", "asked"),
    [
        ("township", COUNTY),
        ("township", OTHER_TOWNSHIP),
        ("village", TOWNSHIP),
        ("lead", COUNTY),
        ("duty", "system"),
        ("duty", "agency:rsj"),
        ("duty", "3611230"),
        ("duty", "361123٣٣٣"),
    ],
)
async def test_a_client_cannot_ask_for_more_than_its_own(
    stage: Stage, cast: Cast, who: str, asked: str
) -> None:
    assert await refused(stage, cast.person(who).cookie, scope=asked) == 403


async def test_a_county_officer_may_look_at_one_township(stage: Stage, cast: Cast) -> None:
    async with stage.dial(cast.person("duty").cookie, scope=TOWNSHIP) as ws:
        assert json.loads(await ws.recv())["scope"] == TOWNSHIP


@pytest.mark.parametrize(
    "query",
    [{"v": 2}, {"v": ""}, {"since": "-1"}, {"since": "1e3"}, {"since": "٣"}, {"epoch": "x"}],
)
async def test_another_protocol_is_closed_for_good(
    stage: Stage, cast: Cast, query: dict[str, object]
) -> None:
    async with stage.dial(cast.person("duty").cookie, **query) as ws:
        with pytest.raises(ConnectionClosed):
            await ws.recv()
    assert ws.close_code == 4026


async def test_an_ended_session_closes_its_sockets_within_a_second(
    stage: Stage, cast: Cast, database: Database
) -> None:
    gone = Glass(stage, cast.person("duty").cookie)
    stays = Glass(stage, cast.person("leader").cookie)
    for glass in (gone, stays):
        await glass.dial()
        await glass.until(lambda glass: glass.told.ready)
    session = next(v for v in stage.hub.viewers if v.presence.actor.login == "duty").presence
    async with asyncio.timeout(1):
        last = await append(database, session_ended(session.session_id, COUNTY, now()))
        assert await gone.closing() == 4001
    await stays.reach(last)
    assert stays.events() == []


async def test_a_session_that_ends_at_the_door_is_closed_too(
    stage: Stage, cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_scope = joining.open_scope

    async def end_meanwhile(*given: Any) -> None:
        await open_scope(*given)
        presence = await stage.live.present(cookies, now())
        assert presence is not None
        await sign_out(database, presence, now())
        last = await append(database, an_event())
        await stage.until(lambda: stage.hub.position is not None and stage.hub.position.seq >= last)

    cookies = dict([cast.person("duty").cookie.split("=", 1)])
    monkeypatch.setattr(joining, "open_scope", end_meanwhile)
    glass = Glass(stage, cast.person("duty").cookie)
    await glass.dial()
    async with asyncio.timeout(5):
        assert await glass.closing() == 4001
    assert glass.frames == []


async def test_what_is_shared_between_readers_is_of_the_journal_they_know(
    stage: Stage, cast: Cast
) -> None:
    library, scope = stage.live.library, ScopeKey(COUNTY)
    async with asyncio.timeout(5):
        await stage.hub.known.wait()
    position = stage.hub.position
    assert position is not None
    shot = await library.shot(scope, position)
    assert await library.shot(scope, position) is shot
    assert await library.shot(scope, Position("another", 0)) is not shot


async def test_a_revoked_kiosk_is_closed_for_good(stage: Stage, database: Database) -> None:
    kiosk, person = await casting.kiosk(database, TOWNSHIP)
    glass = Glass(stage, person.cookie)
    await glass.dial()
    await glass.until(lambda glass: glass.told.ready)
    await append(database, kiosk_ended(kiosk, COUNTY, now()))
    assert await glass.closing() == 4003


async def test_an_ack_says_what_the_screen_shows(stage: Stage, cast: Cast) -> None:
    glass = Glass(stage, cast.person("duty").cookie)
    await glass.dial()
    await glass.until(lambda glass: glass.told.ready)
    assert glass.socket is not None
    await glass.socket.send('{"type":"ack","seq":0,"hash":"00ff00ff00ff00ff"}')
    (viewer,) = stage.hub.viewers
    await stage.until(lambda: viewer.shown is not None)
    assert viewer.shown is not None
    assert (viewer.shown.seq, viewer.shown.hash) == (0, "00ff00ff00ff00ff")
    assert stage.live.figure("walls_current") == 1.0


@pytest.mark.parametrize(
    "sent",
    [
        "{}",
        "[",
        '{"type":"ack"}',
        '{"type":"ack","seq":"1"}',
        '{"type":"hello","seq":1}',
        '{"type":"ack","seq":1,"hash":"' + "f" * 65 + '"}',
        '{"type":"ack","seq":1}' + " " * socket.ACK_BYTES,
        b"\x00",
    ],
)
async def test_anything_but_an_ack_ends_the_connection(
    stage: Stage, cast: Cast, sent: str | bytes
) -> None:
    glass = Glass(stage, cast.person("duty").cookie)
    await glass.dial()
    assert glass.socket is not None
    await glass.socket.send(sent)
    assert await glass.closing() == 4008


async def test_too_many_acks_end_the_connection(stage: Stage, cast: Cast) -> None:
    glass = Glass(stage, cast.person("duty").cookie)
    await glass.dial()
    assert glass.socket is not None
    with contextlib.suppress(ConnectionClosed):
        for _ in range(socket.ACKS_AT_ONCE + 50):
            await glass.socket.send('{"type":"ack","seq":0}')
    assert await glass.closing() == 4008
