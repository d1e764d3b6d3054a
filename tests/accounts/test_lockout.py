"""Whoever guesses locks out only the address they guess from; sessions end unused."""

import asyncio
from datetime import timedelta

import pytest

from command.accounts import actions, factor_actions, keeper, lockout, session, session_store
from command.accounts.actions import Attempt, Opened, WrongPassword
from command.accounts.lockout import Tries
from command.accounts.posting_actions import NoSuchSession
from command.accounts.session import SESSION_COOKIE
from command.accounts.source import Door, Source, Terms, browser_of, network_of
from command.base import journal
from command.base.db import Database
from command.base.problem import TooManyTries
from tests.cast import AT, PASSWORD, cast

OFFICE, THIEF = Source("10.0.0.1"), Source("203.0.113.9")
MINUTE = timedelta(minutes=1)


def a_try(source: Source, secret: str = PASSWORD, login: str = "lead") -> Attempt:
    return Attempt(login, secret, door=Door(source))


async def guess(database: Database, source: Source, times: int, login: str = "lead") -> None:
    for _ in range(times):
        with pytest.raises(WrongPassword):
            await actions.sign_in(database, a_try(source, "wrong", login), AT)


async def test_guessing_elsewhere_does_not_lock_an_officer_out(database: Database) -> None:
    await cast(database)
    await guess(database, THIEF, 5)
    with pytest.raises(TooManyTries):
        await actions.sign_in(database, a_try(THIEF), AT)
    assert await actions.sign_in(database, a_try(OFFICE), AT)


async def test_guessing_from_everywhere_stops_strangers_and_not_the_officers_own_place(
    database: Database,
) -> None:
    await cast(database)
    await actions.sign_in(database, a_try(OFFICE), AT)
    for number in range(4):
        await guess(database, Source(f"203.0.113.{number}"), 5)
    with pytest.raises(TooManyTries):
        await actions.sign_in(database, a_try(Source("198.51.100.7")), AT)
    assert await actions.sign_in(database, a_try(OFFICE), AT)


async def test_one_address_cannot_try_every_login(database: Database) -> None:
    await cast(database)
    for number in range(12):
        await guess(database, THIEF, 5, f"nobody{number}")
    with pytest.raises(TooManyTries):
        await actions.sign_in(database, a_try(THIEF), AT)


async def test_success_of_the_officer_does_not_forget_the_thiefs_tries(database: Database) -> None:
    await cast(database)
    await guess(database, THIEF, 4)
    await actions.sign_in(database, a_try(OFFICE), AT)
    await guess(database, THIEF, 1)
    with pytest.raises(TooManyTries):
        await actions.sign_in(database, a_try(THIEF), AT)


@pytest.mark.parametrize(
    ("tries", "shut"),
    [
        (Tries(4, 19, 59, False), False),
        (Tries(5, 5, 5, True), True),
        (Tries(0, 20, 0, False), True),
        (Tries(0, 20, 0, True), False),
        (Tries(0, 0, 60, False), True),
        (Tries(0, 0, 60, True), False),
    ],
)
def test_limits(tries: Tries, shut: bool) -> None:
    assert tries.is_shut is shut


def test_addresses_are_cut_to_what_one_place_shares() -> None:
    assert network_of("192.0.2.7") == "192.0.2.7"
    assert network_of("::ffff:192.0.2.7") == "192.0.2.7"
    assert network_of("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64"
    assert network_of("2001:db8:1:2::9") == "2001:db8:1:2::/64"
    assert network_of("unix") == ""
    agent = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/149.0 Safari/537.36"
    assert browser_of(agent) == "Chrome · Windows"
    assert browser_of("curl/8") == ""


async def present(database: Database, opened: Opened, after: timedelta) -> bool:
    cookies = {SESSION_COOKIE: opened.token}
    return await session.actor_of(cookies, AT + after, database) is not None


async def test_unused_session_ends_and_the_house_is_told(database: Database) -> None:
    await cast(database)
    opened = await actions.sign_in(database, a_try(OFFICE), AT)
    idle = Terms().idle
    assert idle == timedelta(hours=2)
    assert await present(database, opened, idle - MINUTE)
    assert not await present(database, opened, idle)
    assert await keeper.tick(database, AT + idle - MINUTE) == 0
    assert await keeper.tick(database, AT + idle) == 1
    async with database.reading() as conn:
        entries = await journal.read_after(conn, 0)
    ended = [entry.data for entry in entries if entry.type == "session.ended"]
    assert ended == [f'{{"session": {opened.session_id}}}']


async def test_used_session_goes_on_until_its_twelve_hours(database: Database) -> None:
    await cast(database)
    opened = await actions.sign_in(database, a_try(OFFICE), AT)
    for hour in range(1, 12):
        async with database.transaction() as conn:
            await session_store.touch(conn, opened.session_id, AT + timedelta(hours=hour))
    assert await present(database, opened, timedelta(hours=12) - MINUTE)
    assert not await present(database, opened, timedelta(hours=12))


async def test_everybody_ends_their_own_sessions_and_nobody_elses(database: Database) -> None:
    await cast(database)
    first = await actions.sign_in(database, a_try(OFFICE), AT)
    second = await actions.sign_in(database, a_try(THIEF), AT)
    other = await actions.sign_in(database, a_try(OFFICE, login="support"), AT)
    mine = await session.holder_of({SESSION_COOKIE: first.token}, AT, database)
    assert mine is not None
    with pytest.raises(NoSuchSession):
        await factor_actions.end_own_session(database, other.session_id, mine, AT)
    await factor_actions.end_own_session(database, second.session_id, mine, AT)
    assert not await present(database, second, MINUTE)
    third = await actions.sign_in(database, a_try(THIEF), AT)
    assert await factor_actions.end_other_sessions(database, mine, AT) >= 1
    assert not await present(database, third, MINUTE)
    assert await present(database, first, MINUTE)
    assert await present(database, other, MINUTE)


async def test_tries_of_one_login_at_once_are_counted_apart_by_address(
    database: Database,
) -> None:
    await cast(database)
    tries = [
        actions.sign_in(database, a_try(source, "wrong"), AT)
        for source in (OFFICE, THIEF)
        for _ in range(7)
    ]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(result, TooManyTries) for result in results) == 4
    assert lockout.MOST_HERE == 5
