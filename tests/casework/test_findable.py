"""Two hundred searches of a hundred matters: each finds the matter it is meant for at the top."""

from collections import Counter
from typing import Any

from tests.casework import findable
from tests.casework.stage import Stage
from tests.cast import COUNTY, OTHER_TOWNSHIP

FIRST = 10
BARE: dict[str, Any] = {
    "kind": "dispute",
    "type": "other",
    "headcount": 1,
    "reporter": None,
    "spot": "",
}


def test_the_files_are_what_the_generator_makes() -> None:
    cases, queries = findable.made()
    assert (findable.matters(), findable.queries()) == (cases, queries), (
        "python -m tests.casework.findable"
    )
    assert len(queries) == 200
    assert set(Counter(one.kind for one in queries)) == {
        *("word", "firm", "place", "pinyin", "mixed"),
    }


async def test_two_hundred_searches_find_their_matter_in_the_first_ten(stage: Stage) -> None:
    case_of = {one.number: await _taken(stage, one) for one in findable.matters()}
    missed = []
    for query in findable.queries():
        found = await _found(stage, "duty", query.text)
        if case_of[query.number] not in found[:FIRST]:
            missed.append((query.kind, query.text, case_of[query.number], found[:FIRST]))
    assert missed == []


async def test_what_nobody_said_is_not_found_and_nobody_finds_what_they_do_not_see(
    stage: Stage,
) -> None:
    report: dict[str, Any] = {"words": "宏达石料厂(虚构)夜里放炮,墙裂了", **BARE}
    case = (await stage.report(**report, place=f"{OTHER_TOWNSHIP}001"))["case"]
    for text in (
        "石料",
        "夜里",
        "hongdashiliao",
        "宏达 放炮",
        "墙裂",
        "炮,墙",
        "[放炮]",
        "hongda fangpao",
    ):
        assert await _found(stage, "duty", text) == [case], text
        assert await _found(stage, "township", text) == [], text
        assert await _found(stage, "outsider", text) == [], text
    for text in ("石墙", "料石", "宏达 放水", "hongdafangpao", "%", "石_厂", "(.*)"):
        assert await _found(stage, "duty", text) == [], text


async def test_a_corrected_heading_is_found_under_its_new_words(stage: Stage) -> None:
    report = {**BARE, "place": COUNTY, "words": "有人反映", "title": "水沟堵塞"}
    case = (await stage.report(**report))["case"]
    await stage.done("duty", case, "facts", title="围墙倒塌", why="核实")
    assert await _found(stage, "duty", "水沟") == []
    assert await _found(stage, "duty", "围墙") == [case]


async def _taken(stage: Stage, matter: findable.Matter) -> int:
    title = {"title": matter.title} if matter.title else {}
    report = {**BARE, **title, "place": matter.place, "words": matter.words}
    return int((await stage.report(**report))["case"])


async def _found(stage: Stage, who: str, text: str) -> list[int]:
    answer = await stage.get(who, "/api/cases", q=text)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return [item["case"] for item in body["items"]]
