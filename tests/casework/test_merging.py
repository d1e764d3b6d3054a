"""Two open cases that are one matter: merged and taken apart again, with every receipt kept."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from command.casework import merging
from command.casework.case import CaseId, evolve
from command.casework.merging import CannotUnmerge, Hands, Merging
from command.casework.receipt import hash_of_code
from command.casework.terms import DeadlineName, PartKind, State
from tests.casework.builders import HOUR, LEAD, PROMISE, a_case, a_part, with_task
from tests.casework.stage import Stage
from tests.cast import AT, OTHER_TOWNSHIP

LATER = AT + 30 * HOUR
SAME = {"words": "同一工地同一批工资"}


def _two() -> tuple[Any, Any]:
    gone = with_task(a_case(State.HANDLING, headcount=90), agency="slj")
    kept = replace(a_case(State.ASSIGNED), case_id=CaseId(13), parts=(a_part("gaj"),))
    into, takes = merging.merged(gone, kept, LATER)
    return (gone, evolve(gone, into)), (kept, evolve(kept, takes))


def test_clocks_stop_tasks_move_and_each_side_knows_of_the_other() -> None:
    (gone, over), (_, on) = _two()
    assert (over.state, over.due, over.open_tasks) == (State.MERGED, None, ())
    (task,) = on.open_tasks
    assert (task.agency_id, task.words, task.number) == ("slj", gone.tasks[0].words, 1)
    clock = on.deadline(DeadlineName.TASK_BY, 1)
    assert clock is not None
    assert clock.due_at == task.due_at
    parts = {part.agency_id: part.part for part in on.parts}
    assert parts == {
        "gaj": PartKind.LEAD,
        "rsj": PartKind.COPY,
        "zjj": PartKind.COPY,
        "slj": PartKind.SUPPORT,
    }
    copy = over.part_of("gaj")
    assert copy is not None
    assert copy.part is PartKind.COPY
    assert on.facts.headcount == 90


def test_apart_again_clocks_run_on_from_their_old_start_and_tasks_go_back() -> None:
    (gone, over), (_, on) = _two()
    held = Merging(1, 13, State.HANDLING, (1,), LATER)
    hands = Hands(over.parts, 4, PROMISE)
    apart, rest = merging.unmerged(over, on, held, hands, LATER + HOUR)
    back, left = evolve(over, apart), evolve(on, rest)
    assert (back.state, left.open_tasks) == (State.HANDLING, ())
    assert [task.agency_id for task in back.open_tasks] == ["slj"]
    old, new = gone.deadline(DeadlineName.RESOLVE_BY), back.deadline(DeadlineName.RESOLVE_BY)
    assert old is not None
    assert new is not None
    assert (new.started_at, new.due_at, new.is_running) == (old.started_at, old.due_at, True)
    assert new.redo == old.redo + 1
    accept_by = back.deadline(DeadlineName.ACCEPT_BY)
    assert accept_by is not None
    assert not accept_by.is_running, "it was kept before the merge"


def test_a_mistake_is_undone_within_seven_days_and_while_the_other_goes_on() -> None:
    (_, over), (_, on) = _two()
    held = Merging(1, 13, State.HANDLING, (1,), LATER)
    hands = Hands(over.parts, 4, PROMISE)
    for at, other in (
        (LATER + timedelta(days=8), on),
        (LATER + HOUR, replace(on, state=State.CLOSED)),
    ):
        with pytest.raises(CannotUnmerge):
            merging.unmerged(over, other, held, hands, at)


async def _of_code(stage: Stage, taken: dict[str, Any]) -> Any:
    (row,) = await stage.rows(
        "select * from casework.of_code($1, $2)",
        taken["receipt"],
        hash_of_code(taken["query_code"]),
    )
    return row


async def test_a_merge_keeps_every_receipt_and_comes_apart_again(stage: Stage) -> None:
    first, second = await stage.report(), await stage.report("village", headcount=60)
    gone, kept = second["case"], first["case"]
    for case in (gone, kept):
        await stage.done("dispatcher", case, "accept")
    refused = await stage.do("dispatcher", gone, "merge", into="YS20200101-00000000", **SAME)
    assert (refused.status_code, refused.json()["field"]) == (422, "into")
    card = await stage.done("dispatcher", gone, "merge", into=first["receipt"], **SAME)
    assert (card["state"], card["due"]) == ("merged", None)
    for taken in (first, second):
        row = await _of_code(stage, taken)
        assert (row["case_id"], row["state"]) == (taken["case"], "assigned")
    file = (await stage.get("duty", f"/api/cases/{kept}")).json()
    assert [one["receipt"] for one in file["reports"]] == [first["receipt"], second["receipt"]]
    assert [one["case"] for one in file["merged"]] == [gone]
    assert file["card"]["headcount"] == 60
    asked = [task for task in file["tasks"] if task["state"] != "withdrawn"]
    assert [task["agency"] for task in asked] == ["zjj", "zjj"]
    into = (await stage.get("duty", f"/api/cases/{gone}")).json()["into"]
    assert into["receipt"] == first["receipt"]
    queue = (await stage.get("duty", "/api/cases", queue="untold")).json()["items"]
    assert {one["case"] for one in queue} == {gone, kept}, "both citizens are told"
    card = await stage.done("duty", gone, "unmerge", words="不是同一批人")
    assert (card["state"], card["due_name"]) == ("assigned", "resolve_by")
    assert (await _of_code(stage, second))["case_id"] == gone
    await stage.done("lead", gone, "sign-for")
    told = [row["type"] for row in await stage.rows("select type from journal.event order by seq")]
    merged = ["case.merged", "case.absorbed", "case.unmerged", "case.released", "case.signed"]
    assert told[-5:] == merged


def test_who_came_by_a_merge_stays_only_with_something_to_do() -> None:
    (_, over), (_, on) = _two()
    held = Merging(1, 13, State.HANDLING, (1,), LATER)
    hands = Hands(over.parts, 4, PROMISE)
    apart, rest = merging.unmerged(over, on, held, hands, LATER + HOUR)
    assert evolve(over, apart).agencies == {"rsj", "zjj", "slj"}
    assert evolve(on, rest).agencies == {"gaj"}
    answered = replace(on, tasks=(replace(on.tasks[0], answered_at=LATER + HOUR),))
    apart, rest = merging.unmerged(over, answered, held, hands, LATER + 2 * HOUR)
    assert evolve(answered, rest).agencies == {"gaj", "slj"}


async def test_a_merge_undone_closes_each_case_to_the_other_s_agencies(stage: Stage) -> None:
    gone, kept = [int((await stage.report())["case"]) for _ in range(2)]
    by = {"reason": "按情况"}
    await stage.done("dispatcher", gone, "assign", lead="rsj", supports=["zjj"], **by)
    await stage.done("dispatcher", kept, "assign", lead="slj", **by)
    into = (await stage.get("duty", f"/api/cases/{kept}")).json()["card"]["receipt"]
    strangers = (("no_part", gone), ("lead", kept), ("support", kept))

    async def seen() -> set[int]:
        return {(await stage.get(who, f"/api/cases/{case}")).status_code for who, case in strangers}

    assert await seen() == {404}
    await stage.done("dispatcher", gone, "merge", into=into, **SAME)
    assert await seen() == {200}
    await stage.done("dispatcher", gone, "unmerge", words="不是同一批人")
    assert await seen() == {404}
    await stage.done("lead", gone, "sign-for")
    await stage.done("no_part", kept, "sign-for")


async def test_a_merge_asks_for_both_scopes(stage: Stage) -> None:
    here = (await stage.report())["case"]
    villages = stage.app.state.places.children(OTHER_TOWNSHIP)
    there = await stage.report(place=villages[0].code)
    refused = await stage.do("township", here, "merge", into=there["receipt"], **SAME)
    assert (refused.status_code, refused.json()["field"]) == (422, "into")
    assert (await stage.rows("select from casework.merging")) == []
    await stage.done("dispatcher", here, "merge", into=there["receipt"], **SAME)
    again = await stage.do("dispatcher", here, "merge", into=there["receipt"], **SAME)
    assert again.json()["code"] == "wrong-state"


async def test_nothing_goes_into_a_case_that_is_answered_already(stage: Stage) -> None:
    """Its citizen would never hear of it: the answer of the other one is given."""
    first, second = await stage.report(), await stage.report()
    await stage.done("dispatcher", first["case"], "assign", lead="rsj", reason="按情况")
    await stage.done("lead", first["case"], "sign-for")
    await stage.done("lead", first["case"], "resolve", words="已办结")
    refused = await stage.do("dispatcher", second["case"], "merge", into=first["receipt"], **SAME)
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong-state")
    file = (await stage.get("duty", f"/api/cases/{second['case']}")).json()
    assert (file["card"]["state"], file["into"]) == ("registered", None)


async def test_what_is_over_is_linked_and_never_merged_into(stage: Stage) -> None:
    first, second = await stage.report(), await stage.report()
    no = {"ground": "unclear", "door": "补充材料后再来", "words": "没有具体请求"}
    await stage.done("clerk", first["case"], "decline", **no)
    case, into = second["case"], first["receipt"]
    assert (await stage.do("dispatcher", case, "merge", into=into, **SAME)).status_code == 409
    await stage.done("clerk", case, "link", other=into)
    again = await stage.do("clerk", case, "link", other=into)
    assert (again.status_code, again.json()["field"]) == (422, "other")
    for one, other in ((first, second), (second, first)):
        links = (await stage.get("duty", f"/api/cases/{one['case']}")).json()["links"]
        assert [link["case"] for link in links] == [other["case"]]


@pytest.mark.parametrize(
    "change",
    [
        "update casework.case_file set state = 'merged', closed_at = now(), version = version + 1"
        " where case_id = $1",
        "insert into casework.merging (case_id, number, into_id, came_from, words, tasks, at,"
        " by_id) select $1, 1, case_id, 'registered', '同一事项', '{}', now(), opened_by"
        " from casework.case_file where case_id <> $1",
    ],
)
async def test_the_database_lets_no_case_vanish(stage: Stage, change: str) -> None:
    """A state without where it went, and a way without the state."""
    case = (await stage.report())["case"]
    await stage.report()
    with pytest.raises(asyncpg.CheckViolationError, match="one it went into"):
        async with stage.house.transaction() as conn:
            await conn.execute(change, case)


def test_a_lead_of_both_stays_lead() -> None:
    gone, kept = a_case(State.HANDLING), replace(a_case(State.ASSIGNED), case_id=CaseId(13))
    into, takes = merging.merged(gone, kept, LATER)
    assert evolve(kept, takes).lead == LEAD
    assert evolve(gone, into).parts == gone.parts
