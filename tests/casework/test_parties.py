"""Everybody a report concerns: each sealed apart, shown masked, opened one field at a time."""

from typing import Any

import pytest

from command.identity import credit_code
from command.identity.id_number import check_sign
from tests.casework.stage import Stage, a_report

ID_NUMBER = "36112319900101001" + check_sign("36112319900101001")
CODE = "91361123MA0000000" + credit_code.check_sign("91361123MA0000000")
NEIGHBOUR = {"part": "petitioner", "name": "邻某虚构", "phone": "13900004444"}
FIRM = {
    "part": "respondent",
    "nature": "organisation",
    "name": "示例建筑有限公司(虚构)",
    "id_number": CODE,
    "address": "虚构镇试验路八号",
}
FOR_HIM = {"part": "agent", "name": "代某虚构", "phone": "13900005555"}


def speaking(count: int) -> list[dict[str, Any]]:
    return [
        {"part": "representative", "name": f"代表{letter}"} for letter in "甲乙丙丁戊己"[:count]
    ]


async def file_of(stage: Stage, case: int, who: str = "clerk") -> dict[str, Any]:
    found: dict[str, Any] = (await stage.get(who, f"/api/cases/{case}")).json()
    return found


async def test_many_parties_stand_in_the_file_masked(stage: Stage) -> None:
    reporter = {"name": "甄虚构", "phone": "13800000000", "address": "虚构村一组"}
    taken = await stage.report(reporter=reporter, parties=[NEIGHBOUR, FIRM, FOR_HIM])
    parties = (await file_of(stage, taken["case"]))["parties"]
    told = [(one["part"], one["name"], one["phone"], one["address"]) for one in parties]
    assert told == [
        ("reporter", "甄**", "138****0000", "****"),
        ("petitioner", "邻**", "139****4444", ""),
        ("respondent", FIRM["name"], "", "****"),
        ("agent", "代**", "139****5555", ""),
    ]
    assert parties[2]["id_number"] == CODE, "a firm's code is no personal data"
    assert taken["warnings"] == []


async def test_each_is_under_a_key_of_their_own(stage: Stage) -> None:
    await stage.report(parties=[NEIGHBOUR, FIRM])
    rows = await stage.rows("select part, key_id, phone_index from identity.person")
    assert len({row["key_id"] for row in rows}) == len(rows) == 3
    assert [row["part"] for row in rows if row["phone_index"]] == ["reporter", "petitioner"]
    kept = str([dict(row) for row in await stage.rows("select * from identity.person")])
    assert "13900004444" not in kept
    assert "试验路" not in kept


async def test_a_party_s_field_is_opened_by_its_number_and_told_apart(stage: Stage) -> None:
    case = (await stage.report(kind="incident", parties=[NEIGHBOUR, FIRM]))["case"]
    _, neighbour, firm = (await file_of(stage, case))["parties"]
    for person, name, value in (
        (neighbour, "phone", NEIGHBOUR["phone"]),
        (firm, "address", FIRM["address"]),
    ):
        wish = {"field": name, "purpose": "contact", "person": person["person"]}
        answer = await stage.post("lead", f"/api/cases/{case}/reveal", wish)
        assert answer.json()["value"] == value
    rows = await stage.rows(
        "select target from audit.line where what = 'identity.opened' order by entry_id"
    )
    assert [row["target"] for row in rows] == [
        f"party:phone:{neighbour['person']}",
        f"party:address:{firm['person']}",
    ]


async def test_somebody_of_another_case_is_not_opened_through_this_one(stage: Stage) -> None:
    case = (await stage.report())["case"]
    other = (await file_of(stage, (await stage.report())["case"]))["parties"][0]["person"]
    wish = {"field": "phone", "purpose": "contact", "person": other}
    answer = await stage.post("clerk", f"/api/cases/{case}/reveal", wish)
    assert (answer.status_code, answer.json()["code"]) == (404, "nothing-kept")
    assert not await stage.rows("select from audit.line where what = 'identity.opened'")


@pytest.mark.parametrize(("count", "warned"), [(5, False), (6, True)])
async def test_more_than_five_representatives_are_warned_of_and_registered(
    stage: Stage, count: int, warned: bool
) -> None:
    taken = await stage.report(parties=speaking(count), headcount=60)
    assert bool(taken["warnings"]) is warned
    if warned:
        assert taken["warnings"][0].keys() == {"zh", "en"}
        assert "6名代表" not in taken["warnings"][0]["zh"]
        assert taken["warnings"][0]["zh"].startswith("代表人6人")
    assert len((await file_of(stage, taken["case"]))["parties"]) == 1 + count


@pytest.mark.parametrize("channel", ["police_110", "hotline_12345", "superior"])
async def test_a_transfer_keeps_the_number_it_has_elsewhere(stage: Stage, channel: str) -> None:
    taken = await stage.report(channel=channel, reference=" 玉12345〔2026〕0012 ")
    (report,) = (await file_of(stage, taken["case"]))["reports"]
    assert (report["channel"], report["reference"]) == (channel, "玉12345〔2026〕0012")
    assert "0012" not in str(taken["card"])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"parties": [{"part": "respondent"}]}, "parties[0].name"),
        ({"parties": [NEIGHBOUR, {**NEIGHBOUR, "phone": "123"}]}, "parties[1].phone"),
        ({"parties": [{**FIRM, "id_number": ID_NUMBER}]}, "parties[0].id_number"),
        ({"parties": [{**NEIGHBOUR, "part": "reporter"}]}, "parties[0].part"),
        ({"parties": [{**NEIGHBOUR, "part": "witness"}]}, "parties[0].part"),
        ({"parties": [NEIGHBOUR] * 41}, "parties"),
        ({"reporter": {"name": "甄虚构", "id_number": "123"}}, "reporter.id_number"),
        ({"reporter": {"name": "甄虚构", "address": "远" * 101}}, "reporter.address"),
        ({"reference": "长" * 41}, "reference"),
    ],
)
async def test_bad_parties_are_refused_by_name_and_nothing_is_kept(
    stage: Stage, changes: dict[str, Any], field: str
) -> None:
    answer = await stage.post("clerk", "/api/reports", a_report(**changes))
    assert (answer.status_code, answer.json()["field"]) == (422, field), answer.text
    assert not await stage.rows("select from casework.case_file")
    assert not await stage.rows("select from identity.person")
