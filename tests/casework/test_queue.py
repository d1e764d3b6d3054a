"""Queues over HTTP: what stands in them, search in Chinese and pinyin, pages."""

import pytest

from command.base.problem import InvalidInput
from command.casework import queue
from command.casework.queue import PAGE, Cursor, cursor_from
from tests.casework.stage import Stage
from tests.cast import AT, TOWNSHIP, VILLAGE

MOVED = """
update casework.case_file
   set state = $1, version = version + 1, closed_at = case $1 when 'closed' then opened_at end"""
VISITED = (
    """
insert into casework.deadline (case_id, name, started_at, due_at, provisional)
select case_id, 'visit_by', opened_at, opened_at + interval '3 days', false
  from casework.case_file""",
    """
insert into casework.visit_try (case_id, redo, number, method, tried_at, reached, made_by, noted_at)
select case_id, 0, 1, 'phone', opened_at, true, opened_by, opened_at from casework.case_file""",
    """
insert into casework.visit (case_id, redo, satisfaction, visited_at)
select case_id, 0, 'satisfied', opened_at from casework.case_file""",
)


async def _found(stage: Stage, who: str, **query: object) -> list[int]:
    answer = await stage.get(who, "/api/cases", **query)
    assert answer.status_code == 200, answer.text
    return [item["case"] for item in answer.json()["items"]]


async def test_each_queue_holds_its_cases(stage: Stage) -> None:
    waiting = (await stage.report())["case"]
    mine = (await stage.report(kind="incident"))["case"]
    assert await _found(stage, "lead") == [mine]
    assert await _found(stage, "lead", queue="mine") == [mine]
    assert await _found(stage, "lead2", queue="mine") == []
    assert await _found(stage, "lead2", queue="unit") == [mine]
    assert set(await _found(stage, "duty")) == {waiting, mine}
    counts = (await stage.get("lead2", "/api/cases")).json()["counts"]
    told = {"mine": 0, "unit": 1, "all": 1, "overdue": 0, "visit": 0, "supervised": 0}
    assert counts == {**told, "owned": 0, "long": 0, "untold": 0}


async def test_the_nearest_deadline_stands_first(stage: Stage) -> None:
    slow = (await stage.report(difficulty="difficult"))["case"]
    fast = (await stage.report(difficulty="simple"))["case"]
    assert await _found(stage, "duty") == [fast, slow]


async def test_what_waits_for_a_visit_and_what_is_closed(stage: Stage) -> None:
    case = (await stage.report(kind="incident"))["case"]
    await stage.done("lead", case, "sign-for")
    await stage.answered(case)
    await stage.done("lead", case, "resolve", words="已支付")
    assert await _found(stage, "visitor", queue="visit") == [case]
    await stage.done("visitor", case, "visit", satisfaction="fairly", words="可以")
    await stage.done("visitor", case, "close")
    assert await _found(stage, "visitor") == []
    assert await _found(stage, "visitor", state="closed") == [case]


async def test_closed_cases_come_newest_first_and_page_by_page(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "PAGE", 2)
    made = [(await stage.report())["case"] for _ in range(3)]
    async with stage.house.transaction() as conn:
        for visited in VISITED:
            await conn.execute(visited)
        for state in ("assigned", "handling", "resolved", "visited", "closed"):
            await conn.execute(MOVED, state)
        await conn.execute("update casework.deadline set met_at = started_at")
    first = (await stage.get("duty", "/api/cases", state="closed")).json()
    rest = await _found(stage, "duty", state="closed", after=first["next"])
    assert [item["case"] for item in first["items"]] + rest == made[::-1]
    assert await _found(stage, "duty", state="closed", q="欠薪", level=4) != []


async def test_search_takes_two_chinese_characters_numbers_and_pinyin(stage: Stage) -> None:
    taken = await stage.report(title="万柳洲社区反映噪声扰民")
    other = (await stage.report(place="361123101", title="某厂欠薪"))["case"]
    case, receipt = taken["case"], taken["receipt"]
    assert await _found(stage, "duty", q="噪声") == [case]
    assert await _found(stage, "duty", q=receipt) == [case]
    assert await _found(stage, "duty", q=receipt[-8:].lower()) == [case]
    assert await _found(stage, "duty", q="万柳") == [case]
    assert await _found(stage, "duty", q="wanliuzhou") == [case]
    assert await _found(stage, "duty", q="wlz") == [case]
    assert await _found(stage, "duty", q="冰溪街道") == [case]
    assert await _found(stage, "duty", q="临湖") == [other]
    assert await _found(stage, "duty", q="没有这样的事") == []
    assert await _found(stage, "village", q="欠薪") == []


async def test_signs_of_the_query_language_are_letters(stage: Stage) -> None:
    await stage.report()
    for wild in ("%", "_", "\\", "%%", "' or 1=1 --"):
        assert await _found(stage, "duty", q=wild) == [], wild


async def test_filters_by_level_and_state(stage: Stage) -> None:
    grave = (await stage.report(level=2))["case"]
    plain = (await stage.report(kind="incident"))["case"]
    assert await _found(stage, "duty", level=2) == [grave]
    assert await _found(stage, "duty", state="assigned") == [plain]


@pytest.mark.requirement("R11")
async def test_a_township_sees_its_villages_and_a_village_itself(stage: Stage) -> None:
    here = (await stage.report())["case"]
    township = (await stage.report(place=TOWNSHIP))["case"]
    elsewhere = (await stage.report(place="361123101"))["case"]
    assert set(await _found(stage, "township")) == {here, township}
    assert await _found(stage, "village") == [here]
    assert await _found(stage, "other_township") == [elsewhere]
    assert len(VILLAGE) == 12


async def test_pages_follow_each_other_without_gap_or_double(stage: Stage) -> None:
    made = {
        (await stage.report(difficulty=["simple", "complex"][n % 2]))["case"]
        for n in range(PAGE + 7)
    }
    first = (await stage.get("duty", "/api/cases")).json()
    second = (await stage.get("duty", "/api/cases", after=first["next"])).json()
    ids = [item["case"] for item in first["items"] + second["items"]]
    assert (len(first["items"]), second["next"]) == (PAGE, None)
    assert len(ids) == len(set(ids))
    assert set(ids) == made


@pytest.mark.parametrize(
    "bad",
    ["", "x", "====", "MjAyNg", "aW5maW5pdHkgMA", "MjAyNi0xMS0yNFQwMDowMDowMCAx", "é"],
)
def test_a_cursor_that_is_not_ours_is_refused(bad: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        cursor_from(bad)
    assert refused.value.field == "after"


@pytest.mark.parametrize("cursor", [Cursor(AT, 7), Cursor(None, 9)])
def test_a_cursor_comes_back_as_it_was(cursor: Cursor) -> None:
    assert cursor_from(cursor.encoded()) == cursor


WRONG = [
    ({"queue": "theirs"}, "queue"),
    ({"level": "9"}, "level"),
    ({"level": "x"}, "level"),
    ({"state": "lost"}, "state"),
    ({"after": "nonsense"}, "after"),
    ({"q": "长" * 61}, "q"),
    ({"limit": "1000"}, "limit"),
]


async def test_a_wrong_question_names_its_field(stage: Stage) -> None:
    for query, field in WRONG:
        answer = await stage.get("duty", "/api/cases", **query)
        assert (answer.status_code, answer.json()["field"]) == (422, field)
