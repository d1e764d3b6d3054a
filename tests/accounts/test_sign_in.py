"""Signing in: right, wrong, too often; sessions that end, expire, are forged or planted."""

import asyncio
from datetime import datetime, timedelta

import pytest

from command.accounts import actions, password, session, session_store, store
from command.accounts.account import NewAccount
from command.accounts.actions import Attempt, Opened, WrongPassword
from command.accounts.presence import Presence
from command.accounts.role import Actor, Role
from command.accounts.session import SESSION_COOKIE, SESSION_LIFE
from command.accounts.source import Door, Terms
from command.base import journal
from command.base.db import Database
from command.base.event import SYSTEM
from command.base.problem import TooManyTries
from tests.cast import AT, PASSWORD, cast, kiosk, load_ground

RIGHT = Attempt("lead", PASSWORD)
WRONG = Attempt("lead", "not the password")
MINUTE = timedelta(minutes=1)


async def present(database: Database, token: str, at: datetime = AT) -> Presence | None:
    return await session.actor_of({SESSION_COOKIE: token}, at, database)


async def ended(database: Database) -> list[tuple[str, tuple[str, ...], str]]:
    """What the house was told, in order."""
    async with database.reading() as conn:
        entries = await journal.read_after(conn, 0)
    return [(e.data, e.audience, e.place) for e in entries if e.type == "session.ended"]


@pytest.mark.parametrize("typed", ["lead", " LEAD ", "\uff4c\uff45\uff41\uff44"])
async def test_right_password_opens_a_session_of_twelve_hours(
    database: Database, typed: str
) -> None:
    people = await cast(database)
    opened = await actions.sign_in(database, Attempt(typed, PASSWORD), AT)
    found = await present(database, opened.token)
    assert found is not None
    assert found.actor.account_id == people.lead.account_id
    assert (found.expires_at, found.county) == (AT + SESSION_LIFE, "361123")
    assert timedelta(hours=12) == SESSION_LIFE


async def test_session_holds_until_its_last_moment_and_not_longer(database: Database) -> None:
    await cast(database)
    restless = Door(terms=Terms(idle=None))
    attempt = Attempt("lead", PASSWORD, door=restless)
    token = (await actions.sign_in(database, attempt, AT)).token
    last = AT + SESSION_LIFE - timedelta(microseconds=1)
    assert await present(database, token, last) is not None
    assert await present(database, token, AT + SESSION_LIFE) is None


@pytest.mark.parametrize(
    "wrong",
    [
        WRONG,
        Attempt("lead", ""),
        Attempt("nobody-here", PASSWORD),
        Attempt("", PASSWORD),
        Attempt("lead' or 1=1 --", PASSWORD),
        Attempt("lead", PASSWORD + "x"),
    ],
)
async def test_every_failure_looks_the_same(database: Database, wrong: Attempt) -> None:
    await cast(database)
    with pytest.raises(WrongPassword) as refusal:
        await actions.sign_in(database, wrong, AT)
    assert (refusal.value.status, refusal.value.code) == (401, "wrong-password")
    assert refusal.value.detail == WrongPassword().detail


async def test_account_without_a_password_lets_nobody_in(database: Database) -> None:
    await load_ground(database)
    new = NewAccount("invited", "测试某", Role.AGENCY_OFFICER, "rsj")
    await actions.create_account(database, new, None, None, AT)
    for guess in ("", "None", "nobody has this password"):
        with pytest.raises(WrongPassword):
            await actions.sign_in(database, Attempt("invited", guess), AT)


async def test_five_failures_shut_the_login_for_a_quarter_of_an_hour(database: Database) -> None:
    await cast(database)
    for second in range(5):
        with pytest.raises(WrongPassword):
            await actions.sign_in(database, WRONG, AT + timedelta(seconds=second))
    for at in (AT + MINUTE, AT + 15 * MINUTE - timedelta(seconds=1)):
        with pytest.raises(TooManyTries):
            await actions.sign_in(database, RIGHT, at)
    await actions.sign_in(database, Attempt("support", PASSWORD), AT + MINUTE)
    # Refused tries do not prolong it: the first failure is forgotten after 15 minutes.
    assert await actions.sign_in(database, RIGHT, AT + 15 * MINUTE)


async def test_unknown_login_is_shut_like_a_known_one(database: Database) -> None:
    await cast(database)
    for _ in range(5):
        with pytest.raises(WrongPassword):
            await actions.sign_in(database, Attempt("nobody", PASSWORD), AT)
    with pytest.raises(TooManyTries):
        await actions.sign_in(database, Attempt("NOBODY ", PASSWORD), AT)


async def test_signing_in_forgets_earlier_failures(database: Database) -> None:
    await cast(database)
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(WrongPassword):
                await actions.sign_in(database, WRONG, AT)
        await actions.sign_in(database, RIGHT, AT)


async def test_many_guesses_at_once_are_still_five(database: Database) -> None:
    await cast(database)
    tries = [actions.sign_in(database, WRONG, AT) for _ in range(12)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(result, WrongPassword) for result in results) == 5
    assert sum(isinstance(result, TooManyTries) for result in results) == 7


async def test_try_waits_for_the_tries_of_its_login_that_are_not_counted_yet(
    database: Database,
) -> None:
    await cast(database)
    async with database.transaction() as conn:
        counted = session_store.Counted("lead", "", AT - MINUTE, AT - MINUTE)
        for _ in range(5):
            await session_store.claim_try(conn, counted, AT)
        trying = asyncio.create_task(actions.sign_in(database, RIGHT, AT))
        await _until_somebody_waits(database, trying)
    with pytest.raises(TooManyTries):
        await trying


async def _until_somebody_waits(database: Database, trying: "asyncio.Task[Opened]") -> None:
    async with asyncio.timeout(10), database.reading() as conn:
        while not await conn.fetchval(
            "select exists (select from pg_locks where locktype = 'advisory' and not granted"
            " and database = (select oid from pg_database where datname = current_database()))"
        ):
            assert not trying.done(), "did not wait"


async def test_password_changed_while_it_was_checked_opens_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = await cast(database)
    check = password.matches

    async def slow(secret: str, kept: str | None) -> bool:
        right = await check(secret, kept)
        async with database.transaction() as conn:
            await store.save_password(conn, people.lead.account_id, "another")
        return right

    monkeypatch.setattr(password, "matches", slow)
    with pytest.raises(WrongPassword):
        await actions.sign_in(database, RIGHT, AT)


async def test_old_tries_are_not_kept(database: Database) -> None:
    await cast(database)
    for number in range(3):
        with pytest.raises(WrongPassword):
            await actions.sign_in(database, Attempt(f"guess{number}", "x"), AT)
    with pytest.raises(WrongPassword):
        await actions.sign_in(database, WRONG, AT + 15 * MINUTE)
    async with database.reading() as conn:
        assert await conn.fetchval("select count(*) from accounts.failed_sign_in") == 1


async def test_signing_out_ends_this_session_only_and_tells_the_house(database: Database) -> None:
    await cast(database)
    first = await actions.sign_in(database, RIGHT, AT)
    second = await actions.sign_in(database, RIGHT, AT)
    here = await present(database, first.token)
    assert here is not None
    await actions.sign_out(database, here, AT + MINUTE)
    await actions.sign_out(database, here, AT + MINUTE)
    assert await present(database, first.token, AT + MINUTE) is None
    assert await present(database, second.token, AT + MINUTE) is not None
    data = f'{{"session": {first.session_id}}}'
    assert await ended(database) == [(data, (SYSTEM,), "361123")]


async def test_signing_in_ends_the_session_the_browser_held(database: Database) -> None:
    """A session planted by somebody else before is worth nothing afterwards."""
    await cast(database)
    planted = await actions.sign_in(database, Attempt("outsider", PASSWORD), AT)
    held = await present(database, planted.token)
    opened = await actions.sign_in(database, RIGHT, AT, replacing=held)
    assert opened.token != planted.token
    assert await present(database, planted.token) is None
    assert [data for data, _, _ in await ended(database)] == [
        f'{{"session": {planted.session_id}}}'
    ]


async def test_disabled_account_is_out_at_once_everywhere(database: Database) -> None:
    people = await cast(database)
    opened = await actions.sign_in(database, RIGHT, AT)
    await actions.disable_account(database, people.lead.account_id, people.security_admin, AT)
    assert await present(database, opened.token) is None
    with pytest.raises(WrongPassword):
        await actions.sign_in(database, RIGHT, AT)
    data = f'{{"account": {people.lead.account_id}}}'
    assert await ended(database) == [(data, (SYSTEM,), "361123")]
    await actions.disable_account(database, people.lead.account_id, None, AT)
    assert len(await ended(database)) == 1


async def test_demo_account_opens_on_localhost_only(database: Database) -> None:
    await load_ground(database)
    new = NewAccount("show", "演示某", Role.AGENCY_OFFICER, "rsj", is_demo=True)
    await actions.create_account(database, new, PASSWORD, None, AT)
    with pytest.raises(WrongPassword):
        await actions.sign_in(database, Attempt("show", PASSWORD), AT)
    assert await actions.sign_in(database, Attempt("show", PASSWORD, demo_allowed=True), AT)


@pytest.mark.parametrize("forged", ["", "x", "a" * 43, "é" * 43, "a" * 5000, "' or true --"])
async def test_forged_cookie_is_nobody(database: Database, forged: str) -> None:
    await cast(database)
    assert await present(database, forged) is None


async def test_cookie_of_a_person_is_no_walls_and_the_other_way_round(database: Database) -> None:
    await cast(database)
    opened = await actions.sign_in(database, RIGHT, AT)
    _, wall = await kiosk(database, "361123")
    name, walls_token = wall.cookie.split("=")
    assert await session.actor_of({name: opened.token}, AT, database) is None
    assert await session.actor_of({SESSION_COOKIE: walls_token}, AT, database) is None


async def test_database_never_holds_a_token(database: Database) -> None:
    await cast(database)
    opened = await actions.sign_in(database, RIGHT, AT)
    async with database.reading() as conn:
        rows = await conn.fetch("select s::text as line from accounts.session s")
        kept = await conn.fetchval("select token_hash from accounts.session order by 1 limit 1")
    assert not [row for row in rows if opened.token in row["line"]]
    assert len(kept) == 32


async def test_person_is_seen_before_the_wall_of_the_same_browser(database: Database) -> None:
    await cast(database)
    opened = await actions.sign_in(database, RIGHT, AT)
    _, wall = await kiosk(database, "361123")
    name, walls_token = wall.cookie.split("=")
    cookies = {SESSION_COOKIE: opened.token, name: walls_token}
    found = await session.actor_of(cookies, AT, database)
    assert found is not None
    assert found.actor.role is Role.AGENCY_OFFICER
    cookies[SESSION_COOKIE] = "a" * 43
    left = await session.actor_of(cookies, AT, database)
    assert left is not None
    assert left.actor.role is Role.KIOSK


def test_ending_is_recognised_by_the_socket_it_concerns_only() -> None:
    someone = Actor(1, "someone", "某某", Role.DUTY_OFFICER, "c361123", "县中心", "361123")
    person = Presence(someone, 5, None, AT, "361123")
    assert person.is_ended_by({"session": 5})
    assert person.is_ended_by({"account": 1})
    assert not person.is_ended_by({"session": 1})
    assert not person.is_ended_by({"kiosk": None})
    assert not person.is_ended_by("session")
