"""Review and re-review of an answer: in time, by an organ above, twice and no more."""

from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from command.base import clock
from command.base.clock import china_date
from command.base.problem import InvalidInput
from command.casework import review
from command.casework.case import Case, evolve
from command.casework.notice import Matter, Notice, Way
from command.casework.review import Asked, NoFurtherReview, Review, Verdict
from command.casework.terms import DeadlineName, State
from tests.casework.builders import PROMISE, a_case
from tests.casework.stage import Stage
from tests.casework.turns import LATER, TURNS
from tests.cast import AT

ORGAN = {"organ": "县人民政府", "words": "请求撤销原处理意见"}
TODAY = china_date(AT)
DAY = timedelta(days=1)


def _told(case: Case) -> Case:
    notice = Notice(1, Matter.ANSWER, AT, AT, Way.LETTER, "", 7)
    return replace(case, notices=(notice,))


@pytest.mark.parametrize(("after", "is_in_time"), [(0, True), (30, True), (31, False), (-1, False)])
def test_it_is_asked_within_thirty_days_of_having_been_told(after: int, is_in_time: bool) -> None:
    case, asked = _told(a_case(State.CLOSED)), Asked("县政府", "请求复查", TODAY + after * DAY)
    if is_in_time:
        assert review.demand_in_time(case, 1, asked, PROMISE, AT + 60 * DAY) == asked.on
        return
    with pytest.raises(InvalidInput) as refused:
        review.demand_in_time(case, 1, asked, PROMISE, AT + 60 * DAY)
    assert refused.value.field == "asked"


def test_no_time_runs_before_somebody_was_told() -> None:
    untold = replace(a_case(State.CLOSED), notices=())
    asked = Asked("县政府", "请求复查")
    assert review.demand_in_time(untold, 1, asked, PROMISE, AT + 300 * DAY) == TODAY + 300 * DAY


def test_after_a_re_review_there_is_no_third() -> None:
    case = a_case(State.CLOSED)
    first = Review(0, 1, Asked("县政府", "请求"), AT, Verdict.UPHELD)
    assert review.next_stage(case, []) == 1
    assert review.next_stage(case, [first]) == 2
    with pytest.raises(NoFurtherReview):
        review.next_stage(case, [first, replace(first, stage=2)])
    assert review.next_stage(replace(case, redo_count=1), [first]) == 1, "another answer"


def test_upheld_it_is_where_it_was_and_changed_it_is_handled_in_a_round_of_its_own() -> None:
    asked = evolve(a_case(State.CLOSED), TURNS["ask-review"])
    assert asked.is_open
    assert asked.due is not None
    assert asked.due.name is DeadlineName.REVIEW_BY
    upheld = evolve(asked, TURNS["conclude-review upheld"])
    assert (upheld.state, upheld.redo_count, upheld.due) == (State.VISITED, 0, None)
    changed = evolve(asked, TURNS["conclude-review changed"])
    assert (changed.redo_count, changed.satisfaction, changed.resolved_at) == (1, None, None)
    assert changed.due is not None
    assert (changed.due.name, changed.due.started_at) == (DeadlineName.RESOLVE_BY, LATER)
    assert [one.matter for one in changed.untold][-1] is Matter.REVIEW


def test_the_days_of_a_hearing_are_left_out() -> None:
    line = review.review_by(PROMISE, AT)
    longer = review.heard(line, TODAY + 3 * DAY, TODAY + 10 * DAY, PROMISE, AT + 20 * DAY)
    assert (longer.due_at - line.due_at, longer.edition) == (7 * DAY, 1)
    for begun, ended in ((TODAY - DAY, TODAY), (TODAY + 5 * DAY, TODAY + 4 * DAY)):
        with pytest.raises(InvalidInput):
            review.heard(line, begun, ended, PROMISE, AT + 20 * DAY)


async def _answered(stage: Stage) -> int:
    case = int((await stage.report())["case"])
    await stage.done("dispatcher", case, "accept")
    await stage.done("lead", case, "sign-for")
    await stage.answered(case)
    await stage.done("lead", case, "resolve", words="已支付")
    await stage.done("visitor", case, "visit", satisfaction="fairly", words="金额有异议")
    await stage.done("visitor", case, "close")
    return case


async def test_reviewed_heard_and_concluded_there_is_no_third_time(stage: Stage) -> None:
    case = await _answered(stage)
    card = await stage.done("clerk", case, "ask-review", **ORGAN)
    assert (card["state"], card["due_name"]) == ("reviewing", "review_by")
    refused = await stage.do("lead", case, "conclude-review", outcome="upheld", words="维持")
    assert refused.status_code == 403, "whoever answered does not review"
    await stage.done("supervisor", case, "conclude-review", outcome="upheld", words="事实清楚")
    await stage.done("clerk", case, "tell", number=3, way="letter")
    assert (await stage.done("clerk", case, "ask-review", **ORGAN))["state"] == "rereviewing"
    day = china_date(clock.now()).isoformat()
    held = {"begun": day, "to": day, "spot": "市听证室", "words": "双方陈述"}
    await stage.done("leader", case, "hear-review", **held)
    card = await stage.done("leader", case, "conclude-review", outcome="upheld", words="维持")
    assert card["state"] == "visited"
    third = await stage.do("clerk", case, "ask-review", **ORGAN)
    assert (third.status_code, third.json()["code"]) == (409, "no-further-review")
    await stage.done("visitor", case, "close")
    file = (await stage.get("lead", f"/api/cases/{case}")).json()
    assert [(one["stage"], one["outcome"]) for one in file["reviews"]] == [
        (1, "upheld"),
        (2, "upheld"),
    ]
    assert len(file["hearings"]) == 1


async def test_a_changed_answer_is_answered_and_visited_anew(stage: Stage) -> None:
    case = await _answered(stage)
    await stage.done("clerk", case, "ask-review", **ORGAN)
    card = await stage.done(
        "leader", case, "conclude-review", outcome="changed", words="金额核算有误"
    )
    assert (card["state"], card["redo"]) == ("handling", 1)
    await stage.done("lead", case, "resolve", words="重新核算并支付")
    await stage.done("visitor", case, "visit", satisfaction="satisfied", words="认可")
    await stage.done("visitor", case, "close")
    assert (await stage.done("clerk", case, "ask-review", **ORGAN))["state"] == "reviewing"


@pytest.mark.parametrize(
    "change",
    [
        "update casework.review set words = '改过的申请'",
        "update casework.case_file set state = 'visited', version = version + 1",
        "insert into casework.review (case_id, round, stage, organ, words, asked_on, asked_at,"
        " asked_by) select case_id, round, 2, organ, words, asked_on, asked_at, asked_by"
        " from casework.review",
    ],
)
async def test_the_database_knows_of_no_review_nobody_asked_for(stage: Stage, change: str) -> None:
    case = await _answered(stage)
    await stage.done("clerk", case, "ask-review", **ORGAN)
    with pytest.raises(asyncpg.CheckViolationError):
        async with stage.house.transaction() as conn:
            await conn.execute(change)
