"""Another unit is asked by an abstract that one writes and another approves."""

import asyncpg
import pytest

from tests.cast import AT
from tests.sealed.stage import HAMLET, TOWN, WORDS, Stage

ABSTRACT = "请核实某街道征地补偿的发放标准与公示"


async def transferred(stage: Stage, agency: str = "zjj") -> tuple[str, str]:
    """A matter of the township's with an abstract that waits; the matter and the transfer."""
    matter = await stage.file(TOWN)
    await stage.done("leader", matter, "accept")
    await stage.done("leader", matter, "abstract", agency=agency, words=ABSTRACT)
    (row,) = await stage.rows("select transfer from sealed.transfer")
    return matter, row["transfer"]


async def test_one_writes_an_abstract_and_another_lets_it_go(stage: Stage) -> None:
    matter, transfer = await transferred(stage)
    approve = f"transfers/{transfer}/approve"
    assert (await stage.get("support", "/api/sealed/matters")).json()["received"] == []
    same = await stage.do("leader", matter, approve)
    assert (same.status_code, same.json()["code"]) == (422, "same-person")
    await stage.done("duty", matter, approve)
    page = (await stage.get("support", "/api/sealed/matters")).json()
    assert page["matters"] == []
    (received,) = page["received"]
    assert received["abstract"] == ABSTRACT
    assert matter not in str(page)
    assert "征地补偿款发放中" not in str(page)
    assert (await stage.seen("support")) == {"matter": 0, "accused": 0, "entry": 0, "transfer": 1}
    path = f"/api/sealed/transfers/{transfer}/reply"
    assert (await stage.post("lead", path, {"words": "无关单位"})).status_code == 404
    assert (await stage.post("support", path, {"words": "标准已核"})).status_code == 200
    twice = await stage.post("support", path, {"words": "再回一次"})
    assert twice.json()["code"] == "wrong-step"
    file = (await stage.get("leader", f"/api/sealed/matters/{matter}")).json()
    assert [one["reply"] for one in file["transfers"]] == ["标准已核"]


async def test_the_database_itself_wants_two_persons(stage: Stage) -> None:
    _, transfer = await transferred(stage)
    leader = stage.cast.leader
    with pytest.raises(asyncpg.CheckViolationError):
        async with stage.db.transaction(leader) as conn:
            await conn.execute(
                "update sealed.transfer set approved_by = $2, approved_at = $3 where transfer = $1",
                *(transfer, leader.account_id, AT),
            )


@pytest.mark.parametrize(
    ("agency", "words", "code"),
    [
        (TOWN, ABSTRACT, "accused"),
        (HAMLET, ABSTRACT, "accused"),
        ("zjj", WORDS, "not-redacted"),
        ("zjj", "反映人甄虚构称补偿有误", "not-redacted"),
        ("zjj", "请致电13800000000", "personal-pattern"),
        ("c361123", ABSTRACT, "invalid-input"),
    ],
)
async def test_neither_the_original_nor_an_accused_unit_is_reached(
    stage: Stage, agency: str, words: str, code: str
) -> None:
    matter = await stage.file(TOWN)
    await stage.done("leader", matter, "accept")
    answer = await stage.do("leader", matter, "abstract", agency=agency, words=words)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_a_receiver_that_is_accused_later_has_lost_the_abstract(stage: Stage) -> None:
    matter, transfer = await transferred(stage)
    await stage.done("duty", matter, f"transfers/{transfer}/approve")
    await stage.done("duty", matter, "accuse", accused=[{"agency": "zjj"}])
    assert (await stage.get("support", "/api/sealed/matters")).json()["received"] == []
    path = f"/api/sealed/transfers/{transfer}/reply"
    assert (await stage.post("support", path, {"words": "测试"})).status_code == 404
