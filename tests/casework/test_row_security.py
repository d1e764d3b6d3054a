"""The database itself holds who sees which case, whatever the program asks of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from command.accounts import session_store
from command.accounts.role import Actor
from command.base import db
from command.base.db import Connection
from command.base.problem import NotSignedIn
from command.identity import conflict
from command.identity.conflict import Because, Party
from tests import cast as casting
from tests.casework.stage import Stage
from tests.cast import AT
from tests.ground import KNOWN

TABLES = ("case_file", "part", "deadline", "report", "entry")
BARRED = asyncpg.InsufficientPrivilegeError


async def a_case(stage: Stage) -> int:
    """A wage case in a village, led by the bureau of human resources, with words and a name."""
    case = int((await stage.report())["case"])
    await stage.done("dispatcher", case, "accept")
    return case


async def counted(stage: Stage, actor: Actor | None) -> dict[str, int]:
    """Rows that a statement without any condition finds."""
    async with stage.db.transaction(actor) as conn:
        found = {t: await conn.fetchval(f"select count(*) from casework.{t}") for t in TABLES}
        found["person"] = await conn.fetchval("select count(*) from identity.person")
    return {table: int(count) for table, count in found.items()}


async def test_without_an_actor_the_web_sees_nothing(stage: Stage) -> None:
    await a_case(stage)
    assert set((await counted(stage, None)).values()) == {0}


@pytest.mark.parametrize("who", ["duty", "clerk", "township", "village", "lead", "leader"])
async def test_those_in_reach_see_everything_of_the_case(stage: Stage, who: str) -> None:
    await a_case(stage)
    found = await counted(stage, stage.cast.actor(who))
    assert (found["case_file"], found["report"], found["person"]) == (1, 1, 1)
    assert found["part"] >= 1
    assert found["deadline"] >= 1
    assert found["entry"] >= 1


@pytest.mark.requirement("R11")
@pytest.mark.parametrize(
    "who",
    [
        *("outsider", "other_township", "no_part", "wall"),
        *("system_admin", "security_admin", "auditor"),
    ],
)
async def test_strangers_find_no_row_in_any_table(stage: Stage, who: str) -> None:
    case = await a_case(stage)
    actor = stage.cast.actor(who)
    assert set((await counted(stage, actor)).values()) == {0}
    async with stage.db.transaction(actor) as conn:
        said = await conn.execute(
            "update casework.case_file set title = '改动' where case_id = $1", case
        )
        assert said == "UPDATE 0"


@pytest.mark.parametrize(
    "forged",
    [
        *("361123", "duty", "1", "", "x" * 43, "' or true --", "yushan_house"),
        "\\x00",
    ],
)
async def test_a_forged_setting_is_worth_nothing(stage: Stage, forged: str) -> None:
    await a_case(stage)
    async with stage.db.transaction() as conn:
        for name in ("yushan.session", "yushan.place", "yushan.account", "row_security.place"):
            await conn.execute("select set_config($1, $2, true)", name, forged)
        assert await conn.fetchval("select count(*) from casework.case_file") == 0


async def test_the_hash_that_lies_in_the_database_is_no_token(stage: Stage) -> None:
    await a_case(stage)
    async with stage.db.transaction() as conn:
        hashes = await conn.fetch("select token_hash from accounts.session")
        for row in hashes:
            for text in (row[0].hex(), "\\x" + row[0].hex()):
                assert not await conn.fetchval("select accounts.act($1)", text)
        assert await conn.fetchval("select count(*) from casework.case_file") == 0


async def test_row_security_cannot_be_switched_off(stage: Stage) -> None:
    await a_case(stage)
    async with stage.db.transaction() as conn:
        await conn.execute("set local row_security = off")
        with pytest.raises(BARRED):
            await conn.fetchval("select count(*) from casework.case_file")


@pytest.mark.parametrize(
    "sql",
    [
        "copy casework.case_file to stdout",
        "alter table casework.case_file disable row level security",
        "update accounts.session set account_id = 1",
        "update accounts.session set expires_at = 'infinity'",
        "update accounts.session set token_hash = sha256('mine')",
        "alter table casework.case_file no force row level security",
        "drop policy reach on casework.case_file",
        "set role yushan_house",
        "set session authorization yushan_owner",
        "select * from accounts.present()",
        "select * from identity.conflict",
        "create function pg_temp.f() returns int language sql security definer"
        " as 'select 1'; alter function pg_temp.f() owner to yushan_owner",
        "select pg_read_file('postgresql.conf')",
        "select stavalues1 from pg_statistic",
    ],
)
async def test_ways_around_are_barred(stage: Stage, sql: str) -> None:
    await a_case(stage)
    async with stage.db.transaction() as conn:
        if sql.startswith("copy"):
            assert await _copied(conn) == b""
            return
        with pytest.raises((BARRED, asyncpg.UndefinedFunctionError)):
            await conn.execute(sql)


async def test_a_session_that_has_ended_stays_so(stage: Stage) -> None:
    ended = "update accounts.session set ended_at = $1"
    async with stage.db.transaction() as conn:
        await conn.execute(ended, AT)
    for again in (None, AT + timedelta(days=1)):
        with pytest.raises(BARRED):
            async with stage.db.transaction() as conn:
                await conn.execute(ended, again)


async def _copied(conn: Connection) -> bytes:
    pieces: list[bytes] = []

    async def keep(piece: bytes) -> None:
        pieces.append(piece)

    await conn.copy_from_query("select * from casework.case_file", output=keep)
    return b"".join(pieces)


async def test_statistics_tell_a_stranger_nothing(stage: Stage) -> None:
    await a_case(stage)
    async with stage.house.reading() as conn:
        await conn.execute("analyze casework.case_file")
    async with stage.db.transaction() as conn:
        asked = "select count(*) from pg_stats where schemaname = 'casework'"
        assert await conn.fetchval(asked) == 0


async def test_what_a_policy_asks_leaks_through_no_error(stage: Stage) -> None:
    """A condition that fails on a row it may not see would tell that the row is there."""
    await a_case(stage)
    async with stage.db.transaction(stage.cast.outsider) as conn:
        assert not await conn.fetch("select 1 from casework.case_file where 1 / (level - 3) > 0")
        assert not await conn.fetch("select 1 from casework.report where words::int > 0")


async def test_the_context_ends_with_the_transaction(stage: Stage) -> None:
    await a_case(stage)
    opened = await db.Database.open(stage.db.address, size=1, reserved=0)
    try:
        async with opened.transaction(stage.cast.duty) as conn:
            assert await conn.fetchval("select count(*) from casework.case_file") == 1
        async with opened.reading(stage.cast.duty) as conn:
            assert await conn.fetchval("select count(*) from casework.case_file") == 1
        async with opened.reading() as conn:
            assert await conn.fetchval("select count(*) from casework.case_file") == 0
    finally:
        await opened.close()


async def test_an_ended_session_sees_nothing_more(stage: Stage) -> None:
    await a_case(stage)
    someone = await casting.hire(stage.db, "brief", stage.cast.duty.role, "c361123")
    async with stage.db.transaction(someone.actor) as conn:
        assert await conn.fetchval("select count(*) from casework.case_file") == 1
        async with stage.db.transaction() as other:
            await session_store.end_session(other, someone.actor.session_id, AT)
        assert await conn.fetchval("select count(*) from casework.case_file") == 0
    with pytest.raises(NotSignedIn):
        async with stage.db.transaction(someone.actor):
            raise AssertionError("an ended session opened a transaction")


async def test_a_photo_without_a_case_is_its_takers_alone(stage: Stage) -> None:
    insert = (
        "insert into casework.photo (photo_id, uploaded_by, uploaded_at, width, height, sha256,"
        " jpeg) values ($1, $2, $3, 1, 1, '', '')"
    )
    clerk, duty = stage.cast.clerk, stage.cast.duty
    async with stage.db.transaction(clerk) as conn:
        await conn.execute(insert, "p1", clerk.account_id, AT)
    with pytest.raises(BARRED, match="row-level security"):
        async with stage.db.transaction(clerk) as conn:
            await conn.execute(insert, "p2", duty.account_id, AT)
    for actor, seen in ((clerk, 1), (duty, 0)):
        async with stage.db.transaction(actor) as conn:
            assert await conn.fetchval("select count(*) from casework.photo") == seen


async def test_nobody_writes_into_a_case_out_of_reach(stage: Stage) -> None:
    case = await a_case(stage)
    entry = (
        "insert into casework.entry (case_id, at, type, by_name, by_agency)"
        " values ($1, $2, 'case.progressed', '', '')"
    )
    part = (
        "insert into casework.part (case_id, agency_id, part, officer_id, assigned_at)"
        " values ($1, 'zjj', 'support', 1, $2)"
    )
    for sql in (entry, part):
        with pytest.raises(BARRED, match="row-level security"):
            async with stage.db.transaction(stage.cast.outsider) as conn:
                await conn.execute(sql, case, AT)


# Conflicts


@asynccontextmanager
async def in_conflict(stage: Stage, case: int, **whom: Any) -> AsyncIterator[None]:
    async with stage.db.transaction() as conn:
        await conflict.declare(conn, case, Party(**whom), Because.RELATION, AT, None)
    yield


async def test_a_declared_relation_closes_the_case_to_one_person(stage: Stage) -> None:
    case = await a_case(stage)
    async with in_conflict(stage, case, account_id=stage.cast.lead.account_id):
        assert set((await counted(stage, stage.cast.lead)).values()) == {0}
        assert (await stage.get("lead", f"/api/cases/{case}")).status_code == 404
        page = (await stage.get("lead", "/api/cases")).json()
        assert (page["items"], set(page["counts"].values())) == ([], {0})
        lead2 = stage.cast.actor("lead2")
        assert (await counted(stage, lead2))["case_file"] == 1


async def test_not_found_for_a_conflict_reads_as_for_a_number_never_given(stage: Stage) -> None:
    case = await a_case(stage)
    async with in_conflict(stage, case, account_id=stage.cast.lead.account_id):
        closed = (await stage.get("lead", f"/api/cases/{case}")).text
        absent = (await stage.get("lead", f"/api/cases/{case + 1}")).text
        assert closed.replace(str(case), "N") == absent.replace(str(case + 1), "N")


async def test_a_units_conflict_is_everybodys_under_it(stage: Stage) -> None:
    case = await a_case(stage)
    async with in_conflict(stage, case, agency_id="c361123002"):
        for who, seen in (("township", 0), ("village", 0), ("duty", 1), ("lead", 1)):
            found = await counted(stage, stage.cast.actor(who))
            assert found["case_file"] == seen, who
            assert bool(found["part"]) == bool(seen), who
            assert found["person"] == seen, who


async def test_a_conflict_that_has_ended_closes_nothing(stage: Stage) -> None:
    case = await a_case(stage)
    async with in_conflict(stage, case, account_id=stage.cast.lead.account_id):
        async with stage.house.transaction() as conn:
            await conflict.end(conn, case, AT + timedelta(days=1))
        assert (await counted(stage, stage.cast.lead))["case_file"] == 1


# Other logins


async def test_the_keeper_reads_neither_words_nor_names(stage: Stage) -> None:
    await a_case(stage)
    for sql in (
        "select * from casework.report",
        "select words from casework.entry",
        "select jpeg from casework.photo",
        "select * from identity.person",
        "select password_hash from accounts.account",
        "select token_hash from accounts.session",
    ):
        with pytest.raises(BARRED):
            async with stage.keeper.reading() as conn:
                await conn.fetch(sql)


@pytest.mark.parametrize("login", ["stream", "analysis", "auditor"])
async def test_readers_reach_their_plane_only(stage: Stage, login: str) -> None:
    await a_case(stage)
    conn = await db.connect(getattr(KNOWN[stage.db.address.database], login))
    try:
        for table in (*TABLES, "photo", "task"):
            with pytest.raises(BARRED):
                await conn.fetch(f"select * from casework.{table}")
        for table in ("identity.person", "accounts.account", "accounts.session"):
            with pytest.raises(BARRED):
                await conn.fetch(f"select * from {table}")
        if login == "auditor":
            assert await conn.fetchval("select count(*) from audit.line") is not None
        else:
            assert await conn.fetchval("select count(*) from incident.case_file") == 1
    finally:
        await conn.close()
