"""A complaint from the window to the visit; who sees it, and who never does."""

import asyncio
import secrets
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from command.accounts import posting_actions
from command.accounts.role import Role
from command.base import db
from tests.cast import AT
from tests.ground import KNOWN
from tests.sealed.stage import HAMLET, TOWN, WAIT_SECONDS, WORDS, Stage, a_complaint, listening

COUNTY = ("duty", "leader", "supervisor")
TABLES = ("matter", "accused", "entry", "transfer", "event", "counter", "recusal")
BARRED = asyncpg.InsufficientPrivilegeError


async def test_from_the_window_to_the_visit(stage: Stage) -> None:
    key = secrets.token_hex(8)
    first = await stage.post("clerk", "/api/sealed/complaints", a_complaint(TOWN), key)
    again = await stage.post("clerk", "/api/sealed/complaints", a_complaint(TOWN), key)
    assert (first.status_code, first.json()) == (201, again.json())
    assert first.json()["unit"] == "玉山县社会治理中心"
    (matter,) = await stage.listed("leader")
    told = await stage.done("leader", matter, "accept")
    assert (told["state"], told["version"]) == ("handling", 2)
    await stage.done("duty", matter, "note", words="已调取账目")
    await stage.done("duty", matter, "answer", words="少发的三户已补发")
    same = await stage.do("duty", matter, "close", satisfaction="satisfied", words="满意")
    assert (same.status_code, same.json()["code"]) == (422, "same-person")
    unhappy = {"satisfaction": "dissatisfied", "words": "账目仍未公开"}
    assert (await stage.done("leader", matter, "close", **unhappy))["state"] == "handling"
    await stage.done("duty", matter, "answer", words="账目已公开")
    closed = await stage.done("leader", matter, "close", satisfaction="satisfied", words="满意")
    assert closed["state"] == "closed"
    file = (await stage.get("supervisor", f"/api/sealed/matters/{matter}")).json()
    assert (file["words"], file["name"], file["phone"]) == (WORDS, "甄**", "138****0000")
    assert [one["deed"] for one in file["entries"]] == [
        *("accept", "note", "answer", "close", "answer", "close")
    ]
    late = await stage.do("leader", matter, "note", words="再记一笔")
    assert (late.status_code, late.json()["code"]) == (409, "wrong-step")


async def test_the_lane_has_numbers_of_its_own_and_moves_no_other(stage: Stage) -> None:
    async def others() -> list[Any]:
        sql = "select seq from journal.counter"
        return [dict(row) for row in await stage.rows(sql)] + [
            dict(row)
            for row in await stage.rows(
                "select (select count(*) from journal.event) as events,"
                " (select last_value from casework.case_file_case_id_seq) as cases,"
                " (select last_value from casework.entry_entry_id_seq) as entries"
            )
        ]

    before = await others()
    matter = await stage.file(TOWN)
    await stage.done("leader", matter, "accept")
    await stage.done("leader", matter, "accuse", accused=[{"agency": "rsj"}])
    assert await others() == before
    rows = await stage.rows("select seq, type, matter from sealed.event order by seq")
    assert [(row["seq"], row["type"]) for row in rows] == [
        *((1, "sealed.file"), (2, "sealed.accept"), (3, "sealed.accuse"))
    ]
    assert {row["matter"] for row in rows} == {matter}


async def test_what_lies_in_the_tables_is_sealed(stage: Stage) -> None:
    matter = await stage.file(TOWN)
    await stage.done("leader", matter, "note", words="甄虚构来电补充")
    for table in TABLES:
        text = str([dict(row) for row in await stage.rows(f"select * from sealed.{table}")])
        for hidden in ("甄虚构", "13800000000", "征地", WORDS[:6].encode().hex()):
            assert hidden not in text, table
    kept = str(await stage.rows("select convert_from(reply, 'UTF8') from base.request_key"))
    assert "征地" not in kept
    assert "甄虚构" not in kept


@pytest.mark.parametrize(
    ("accused", "entitled", "closed"),
    [
        ((TOWN,), COUNTY, ("township", "township2", "lead", "outsider")),
        ((HAMLET,), ("township", "township2"), ("duty", "leader", "lead")),
        (("rsj",), COUNTY, ("lead", "support", "township")),
        ((HAMLET, TOWN), COUNTY, ("township", "lead")),
    ],
)
async def test_the_unit_above_sees_it_and_nobody_else(
    stage: Stage, accused: tuple[str, ...], entitled: tuple[str, ...], closed: tuple[str, ...]
) -> None:
    matter = await stage.file(*accused)
    for who in entitled:
        assert await stage.listed(who) == [matter], who
        assert (await stage.get(who, f"/api/sealed/matters/{matter}")).status_code == 200
    for who in closed:
        assert await stage.listed(who) == [], who
        assert (await stage.get(who, f"/api/sealed/matters/{matter}")).status_code == 404, who
    for who in (*closed, "village", "wall", "auditor", "system_admin", "security_admin"):
        assert set((await stage.seen(who)).values()) == {0}, who


async def test_the_window_does_not_see_what_it_wrote_down(stage: Stage) -> None:
    await stage.file(TOWN, who="township")
    assert set((await stage.seen("township")).values()) == {0}
    refused = await stage.post("clerk", "/api/sealed/complaints", a_complaint("c361123"))
    assert (refused.status_code, refused.json()["code"]) == (422, "nobody-above")


async def test_not_found_reads_as_for_a_matter_never_filed(stage: Stage) -> None:
    matter = await stage.file(TOWN)
    for path, body in (("", None), ("/note", {"version": 1, "words": "测试"})):
        told = []
        for one in (matter, "0" * 16):
            url = f"/api/sealed/matters/{one}{path}"
            if body is None:
                answer = await stage.get("township", url)
            else:
                answer = await stage.post("township", url, body)
            told.append({**answer.json(), "request": "", "status": answer.status_code})
        assert told[0] == told[1]
        assert told[0]["status"] == 404


# Conflicts


async def test_a_declared_relation_closes_it_to_one_person(stage: Stage) -> None:
    matter = await stage.file(TOWN)
    answer = await stage.post("duty", "/api/sealed/relations", {"agency": TOWN})
    assert answer.status_code == 204
    assert await stage.listed("duty") == []
    assert await stage.listed("leader") == [matter]
    own = (await stage.get("duty", "/api/sealed/relations")).json()["items"]
    assert [one["agency_id"] for one in own] == [TOWN]
    assert (await stage.get("leader", "/api/sealed/relations")).json()["items"] == []


@pytest.mark.parametrize("who_declares", ["duty", "township"])
async def test_a_relation_to_an_accused_official_closes_it_from_either_side(
    stage: Stage, who_declares: str
) -> None:
    official = stage.cast.township.account_id
    matter = await stage.file(accused=[{"agency": TOWN, "account": official}])
    other = {"duty": official, "township": stage.cast.duty.account_id}[who_declares]
    declared = await stage.post(who_declares, "/api/sealed/relations", {"account": other})
    assert declared.status_code == 204
    assert await stage.listed("duty") == []
    assert await stage.listed("leader") == [matter]


async def test_a_former_unit_closes_it_for_three_years(stage: Stage) -> None:
    moved = stage.cast.person("township2").actor
    await posting_actions.change_posting(
        stage.db,
        moved.account_id,
        Role.DUTY_OFFICER,
        "c361123",
        stage.cast.security_admin,
        AT + timedelta(hours=1),
    )
    answer = await stage.client.post(
        "/api/session", json={"login": "township2", "password": "七里街的老槐树-1958"}
    )
    assert answer.status_code == 200, answer.text
    cookie = answer.headers["set-cookie"].partition(";")[0]

    async def listed() -> list[str]:
        page = await stage.client.get("/api/sealed/matters", headers={"cookie": cookie})
        return [one["matter"] for one in page.json()["matters"]]

    matter = await stage.file(TOWN)
    assert await listed() == []
    async with stage.house.transaction() as conn:
        await conn.execute(
            "update accounts.former_posting set left_at = now() - interval '3 years 1 day'"
        )
    assert await listed() == [matter]


async def test_whoever_recuses_themselves_has_lost_it(stage: Stage) -> None:
    matter = await stage.file(TOWN)
    await stage.done("duty", matter, "recuse")
    assert await stage.listed("duty") == []
    assert await stage.listed("leader") == [matter]
    assert (await stage.do("duty", matter, "note", words="测试")).status_code == 404


async def test_more_accused_ends_access_at_once_and_moves_it_up(stage: Stage) -> None:
    matter = await stage.file(HAMLET)
    await stage.done("township", matter, "accept")
    told = await stage.done("township", matter, "accuse", accused=[{"agency": TOWN}])
    assert told["state"] == "filed"
    assert await stage.listed("township") == []
    assert await stage.listed("leader") == [matter]
    assert set((await stage.seen("township")).values()) == {0}


async def test_an_open_socket_loses_it_with_the_next_frame(stage: Stage) -> None:
    matter = await stage.file(HAMLET)
    async with listening(stage, "/sealed/live", "township") as ear:
        assert (await ear.message())["type"] == "websocket.accept"
        first = await ear.frame()
        assert [one["id"] for one in first["items"]] == [matter]
        await stage.done("township2", matter, "accuse", accused=[{"agency": TOWN}])
        assert (await ear.frame()) == {"type": "open", "items": []}


@pytest.mark.parametrize("who", ["wall", "village", "clerk", "auditor"])
async def test_the_socket_opens_for_nobody_else(stage: Stage, who: str) -> None:
    async with listening(stage, "/sealed/live", who) as ear:
        assert (await ear.message())["type"] == "websocket.close"


async def test_the_socket_closes_with_its_session(stage: Stage) -> None:
    async with listening(stage, "/sealed/live", "leader") as ear:
        assert (await ear.message())["type"] == "websocket.accept"
        await ear.frame()
        async with stage.house.transaction() as conn:
            await conn.execute("update accounts.session set ended_at = now()")
        async with asyncio.timeout(WAIT_SECONDS):
            assert (await ear.message())["code"] == 4001


async def test_a_stream_that_a_person_opens_or_is_refused_is_on_record(stage: Stage) -> None:
    doors = [
        ("duty", "/live", "v=1", "websocket.accept"),
        ("leader", "/sealed/live", "", "websocket.accept"),
        ("wall", "/live", "v=1", "websocket.accept"),
        ("clerk", "/sealed/live", "", "websocket.close"),
        ("clerk", "/live", "v=1&scope=990000", "websocket.close"),
    ]
    for who, path, query, told in doors:
        async with listening(stage, path, who, query) as ear:
            assert (await ear.message())["type"] == told
    rows = await stage.rows("select what, by_id, unit, target from audit.entry order by entry_id")
    me = {who: stage.cast.person(who).actor.account_id for who in ("duty", "leader", "clerk")}
    assert [tuple(row) for row in rows] == [
        ("stream.opened", me["duty"], "c361123", "GET /live"),
        ("stream.opened", me["leader"], "c361123", "GET /sealed/live"),
        ("access.refused", me["clerk"], "c361123", "GET /sealed/live"),
        ("access.refused", me["clerk"], "c361123", "GET /live"),
    ]


# The complainant's field


async def test_a_field_is_opened_for_a_purpose_and_on_record(stage: Stage) -> None:
    matter = await stage.file(TOWN)
    path, wish = f"/api/sealed/matters/{matter}/reveal", {"field": "phone", "purpose": "contact"}
    answer = await stage.post("leader", path, wish)
    assert answer.json() == {"field": "phone", "value": "13800000000", "left": 19}
    assert (await stage.post("township", path, wish)).status_code == 404
    (row,) = await stage.rows("select * from audit.entry where target = 'field:phone'")
    assert (row["what"], row["purpose"], row["unit"]) == ("sealed.read", "contact", "c361123")
    for _ in range(19):
        await stage.post("leader", path, wish)
    over = await stage.post("leader", path, wish)
    assert (over.status_code, over.json()["code"]) == (429, "quota-used")
    opened = await stage.rows("select count(*) as n from sealed.opening")
    assert opened[0]["n"] == 20


# The database


@pytest.mark.parametrize(
    "sql",
    [
        *("select * from sealed.event", "select * from sealed.counter"),
        *("select * from sealed.recusal", "select * from accounts.former_posting"),
        "update sealed.matter set handling = 'rsj'",
        "insert into sealed.matter (matter) values ('0')",
        "insert into sealed.accused (matter, agency_id, since) values ('0', 'rsj', now())",
        "delete from sealed.accused",
        "delete from sealed.relation",
        "select sealed.add_accused('0', '{rsj}', '{1}', now())",
    ],
)
async def test_ways_around_are_barred(stage: Stage, sql: str) -> None:
    with pytest.raises(BARRED):
        async with stage.db.transaction(stage.cast.leader) as conn:
            await conn.execute(sql)


async def test_a_guessed_matter_is_no_oracle(stage: Stage) -> None:
    """A row for a matter that is there and for one that is not: the same refusal."""
    matter = await stage.file(TOWN)
    me = stage.cast.township
    said = []
    for one in (matter, "0" * 16):
        with pytest.raises(BARRED) as refused:
            async with stage.db.transaction(me) as conn:
                await conn.execute(
                    "insert into sealed.entry (matter, at, deed, by_id, by_name)"
                    " values ($1, $2, 'note', $3, '')",
                    *(one, AT, me.account_id),
                )
        said.append(str(refused.value))
    assert said[0] == said[1]
    async with stage.db.transaction(me) as conn:
        asked = "select sealed.accuse($1, 1, '{rsj}', '{null}', 'c361123', 'filed', now())"
        assert not await conn.fetchval(asked, matter)
        assert not await conn.fetchval(asked, "0" * 16)


@pytest.mark.parametrize("login", ["keeper", "stream", "hall", "auditor", "analysis"])
async def test_no_other_login_enters_the_schema(stage: Stage, login: str) -> None:
    conn = await db.connect(getattr(KNOWN[stage.db.address.database], login))
    try:
        for table in TABLES:
            with pytest.raises(BARRED):
                await conn.fetch(f"select * from sealed.{table}")
    finally:
        await conn.close()


async def test_every_deed_is_on_record_and_the_figures_tell_nothing(stage: Stage) -> None:
    matter = await stage.file(TOWN)
    await stage.get("leader", f"/api/sealed/matters/{matter}")
    await stage.get("township", f"/api/sealed/matters/{matter}")
    rows = await stage.rows("select what, by_id, target, detail from audit.entry order by entry_id")
    told = [(row["what"], row["by_id"]) for row in rows]
    cast = stage.cast
    assert ("sealed.changed", cast.clerk.account_id) in told
    assert ("sealed.read", cast.leader.account_id) in told
    assert ("access.refused", cast.township.account_id) in told
    assert sum(matter in row["detail"] for row in rows) == 2
    figures = (await stage.get("township", "/metrics")).text
    assert "yushan_requests_total" in figures
    assert "sealed" not in figures
