"""By receipt number and query code: how far it is, and which units opened one's identity."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from command.base.addresses import Addresses
from command.base.problem import TooManyTries
from command.portal.tries import ADDRESSES, Tries
from tests.casework.stage import a_report
from tests.cast import AT
from tests.sealed import stage as staging
from tests.sealed.stage import TOWN, Stage, a_complaint


@pytest.fixture
async def stage(fresh: Addresses, tmp_path: Path) -> AsyncIterator[Stage]:
    async with staging.opened(fresh, tmp_path) as opened:
        yield opened


async def own(stage: Stage, receipt: str, code: str) -> httpx2.Response:
    body = {"receipt": receipt, "code": code}
    return await stage.client.post("/api/own", json=body)


async def a_case(stage: Stage) -> dict[str, Any]:
    answer = await stage.post("clerk", "/api/reports", a_report())
    found: dict[str, Any] = answer.json()
    return found


async def test_a_citizen_sees_who_opened_their_identity_and_when(stage: Stage) -> None:
    taken = await a_case(stage)
    wish = {"field": "phone", "purpose": "contact"}
    await stage.post("duty", f"/api/cases/{taken['case']}/reveal", wish)
    told = (
        await own(stage, taken["receipt"].lower(), taken["query_code"].replace("-", " "))
    ).json()
    (opening,) = told["openings"]
    assert (opening["unit"], opening["field"], opening["purpose"]) == (
        *("玉山县社会治理中心", "phone", "contact"),
    )
    assert told["state"]["zh"] == "已登记"
    assert "值班甲" not in str(told)


async def test_a_complainant_sees_the_same_page(stage: Stage) -> None:
    answer = await stage.post("clerk", "/api/sealed/complaints", a_complaint(TOWN))
    filed = answer.json()
    (matter,) = await stage.listed("leader")
    await stage.done("leader", matter, "accept")
    wish = {"field": "name", "purpose": "follow_up"}
    await stage.post("leader", f"/api/sealed/matters/{matter}/reveal", wish)
    await stage.done("leader", matter, "answer", words="少发的三户已补发")
    told = (await own(stage, filed["receipt"], filed["query_code"])).json()
    assert told["state"] == {"zh": "待回访", "en": "answered, to be visited"}
    assert [one["words"] for one in told["answers"]] == ["少发的三户已补发"]
    assert [(o["field"], o["purpose"]) for o in told["openings"]] == [("name", "follow_up")]
    ordinary = await a_case(stage)
    page = (await own(stage, ordinary["receipt"], ordinary["query_code"])).json()
    assert page.keys() == told.keys()
    assert matter not in str(told)


async def test_a_wrong_code_and_an_unknown_receipt_read_alike(stage: Stage) -> None:
    taken = await a_case(stage)
    filed = (await stage.post("clerk", "/api/sealed/complaints", a_complaint(TOWN))).json()
    tries = [
        (taken["receipt"], filed["query_code"]),
        (filed["receipt"], taken["query_code"]),
        (taken["receipt"], "0000-0000-0000"),
        ("YS20261124-00000000", taken["query_code"]),
    ]
    told = [await own(stage, *one) for one in tries]
    assert {one.status_code for one in told} == {404}
    assert len({str({**one.json(), "request": ""}) for one in told}) == 1


async def test_trying_codes_is_slowed_down(stage: Stage) -> None:
    codes = [(await own(stage, "YS20261124-00000000", f"code-{n}")).status_code for n in range(22)]
    assert codes[:20] == [404] * 20
    assert codes[20:] == [429, 429]


def test_tries_are_counted_by_address_and_minute() -> None:
    tries = Tries(most=2)
    for _ in range(2):
        tries.take("a", AT)
    with pytest.raises(TooManyTries):
        tries.take("a", AT)
    tries.take("b", AT)
    tries.take("a", AT + timedelta(minutes=1))
    for number in range(ADDRESSES + 5):
        tries.take(f"n{number}", AT)
    assert len(tries._seen) == ADDRESSES
