"""A person's cases by a whole number: on record, within the scope, never over a conflict."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from command.casework import lookup
from command.identity import conflict
from command.identity import store as identity
from command.identity.conflict import Because, Party
from command.identity.id_number import check_sign
from command.identity.reporter import Said, stated
from tests.casework.stage import Stage
from tests.cast import AT, OTHER_TOWNSHIP, TOWNSHIP

PHONE = "13900002222"
ID_NUMBER = "36112319900101001" + check_sign("36112319900101001")
ELSEWHERE = f"{OTHER_TOWNSHIP}001"
SEARCHED = "select * from audit.line where what = 'identity.searched' order by entry_id"


async def a_case(stage: Stage, phone: str = PHONE, id_number: str = "", **changes: Any) -> int:
    reporter = {"name": "甄虚构", "phone": phone, "id_number": id_number}
    return int((await stage.report(reporter=reporter, **changes))["case"])


async def ask(
    stage: Stage, who: str, value: str = PHONE, by: str = "phone", purpose: str = "verify"
) -> httpx2.Response:
    return await stage.post(who, "/api/lookup", {"by": by, "value": value, "purpose": purpose})


async def test_cases_of_one_phone_are_found_however_it_is_typed(stage: Stage) -> None:
    first, second = await a_case(stage), await a_case(stage, f"+86 {PHONE[:3]} {PHONE[3:]}")
    await a_case(stage, "13900003333")
    answer = (await ask(stage, "clerk", f" {PHONE[:7]}-{PHONE[7:]}")).json()
    assert [one["case"] for one in answer["cases"]] == [second, first], "the newest first"
    assert (answer["elsewhere"], answer["more"], answer["left"]) == ([], False, 19)
    assert len({one["receipt"] for one in answer["cases"]}) == 2


async def test_an_identity_number_finds_its_cases_and_no_phone_does(stage: Stage) -> None:
    case = await a_case(stage, "", ID_NUMBER)
    await a_case(stage)
    found = (await ask(stage, "duty", ID_NUMBER.lower(), "id_number")).json()
    assert [one["case"] for one in found["cases"]] == [case]
    assert (await ask(stage, "duty", ID_NUMBER, "phone")).status_code == 422


async def test_out_of_scope_only_number_and_unit_are_told(stage: Stage) -> None:
    here = await a_case(stage)
    for _ in range(2):
        await a_case(stage, place=ELSEWHERE)
    answer = (await ask(stage, "township")).json()
    assert [one["case"] for one in answer["cases"]] == [here]
    (unit,) = answer["elsewhere"]
    assert (unit["agency"], unit["count"]) == (f"c{OTHER_TOWNSHIP}", 2)
    assert set(unit) == {"agency", "name", "count"}
    whole = (await ask(stage, "clerk")).json()
    assert len(whole["cases"]) == 3, "the county's scope"


async def test_a_case_closed_by_conflict_is_in_neither(stage: Stage) -> None:
    """For the accused unit it is as if the case were not there."""
    without = (await ask(stage, "township")).json()
    inside, outside = await a_case(stage), await a_case(stage, place=ELSEWHERE)
    async with stage.db.transaction(stage.cast.duty) as conn:
        for case in (inside, outside):
            party = Party(agency_id=f"c{TOWNSHIP}")
            await conflict.declare(conn, case, party, Because.ACCUSED, AT, None)
    with_them = (await ask(stage, "township")).json()
    assert {**with_them, "left": 0} == {**without, "left": 0}
    assert len((await ask(stage, "duty")).json()["cases"]) == 2


async def test_a_lookup_is_on_record_without_the_number(stage: Stage) -> None:
    await a_case(stage)
    assert (await ask(stage, "clerk", purpose="answer")).status_code == 200
    (row,) = await stage.rows(SEARCHED)
    assert (row["target"], row["purpose"], row["unit"]) == ("lookup:phone", "answer", "c361123")
    assert row["by_id"] == stage.cast.clerk.account_id
    assert row["detail"] == '{"found":1,"elsewhere":0}'
    assert PHONE not in str(dict(row))


async def test_the_day_has_its_quota(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "LOOKUPS", 2)
    await a_case(stage)
    codes = [(await ask(stage, "clerk")).status_code for _ in range(4)]
    assert codes == [200, 200, 429, 429]
    assert len(await stage.rows(SEARCHED)) == 2
    refused = await stage.rows("select * from audit.line where what = 'identity.refused'")
    assert len(refused) == 2
    assert (await ask(stage, "duty")).status_code == 200


async def test_an_answer_names_twenty_cases_at_most(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "MOST", 2)
    for _ in range(3):
        await a_case(stage)
    answer = (await ask(stage, "clerk")).json()
    assert (len(answer["cases"]), answer["more"]) == (2, True)


@pytest.mark.parametrize(
    ("value", "by", "purpose"),
    [
        ("1390000", "phone", "verify"),
        ("139%", "phone", "verify"),
        ("  ", "phone", "verify"),
        ("甄虚构", "phone", "verify"),
        (PHONE, "name", "verify"),
        (PHONE, "phone", ""),
        (PHONE, "phone", "curiosity"),
        (PHONE, "phone", "duplicate"),
        (ID_NUMBER[:-1] + ("1" if ID_NUMBER[-1] != "1" else "2"), "id_number", "verify"),
    ],
)
async def test_parts_names_and_other_purposes_are_refused(
    stage: Stage, value: str, by: str, purpose: str
) -> None:
    await a_case(stage)
    answer = await ask(stage, "clerk", value, by, purpose)
    assert answer.status_code == 422
    assert not value.strip() or value not in answer.text
    assert not await stage.rows(SEARCHED)


@pytest.mark.parametrize("who", ["lead", "auditor", "system_admin", "leader", "wall"])
async def test_others_do_not_look_up(stage: Stage, who: str) -> None:
    assert (await ask(stage, who)).status_code == 403


async def test_the_check_of_duplicates_is_outside_the_quota_and_on_record(stage: Stage) -> None:
    case = await a_case(stage, id_number=ID_NUMBER)
    await a_case(stage, place=ELSEWHERE)
    by, at = stage.cast.township, AT + timedelta(minutes=5)
    who = stated(Said("甄虚构", PHONE, ID_NUMBER))
    keys = await lookup.keys_of(stage.app.state.vault, [who, stated(Said())])
    assert list(keys) == ["phone", "id_number"]
    async with stage.db.transaction(by) as conn:
        assert await lookup.repeated(conn, {}, by, at) == lookup.Repeated((), {})
        found = await lookup.repeated(conn, keys, by, at)
        assert await identity.looked_up_by(conn, by.account_id, at) == 0
    assert [hit.case_id for hit in found.hits] == [0, case], "by both numbers, told once"
    assert [[hit.case_id for hit in hits] for hits in found.of_kind.values()] == [[0, case], [case]]
    (unit,) = lookup.elsewhere(found.hits)
    assert (unit.agency, unit.count) == (f"c{OTHER_TOWNSHIP}", 1)
    (row,) = await stage.rows(SEARCHED)
    assert (row["purpose"], row["target"]) == ("duplicate", "lookup:phone-id_number")
