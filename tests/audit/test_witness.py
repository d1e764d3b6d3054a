"""What the HTTP frame puts on record, seen through the whole app and the auditor's own page."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette

from command.app import create_app
from command.audit import keeper
from command.audit.witness import STRANGERS, Allowance
from command.base.addresses import Addresses
from command.base.db import Database
from command.base.settings import Settings
from tests import cast as casting
from tests import vaults
from tests.audit.stage import AT
from tests.casework.stage import a_report
from tests.cast import PASSWORD, Cast

WORDS = "报告人的原话不进审计"
REPORTER = {"name": "司马虚构", "phone": "13800001234"}


@dataclass(frozen=True, slots=True)
class Centre:
    """The whole app without its loops, and what lies in its audit."""

    app: Starlette
    client: httpx2.AsyncClient
    cast: Cast
    reader: Database
    chainer: Database

    async def get(self, who: str | None, path: str, **more: str) -> httpx2.Response:
        headers = {**(self.cast.headers(who) if who else {}), **more}
        return await self.client.get(path, headers=headers)

    async def post(self, who: str | None, path: str, body: Any, **more: str) -> httpx2.Response:
        own = self.cast.headers(who) if who else {}
        headers = {**own, "idempotency-key": "one-key-for-all", **more}
        return await self.client.post(path, json=body, headers=headers)

    async def rows(self, what: str | None = None) -> list[dict[str, Any]]:
        """Every row, oldest first."""
        async with self.reader.reading() as conn:
            found = await conn.fetch("select * from audit.line order by entry_id")
        return [dict(row) for row in found if what in (None, row["what"])]

    async def case(self) -> int:
        body = a_report(kind="incident", words=WORDS, reporter=REPORTER)
        answer = await self.post("clerk", "/api/reports", body)
        assert answer.status_code == 201, answer.text
        return int(answer.json()["case"])


@pytest.fixture
async def centre(database: Database, fresh: Addresses, tmp_path: Path) -> AsyncIterator[Centre]:
    people = await casting.cast(database)
    app = create_app(Settings(data=tmp_path), fresh, vault=vaults.shared(), loops=False)
    transport = httpx2.ASGITransport(app=app)
    chainer = await Database.open(fresh.keeper, size=2, reserved=0)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client,
    ):
        yield Centre(app, client, people, app.state.audit, chainer)
    await chainer.close()


async def test_a_case_that_is_read_is_on_record_once_with_who_and_where(centre: Centre) -> None:
    case = await centre.case()
    assert (await centre.get("duty", f"/api/cases/{case}")).status_code == 200
    (row,) = await centre.rows("case.read")
    assert (row["by_id"], row["unit"]) == (centre.cast.duty.account_id, "c361123")
    assert (row["case_id"], row["target"]) == (case, "GET /api/cases/{case_id:int}")


async def test_a_list_is_one_row_a_request(centre: Centre) -> None:
    await centre.case()
    for _ in range(2):
        assert (await centre.get("duty", "/api/cases")).status_code == 200
    assert [row["target"] for row in await centre.rows("list.read")] == ["GET /api/cases"] * 2


async def test_what_is_open_to_all_leaves_no_row(centre: Centre) -> None:
    before = len(await centre.rows())
    for path in ("/version", "/api/places", "/api/taxonomy", "/map/counts", "/api/session"):
        assert (await centre.get("duty", path)).status_code == 200
    assert len(await centre.rows()) == before


async def test_a_stranger_to_a_case_and_a_made_up_number_leave_rows_alike(centre: Centre) -> None:
    case = await centre.case()
    for wanted in (case, case + 1000):
        assert (await centre.get("outsider", f"/api/cases/{wanted}")).status_code == 404
    rows = await centre.rows("access.refused")
    assert [row["case_id"] for row in rows] == [case, case + 1000]
    told = [json.loads(row["detail"]) for row in rows]
    assert {(one["status"], one["code"]) for one in told} == {(404, "not-found")}
    assert {row["by_id"] for row in rows} == {centre.cast.outsider.account_id}
    assert await centre.rows("case.read") == []


@pytest.mark.requirement("R38")
async def test_a_deed_the_role_may_not_do_is_on_record(centre: Centre) -> None:
    case = await centre.case()
    answer = await centre.post("leader", f"/api/cases/{case}/close", {"version": 1})
    assert answer.status_code == 403
    (row,) = await centre.rows("access.refused")
    assert row["target"] == "POST /api/cases/{case_id:int}/close"
    assert row["by_id"] == centre.cast.leader.account_id


async def test_a_write_from_another_site_is_on_record(centre: Centre) -> None:
    foreign = {"origin": "https://elsewhere.example"}
    answer = await centre.post("duty", "/api/reports", a_report(), **foreign)
    assert answer.status_code == 403
    (row,) = await centre.rows("access.refused")
    assert row["target"] == "POST /api/reports"


async def test_a_wrong_password_and_a_right_one_are_on_record(centre: Centre) -> None:
    login = {"login": "duty", "password": "not it at all"}
    assert (await centre.post(None, "/api/session", login)).status_code == 401
    assert [row["by_id"] for row in await centre.rows("session.refused")] == [
        centre.cast.duty.account_id
    ]
    answer = await centre.post(None, "/api/session", {"login": "duty", "password": PASSWORD})
    assert answer.status_code == 200
    assert len(await centre.rows("session.opened")) == 1


async def test_no_row_holds_what_people_said_or_are_called(centre: Centre) -> None:
    case = await centre.case()
    await centre.get("duty", f"/api/cases/{case}")
    await centre.get("duty", "/api/cases?q=司马虚构")
    await centre.get("duty", "/api/cases?q=13800001234")
    told = json.dumps(await centre.rows(), default=str, ensure_ascii=False)
    assert [word for word in (WORDS, *REPORTER.values(), "司马") if word in told] == []


async def test_without_a_record_there_is_no_answer(centre: Centre) -> None:
    case = await centre.case()
    kept = centre.app.state.db
    closed = await Database.open(kept.address, size=1, reserved=0)
    await closed.close()
    centre.app.state.db = _Deaf(kept, closed)
    for who, path in (("duty", f"/api/cases/{case}"), ("outsider", f"/api/cases/{case}")):
        answer = await centre.get(who, path)
        assert (answer.status_code, answer.json()["code"]) == (503, "database-busy")


class _Deaf:
    """Serves people, and has no connection for the record, which names no actor."""

    def __init__(self, real: Database, closed: Database) -> None:
        self.reading = lambda actor=None: (real if actor else closed).reading(actor)
        self.snapshot = real.snapshot
        self.transaction = real.transaction


async def test_strangers_cannot_flood_the_audit(centre: Centre) -> None:
    wanted = [centre.get(None, f"/wall?kiosk={'x' * 43}") for _ in range(STRANGERS + 20)]
    answers = await asyncio.gather(*wanted)
    assert {one.status_code for one in answers} == {404}
    assert len(await centre.rows("access.refused")) == STRANGERS


def test_what_was_left_out_is_told_with_the_next_row() -> None:
    allowance = Allowance(2)
    assert [allowance.take(AT) for _ in range(5)] == [0, 0, None, None, None]
    assert allowance.take(AT + timedelta(minutes=1)) == 3
    assert allowance.take(AT + timedelta(minutes=1)) == 0


# The auditor's view


async def test_only_the_auditor_reads_the_audit(centre: Centre) -> None:
    paths = ["/api/audit", "/api/audit/check", "/api/audit/export", "/api/audit/checkpoint"]
    for path in paths:
        for person in centre.cast:
            login = person.actor.login
            if login != "auditor":
                assert (await centre.get(login, path)).status_code == 403, (login, path)
        assert (await centre.get(None, path)).status_code == 401


async def test_rows_are_found_by_account_case_and_deed(centre: Centre) -> None:
    case = await centre.case()
    await centre.get("duty", f"/api/cases/{case}")
    await centre.get("outsider", f"/api/cases/{case}")
    duty = centre.cast.duty.account_id

    async def found(query: str) -> list[str]:
        answer = await centre.get("auditor", f"/api/audit?{query}")
        assert answer.status_code == 200, answer.text
        return [row["what"] for row in answer.json()["items"]]

    assert await found(f"case={case}") == ["access.refused", "case.read"]
    assert await found(f"case={case}&actor={duty}") == ["case.read"]
    assert await found("what=access.refused") == ["access.refused"]
    assert "audit.read" in await found(f"actor={centre.cast.auditor.account_id}")
    assert (await centre.get("auditor", "/api/audit?what=nothing.known")).status_code == 422


async def test_pages_go_on_without_a_double(centre: Centre) -> None:
    for _ in range(130):
        await centre.get("duty", "/api/cases")
    first = (await centre.get("auditor", "/api/audit")).json()
    second = (await centre.get("auditor", f"/api/audit?after={first['next']}")).json()
    rows = [row["row"] for row in (*first["items"], *second["items"])]
    assert rows == sorted(set(rows), reverse=True)
    assert len(first["items"]) == 100
    assert len(rows) >= 130


async def test_the_state_of_the_chain_is_told_and_checked(centre: Centre) -> None:
    await centre.get("duty", "/api/cases")
    state = (await centre.get("auditor", "/api/audit")).json()["state"]
    assert (state["seq"], state["waiting"], state["signed"]) == (0, 1, None)
    assert (await centre.get("auditor", "/api/audit/checkpoint")).status_code == 404
    await keeper.sign_now(centre.chainer, centre.app.state.signer, AT)
    state = (await centre.get("auditor", "/api/audit")).json()["state"]
    checked = (await centre.get("auditor", "/api/audit/check")).json()
    assert checked["sound"] is True
    assert checked["anchored"] == state["signed"]["seq"] == state["seq"] > 1
