"""The rules of a return visit (R53): which try may be put on record, and what it comes to."""

from datetime import timedelta
from typing import Any

import pytest

from command.base.problem import InvalidInput
from command.casework.terms import Satisfaction
from command.casework.visiting import APART, RATINGS, Attempt, Method, Try, next_try, result_of
from tests.casework.builders import HOUR
from tests.cast import AT

NOW = AT + 24 * HOUR
UNREACHED = Attempt(reached=False)
FIRST = Try(0, 1, Method.PHONE, AT + HOUR, False)


def wrong(attempt: Attempt, *earlier: Try) -> str | None:
    """The field that is wrong."""
    try:
        next_try(0, earlier, attempt, AT, NOW)
    except InvalidInput as refusal:
        return refusal.field
    return None


def test_r53_a_try_that_reaches_nobody_leaves_the_round_open_until_the_third() -> None:
    tries: list[Try] = []
    results = []
    for day in range(3):
        at = NOW + timedelta(days=day)
        tries.append(next_try(0, tries, UNREACHED, AT, at))
        results.append(result_of(UNREACHED, tries[-1]))
    assert [one.number for one in tries] == [1, 2, 3]
    assert results == [None, None, Satisfaction.UNREACHED]


@pytest.mark.parametrize("said", list(RATINGS))
def test_whoever_is_reached_rates_refuses_to_or_declines(said: Satisfaction) -> None:
    attempt = Attempt(said, "原话", method=Method.HOME)
    made = next_try(2, [FIRST], attempt, AT, NOW)
    assert (made.redo, made.number, made.reached, made.tried_at) == (2, 2, True, NOW)
    assert result_of(attempt, made) is said


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"tried_at": NOW + timedelta(seconds=1)}, "tried"),
        ({"tried_at": AT - timedelta(seconds=1)}, "tried"),
        ({"satisfaction": None}, "satisfaction"),
        ({"satisfaction": Satisfaction.UNREACHED}, "satisfaction"),
        ({"reached": False}, "satisfaction"),
        ({"words": " 好 "}, "words"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(told: dict[str, Any], field: str) -> None:
    good: dict[str, Any] = {"satisfaction": Satisfaction.FAIRLY, "words": "还行"}
    assert wrong(Attempt(**good)) is None
    assert wrong(Attempt(**{**good, **told})) == field


def test_calls_one_after_the_other_are_one_try() -> None:
    again = FIRST.tried_at + APART
    early = Attempt(reached=False, tried_at=again - timedelta(seconds=1))
    assert wrong(early, FIRST) == "tried"
    assert wrong(Attempt(reached=False, tried_at=again), FIRST) is None
    reached = Attempt(Satisfaction.SATISFIED, "满意", tried_at=FIRST.tried_at)
    assert wrong(reached, FIRST) is None
    before = Attempt(Satisfaction.SATISFIED, "满意", tried_at=FIRST.tried_at - timedelta(minutes=1))
    assert wrong(before, FIRST) == "tried"
