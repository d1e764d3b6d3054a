"""Who is on duty at an instant, and who is named for a new case."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command.accounts import actions, duty_actions, store
from command.accounts.actions import NoSuchAccount
from command.accounts.duty_actions import Turn
from command.accounts.role import Role
from command.accounts.roster import Duty, Officer, Post, choose_officer, on_duty
from command.base.db import Database
from command.base.problem import InvalidInput, NotPermitted
from tests.cast import AT, cast, hire

EIGHT = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)  # 08:00 in China
HOUR = timedelta(hours=1)
DING = Officer(7, "人社丁", Role.AGENCY_OFFICER, "rsj")
CHEN = Officer(9, "人社辰", Role.AGENCY_OFFICER, "rsj")
CLERK = Officer(3, "窗口丙", Role.WINDOW_CLERK, "rsj")


def a_duty(account_id: int, hours: int = 8, begins: datetime = EIGHT) -> Duty:
    return Duty("rsj", account_id, Post.CASE_OFFICER, begins, begins + hours * HOUR)


@pytest.mark.parametrize(
    ("after", "covered"),
    [(-timedelta(microseconds=1), False), (0 * HOUR, True), (7 * HOUR, True), (8 * HOUR, False)],
)
def test_turn_holds_from_its_start_up_to_its_end(after: timedelta, covered: bool) -> None:
    assert bool(on_duty([a_duty(7)], Post.CASE_OFFICER, EIGHT + after)) is covered


def test_officer_on_duty_is_named_before_the_longest_standing_one() -> None:
    assert choose_officer([DING, CHEN], [a_duty(9)], EIGHT + HOUR) == CHEN
    assert choose_officer([DING, CHEN], [a_duty(9)], EIGHT + 9 * HOUR) == DING


def test_of_two_on_duty_the_one_who_came_last_is_named() -> None:
    duties = [a_duty(9, 24), a_duty(7, 8, EIGHT + HOUR)]
    assert choose_officer([DING, CHEN], duties, EIGHT + 2 * HOUR) == DING
    assert choose_officer([DING, CHEN], duties, EIGHT) == CHEN


def test_who_cannot_sign_or_has_left_is_never_named() -> None:
    assert choose_officer([CLERK, CHEN], [a_duty(3), a_duty(404)], EIGHT) == CHEN
    assert choose_officer([CLERK], [a_duty(3)], EIGHT) is None
    assert choose_officer([], [], EIGHT) is None


def test_another_post_does_not_take_cases() -> None:
    chief = Duty("rsj", 9, Post.DUTY_CHIEF, EIGHT, EIGHT + HOUR)
    assert choose_officer([DING, CHEN], [chief], EIGHT) == DING


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 30)), max_size=6), st.integers(0, 40))
def test_somebody_is_named_whenever_somebody_can_sign(
    turns: list[tuple[int, int]], hour: int
) -> None:
    duties = [a_duty(who, 8, EIGHT + start * HOUR) for who, start in turns]
    assert choose_officer([DING, CHEN, CLERK], duties, EIGHT + hour * HOUR) in (DING, CHEN)


async def test_roster_names_the_officer_while_the_turn_lasts(database: Database) -> None:
    people = await cast(database)
    second = await hire(database, "rsj.chen", Role.AGENCY_OFFICER, "rsj")
    turn = Turn(Post.CASE_OFFICER, AT, AT + 8 * HOUR)
    await duty_actions.put_on_duty(database, second.actor.account_id, turn, people.system_admin, AT)
    async with database.reading() as conn:
        now = await store.named_officer(conn, "rsj", AT + HOUR)
        later = await store.named_officer(conn, "rsj", AT + 8 * HOUR)
    assert now is not None
    assert later is not None
    assert now.account_id == second.actor.account_id
    assert later.account_id == people.lead.account_id


async def test_disabled_officer_is_not_named_even_on_duty(database: Database) -> None:
    people = await cast(database)
    turn = Turn(Post.CASE_OFFICER, AT, AT + HOUR)
    await duty_actions.put_on_duty(database, people.lead.account_id, turn, None, AT)
    await actions.disable_account(database, people.lead.account_id, None, AT)
    async with database.reading() as conn:
        assert await store.named_officer(conn, "rsj", AT) is None
    with pytest.raises(NoSuchAccount):
        await duty_actions.put_on_duty(database, people.lead.account_id, turn, None, AT)


@pytest.mark.parametrize(
    ("begins", "ends", "field"),
    [
        (AT + HOUR, AT + HOUR, "ends_at"),
        (AT + HOUR, AT, "ends_at"),
        (AT - 2 * HOUR, AT - HOUR, "ends_at"),
        (AT, AT + timedelta(days=32), "ends_at"),
    ],
)
async def test_turn_that_makes_no_sense_is_refused(
    database: Database, begins: datetime, ends: datetime, field: str
) -> None:
    people = await cast(database)
    turn = Turn(Post.CASE_OFFICER, begins, ends)
    with pytest.raises(InvalidInput) as refusal:
        await duty_actions.put_on_duty(database, people.lead.account_id, turn, None, AT)
    assert refusal.value.field == field


async def test_roster_is_the_security_administrators_and_for_those_who_can_sign(
    database: Database,
) -> None:
    people = await cast(database)
    turn = Turn(Post.CASE_OFFICER, AT, AT + HOUR)
    with pytest.raises(NotPermitted):
        await duty_actions.put_on_duty(database, people.lead.account_id, turn, people.duty, AT)
    with pytest.raises(InvalidInput) as refusal:
        await duty_actions.put_on_duty(database, people.clerk.account_id, turn, None, AT)
    assert refusal.value.field == "post"
