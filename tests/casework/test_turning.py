"""A case off its plain way and back: every such move in every state, and what it leaves behind."""

import asyncpg
import pytest

from command.casework import transitions
from command.casework.case import WrongState, evolve
from command.casework.terms import ENDS, DeadlineName, Deed, State
from tests.casework.builders import LEAD, SUPPORT, a_case, a_task, with_task
from tests.casework.stage import Stage
from tests.casework.test_case import MOVES
from tests.casework.turns import AGAIN, BECOMES, LATER, TURNS


def test_every_deed_is_tried_here_or_on_the_plain_way() -> None:
    tried = {fact.deed for fact in (*MOVES.values(), *TURNS.values())}
    assert tried == set(Deed) - {Deed.ANSWER}, "answering needs a task: test_task.py"
    assert BECOMES.keys() == TURNS.keys()


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("move", TURNS)
def test_each_turn_in_each_state(move: str, state: State) -> None:
    case, after = a_case(state), BECOMES[move].get(state)
    if after is None:
        with pytest.raises(WrongState):
            evolve(case, TURNS[move])
        return
    moved = evolve(case, TURNS[move])
    assert (moved.state, moved.version) == (after, case.version + 1)
    assert (moved.closed_at is not None) == (after in ENDS)


def test_what_has_ended_runs_no_more_and_asks_nobody() -> None:
    case = with_task(a_case(State.HANDLING))
    over = evolve(case, TURNS["withdraw"])
    assert (over.due, over.next_at, over.open_tasks) == (None, None, ())
    assert {line.met_at for line in over.deadlines if line.name is DeadlineName.RESOLVE_BY} == {
        LATER
    }


def test_a_case_that_rises_again_begins_a_round_and_keeps_every_clock() -> None:
    closed = a_case(State.CLOSED)
    risen = evolve(closed, TURNS["reopen"])
    assert (risen.redo_count, risen.satisfaction, risen.resolved_at) == (1, None, None)
    assert risen.lead == LEAD
    assert SUPPORT not in risen.parts
    promises = [line for line in risen.deadlines if line.name is DeadlineName.RESOLVE_BY]
    assert [(line.redo, line.started_at) for line in promises] == [
        (0, closed.opened_at),
        (1, LATER),
    ]
    assert risen.due is not None
    assert risen.due.due_at == AGAIN.due_at
    twice = evolve(evolve(risen, MOVES["sign-for lead"]), TURNS["withdraw"])
    assert evolve(twice, TURNS["reopen"]).redo_count == 2


def test_a_task_that_was_answered_stays_answered() -> None:
    case = with_task(a_case(State.HANDLING))
    case = evolve(case, MOVES["give-task"]) if case.task(1) is None else case
    assert a_task().number == 1
    assert evolve(case, TURNS["withdraw"]).tasks[0].withdrawn_at == LATER


# The same in the database


async def test_the_database_has_the_table_of_the_program(stage: Stage) -> None:
    rows = await stage.rows("select before, after from casework.move")
    held = {(row["before"], row["after"]) for row in rows}
    assert held == {
        (str(before), str(line.after))
        for line in transitions.TRANSITIONS
        if line.after is not None
        for before in line.before
        if before is not None
    }


@pytest.mark.requirement("R25")
@pytest.mark.parametrize(
    "change",
    [
        "state = 'resolved', version = version + 1",
        "state = 'closed', version = version + 1, closed_at = now()",
        "state = 'nowhere', version = version + 1",
        "state = 'declined', version = version, closed_at = now()",
        "state = 'declined', version = version + 1",
    ],
)
async def test_an_illegal_move_is_impossible_in_the_database_too(stage: Stage, change: str) -> None:
    case = (await stage.report())["case"]
    with pytest.raises(asyncpg.CheckViolationError):
        async with stage.house.transaction() as conn:
            await conn.execute(f"update casework.case_file set {change} where case_id = $1", case)
    assert (await stage.rows("select state from casework.case_file"))[0]["state"] == "registered"


# Over HTTP

NO = {"ground": "litigation", "door": "县人民法院立案窗口", "words": "已向法院起诉"}


async def test_a_matter_that_is_not_accepted_is_shown_the_right_door(stage: Stage) -> None:
    taken = await stage.report()
    case = taken["case"]
    card = await stage.done("clerk", case, "decline", **NO)
    assert (card["state"], card["due"]) == ("declined", None)
    file = (await stage.get("duty", f"/api/cases/{case}")).json()
    last = file["entries"][-1]
    assert (last["type"], last["words"]) == ("case.declined", NO["words"])
    assert last["facts"] == {"declined": "litigation", "door": NO["door"]}
    again = await stage.do("dispatcher", case, "accept")
    assert (again.status_code, again.json()["possible"]) == (409, ["reopen", "link", "tell"])
    card = await stage.done("dispatcher", case, "reopen", words="法院裁定不予立案")
    assert (card["state"], card["redo"], card["due_name"]) == ("registered", 1, "resolve_by")
    assert (await stage.done("dispatcher", case, "accept"))["state"] == "assigned"


async def test_only_a_visitor_writes_down_that_the_citizen_takes_it_back(stage: Stage) -> None:
    case = (await stage.report())["case"]
    await stage.done("dispatcher", case, "accept")
    said = {"method": "phone", "words": "已私下和解,不再反映"}
    for who in ("lead", "dispatcher", "duty", "leader"):
        assert (await stage.do(who, case, "withdraw", **said)).status_code == 403, who
    assert (await stage.done("visitor", case, "withdraw", **said))["state"] == "withdrawn"
    open_tasks = await stage.rows(
        "select from casework.task where answered_at is null and withdrawn_at is null"
    )
    assert open_tasks == []
    queue = (await stage.get("duty", "/api/cases", state="withdrawn")).json()["items"]
    assert [one["case"] for one in queue] == [case]
    assert (await stage.get("duty", "/api/cases", state="closed")).json()["items"] == []
    await stage.done("clerk", case, "reopen", words="对方反悔")
    page = (await stage.get("lead", "/api/cases", queue="mine")).json()["items"]
    assert [one["state"] for one in page] == ["assigned"]
    told = [row["type"] for row in await stage.rows("select type from journal.event order by seq")]
    assert told[-3:] == ["case.withdrawn", "case.reopened", "case.left"]


async def test_a_closed_case_that_rises_again_is_visited_again(stage: Stage) -> None:
    case = (await stage.report())["case"]
    for who, deed, body in (
        ("dispatcher", "accept", {}),
        ("lead", "sign-for", {}),
        ("support", "answer", {"words": "已配合办理"}),
        ("lead", "resolve", {"words": "已支付"}),
        ("visitor", "visit", {"satisfaction": "satisfied", "words": "收到了"}),
        ("visitor", "close", {}),
        ("clerk", "reopen", {"words": "又拖欠一个月"}),
        ("lead", "sign-for", {}),
        ("lead", "resolve", {"words": "已补发"}),
    ):
        await stage.done(who, case, deed, **body)
    assert (await stage.do("visitor", case, "close")).status_code == 409
    await stage.done("visitor", case, "visit", satisfaction="fairly", words="这次收到了")
    assert (await stage.done("visitor", case, "close"))["redo"] == 1
    rows = await stage.rows("select redo, satisfaction from casework.visit order by redo")
    assert [tuple(row) for row in rows] == [(0, "satisfied"), (1, "fairly")]
