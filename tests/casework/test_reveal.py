"""One field, one person, one purpose, on record before the answer."""

import asyncio
from pathlib import Path
from typing import Any

import httpx2
import pytest

from command.casework import reveal
from command.identity import opening, vault
from command.identity.id_number import check_sign
from command.identity.vault import Vault, VaultAway
from tests.casework.stage import OUTSIDERS, Stage, a_report

NAME, PHONE = "司马虚构", "13900001111"
OPENED = "select * from audit.line where what = 'identity.opened'"


async def a_case(stage: Stage, **reporter: str) -> int:
    given = reporter or {"name": NAME, "phone": PHONE}
    return int((await stage.report(kind="incident", reporter=given))["case"])


async def ask(
    stage: Stage, who: str, case: int, field: str = "phone", purpose: str = "contact"
) -> httpx2.Response:
    body = {"field": field, "purpose": purpose}
    return await stage.post(who, f"/api/cases/{case}/reveal", body)


async def test_a_field_is_opened_and_on_record(stage: Stage) -> None:
    case = await a_case(stage)
    answer = await ask(stage, "lead", case)
    assert answer.json() == {"field": "phone", "value": PHONE, "left": opening.QUOTA - 1}
    assert (await ask(stage, "lead", case, "name", "verify")).json()["value"] == NAME
    rows = await stage.rows(f"{OPENED} order by entry_id")
    assert [(row["target"], row["purpose"]) for row in rows] == [
        ("field:phone", "contact"),
        ("field:name", "verify"),
    ]
    assert {(row["by_id"], row["unit"], row["case_id"]) for row in rows} == {
        (stage.cast.lead.account_id, "rsj", case)
    }
    assert PHONE not in str([dict(row) for row in rows])


async def test_the_record_is_there_although_the_answer_was_lost(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await a_case(stage)

    async def lost(*_: Any) -> str:
        raise VaultAway()

    monkeypatch.setattr(stage.app.state.vault, "open", lost)
    answer = await ask(stage, "lead", case)
    assert (answer.status_code, answer.json()["code"]) == (503, "vault-away")
    assert len(await stage.rows(OPENED)) == 1


async def test_a_vault_that_is_away_refuses_in_words_and_nothing_is_half_written(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await a_case(stage)
    monkeypatch.setattr(vault, "WAIT_SECONDS", 0.05)
    monkeypatch.setattr(stage.app.state, "vault", Vault(tmp_path / "none.sock"))
    before = await stage.rows("select count(*) from casework.case_file")
    for answer in (await ask(stage, "lead", case), await stage.post("clerk", *a_post())):
        assert (answer.status_code, answer.json()["code"]) == (503, "vault-away")
        assert answer.headers["retry-after"] == "2"
    assert not await stage.rows(OPENED), "nothing was begun"
    assert await stage.rows("select count(*) from casework.case_file") == before


def a_post() -> tuple[str, Any]:
    return "/api/reports", a_report(reporter={"name": NAME, "phone": PHONE})


async def test_a_repeated_report_gets_the_same_query_code_from_the_vault(stage: Stage) -> None:
    first, second = [await stage.post("clerk", *a_post(), key="once-more-1") for _ in range(2)]
    assert first.status_code == 201
    assert first.json() == second.json()
    kept = await stage.rows("select encode(reply, 'escape') as reply from base.request_key")
    assert first.json()["query_code"] not in str([row["reply"] for row in kept])


async def test_an_identity_number_is_masked_and_opened_like_the_others(stage: Stage) -> None:
    number = "36112319900101001" + check_sign("36112319900101001")
    case = await a_case(stage, name=NAME, id_number=number)
    file = (await stage.get("lead", f"/api/cases/{case}")).json()
    masked = f"361*************{number[-2:]}"
    assert file["reporter"] == {"name": "司**", "phone": "", "id_number": masked, "address": ""}
    assert (await ask(stage, "lead", case, "id_number")).json()["value"] == number
    wrong = await stage.post(
        "clerk", "/api/reports", a_report(reporter={"id_number": number[:-2] + "00"})
    )
    assert (wrong.status_code, wrong.json()["field"]) == (422, "reporter.id_number")


@pytest.mark.parametrize("who", [*OUTSIDERS, "wall", "auditor", "system_admin"])
async def test_strangers_open_nothing(stage: Stage, who: str) -> None:
    case = await a_case(stage)
    answer = await ask(stage, who, case)
    assert answer.status_code in (403, 404)
    assert PHONE not in answer.text
    assert not await stage.rows(OPENED)


async def test_the_day_has_its_quota_and_the_refusal_is_on_record(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reveal, "QUOTA", 2)
    case = await a_case(stage)
    asked = await asyncio.gather(*(ask(stage, "lead", case) for _ in range(5)))
    assert sorted(answer.status_code for answer in asked) == [200, 200, 429, 429, 429]
    assert len(await stage.rows(OPENED)) == 2
    refused = await stage.rows("select * from audit.line where what = 'identity.refused'")
    assert len(refused) == 3
    assert (await ask(stage, "duty", case)).status_code == 200, "everybody has their own"


@pytest.mark.parametrize(
    ("field", "purpose"), [("words", "contact"), ("phone", "curiosity"), ("phone", ""), ("", "")]
)
async def test_other_fields_and_purposes_are_refused(
    stage: Stage, field: str, purpose: str
) -> None:
    case = await a_case(stage)
    assert (await ask(stage, "lead", case, field, purpose)).status_code == 422
    assert not await stage.rows(OPENED)


async def test_what_was_not_given_is_not_found_and_costs_nothing(stage: Stage) -> None:
    case = await a_case(stage, name=NAME, phone="")
    answer = await ask(stage, "lead", case)
    assert (answer.status_code, answer.json()["code"]) == (404, "nothing-kept")
    assert not await stage.rows(OPENED)


async def test_an_answer_is_kept_nowhere(stage: Stage) -> None:
    case = await a_case(stage)
    answer = await ask(stage, "lead", case)
    assert answer.status_code == 200
    kept = await stage.rows("select encode(reply, 'escape') as reply from base.request_key")
    assert PHONE not in str([row["reply"] for row in kept])
