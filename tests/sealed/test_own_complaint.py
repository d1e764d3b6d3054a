"""A citizen files a complaint alone: past no window, under no account, in nobody's sight below."""

import secrets
from typing import Any

import httpx2
import pytest

from command.portal.tries import FILINGS
from tests.sealed.stage import TOWN, WORDS, Stage

PATH = "/api/sealed/own"
WHO = {"name": "甄虚构", "phone": "13800000000"}


async def filed(stage: Stage, *accused: str, key: str = "", **changes: Any) -> httpx2.Response:
    body = {"accused": accused or (TOWN,), "words": WORDS, "reporter": WHO, **changes}
    headers = {"idempotency-key": key or secrets.token_hex(8)}
    return await stage.client.post(PATH, json=body, headers=headers)


async def test_it_reaches_the_unit_above_and_nobody_else_and_the_code_follows_it(
    stage: Stage,
) -> None:
    named = (await stage.client.get("/api/sealed/agencies")).json()["items"]
    assert TOWN in [one["id"] for one in named]
    before = await stage.rows("select seq from journal.counter")
    answer = await filed(stage)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert told["unit"] == "玉山县社会治理中心"
    (matter,) = await stage.listed("leader")
    for who in ("township", "village", "lead", "wall", "auditor"):
        assert set((await stage.seen(who)).values()) == {0}, who
    file = (await stage.get("leader", f"/api/sealed/matters/{matter}")).json()
    assert (file["words"], file["channel"], file["name"]) == (WORDS, "online", "甄**")
    slip = {"receipt": told["receipt"], "code": told["query_code"]}
    own = (await stage.client.post("/api/own", json=slip)).json()
    assert (own["unit"], own["state"]["zh"]) == ("玉山县社会治理中心", "已收件")
    assert await stage.rows("select seq from journal.counter") == before
    (row,) = await stage.rows("select * from audit.entry where what = 'sealed.changed'")
    assert (row["by_id"], row["unit"], row["target"]) == (None, "", f"matter:{matter}")
    assert "sealed" not in (await stage.get("township", "/metrics")).text


async def test_without_a_name_it_is_taken_too(stage: Stage) -> None:
    assert (await filed(stage, reporter=None)).status_code == 201
    (matter,) = await stage.listed("leader")
    file = (await stage.get("leader", f"/api/sealed/matters/{matter}")).json()
    assert (file["name"], file["phone"]) == ("", "")


async def test_a_repeated_key_files_once_and_nobody_else_gets_its_code(stage: Stage) -> None:
    first, again = await filed(stage, key="one-slip-only"), await filed(stage, key="one-slip-only")
    assert first.json() == again.json()
    assert len(await stage.listed("leader")) == 1
    other = await filed(stage, key="one-slip-only", words="另一件事的反映内容(虚构)")
    assert (other.status_code, "query_code" in other.text) == (409, False)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"accused": ["nowhere"]}, "accused[0].agency"),
        ({"accused": ["c361123"]}, "accused"),
        ({"accused": []}, "accused"),
        ({"accused": [TOWN] * 6}, "accused"),
        ({"words": ""}, "words"),
        ({"reporter": {"name": "甄虚构", "phone": "1"}}, "reporter.phone"),
        ({"channel": "window"}, "channel"),
    ],
)
async def test_bad_input_is_refused_by_its_field_and_nothing_is_kept(
    stage: Stage, changes: dict[str, Any], field: str
) -> None:
    answer = await filed(stage, **changes)
    assert (answer.status_code, answer.json()["field"]) == (422, field), answer.text
    assert not await stage.rows("select from sealed.matter")


async def test_one_address_files_so_many_an_hour(stage: Stage) -> None:
    answers = [(await filed(stage, words=f"第{n}次反映(虚构)")).status_code for n in range(FILINGS)]
    assert set(answers) == {201}
    over = await filed(stage)
    assert (over.status_code, over.json()["code"]) == (429, "too-many-tries")


async def test_a_page_of_another_site_files_nothing(stage: Stage) -> None:
    headers = {"idempotency-key": secrets.token_hex(8), "origin": "https://elsewhere.example"}
    body = {"accused": [TOWN], "words": WORDS}
    assert (await stage.client.post(PATH, json=body, headers=headers)).status_code == 403
    assert not await stage.rows("select from sealed.matter")
