"""The table of a reception: every deed in every state, and random lives that never leave it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command.accounts.role import Actor, Role
from command.base.event import ScopeKey
from command.base.problem import InvalidInput
from command.video import judge, transitions
from command.video.party import Guest, Party
from command.video.reception import (
    Member,
    Reception,
    ReceptionId,
    Site,
    SitesMissing,
    WrongReceptionState,
    begun,
    concluded,
    failed,
    moved,
)
from command.video.terms import Deed, Level, Side, State
from tests.cast import AT, COUNTY, TOWNSHIP, VILLAGE

PLACES = {Level.COUNTY: str(COUNTY), Level.TOWNSHIP: TOWNSHIP, Level.VILLAGE: VILLAGE}


def a_reception(state: State = State.BOOKED, *there: Level, **changes: Any) -> Reception:
    sites = tuple(Site(level, place, level in there) for level, place in PLACES.items())
    made = Reception(
        reception_id=ReceptionId(5),
        case_id=12,
        state=state,
        petitioner="来访人",
        starts_at=AT,
        booked_by=1,
        booked_at=AT,
        sites=sites,
        members=(Member(1, "值班甲", Level.COUNTY, True),),
        title="反映欠薪",
        place=VILLAGE,
        audience=(ScopeKey(COUNTY),),
        told_version=1,
    )
    return replace(made, **changes)


def an_officer(role: Role, account_id: int = 9, place: str | None = None) -> Party:
    actor = Actor(account_id, "someone", "某示例", role, "rsj", "人社局", place)
    return Party(AT + timedelta(hours=1), actor=actor)


HOST = an_officer(Role.DUTY_OFFICER, 1, str(COUNTY))
CADRE = an_officer(Role.VILLAGE_CADRE, 2, VILLAGE)
GUEST = Party(AT, guest=Guest(3, 5, Level.VILLAGE, "来访人", AT))
B, W, S, I, C, X, N, K = State  # noqa: E741
#: What becomes of each state (rows: deed and line; columns as State); None is refused.
EXPECTED: dict[tuple[Deed, str], tuple[State | None, ...]] = {
    (Deed.MOVE, ""): (B, B, None, None, None, None, None, None),
    (Deed.CANCEL, ""): (K, K, None, None, None, None, None, None),
    (Deed.ASK, ""): (B, W, S, I, None, None, None, None),
    (Deed.HAND_OVER, ""): (B, W, S, I, C, None, None, None),
    (Deed.OPEN_WAITING, ""): (W, None, None, None, None, None, None, None),
    (Deed.OPEN_WAITING, "arrival"): (W, None, None, None, None, None, None, None),
    (Deed.BEGIN, ""): (None, S, None, None, None, None, None, None),
    (Deed.ADMIT, ""): (None, W, S, I, None, None, None, None),
    (Deed.HOLD, ""): (None, W, S, I, None, None, None, None),
    (Deed.CALL_NEXT, ""): (None, W, S, I, None, None, None, None),
    (Deed.INTERRUPT, ""): (None, None, I, None, None, None, None, None),
    (Deed.RESUME, ""): (None, None, None, S, None, None, None, None),
    (Deed.END, ""): (None, None, C, C, None, None, None, None),
    (Deed.END, "petitioner"): (None, C, C, C, None, None, None, None),
    (Deed.CLOSE, ""): (None, None, None, None, X, None, None, None),
    (Deed.NO_SHOW, ""): (N, N, None, None, None, None, None, None),
}
CELLS = [
    (deed, when, state, after)
    for (deed, when), row in EXPECTED.items()
    for state, after in zip(State, row, strict=True)
]


def test_the_table_of_the_test_names_every_move() -> None:
    lines = {(line.deed, line.when) for line in transitions.TRANSITIONS}
    assert lines == {*EXPECTED, (Deed.BOOK, "")}


@pytest.mark.parametrize(("deed", "when", "state", "after"), CELLS)
def test_each_deed_in_each_state(deed: Deed, when: str, state: State, after: State | None) -> None:
    reception = a_reception(state)
    if after is None:
        with pytest.raises(WrongReceptionState):
            moved(reception, deed, AT, when)
        return
    done = moved(reception, deed, AT, when)
    assert done.state is after
    moves = transitions.find(state, deed, when)
    assert moves is not None
    assert done.version == reception.version + (moves.after is not None)


def test_every_state_can_be_reached_and_only_three_end() -> None:
    reached = {line.after for line in transitions.TRANSITIONS if line.after}
    assert reached == set(State)
    ends = [state for state in State if not transitions.possible(state)]
    assert ends == [State.CLOSED, State.NO_SHOW, State.CANCELLED]


def test_beginning_needs_all_three_sites_or_a_reason() -> None:
    with pytest.raises(SitesMissing) as refused:
        begun(a_reception(State.WAITING, Level.COUNTY), "  ", AT)
    assert refused.value.extra["missing"] == ["township", "village"]
    alone = begun(a_reception(State.WAITING, Level.COUNTY), "村级会场停电", AT)
    assert (alone.reason, alone.began_at) == ("村级会场停电", AT)
    assert begun(a_reception(State.WAITING, *Level), "无", AT).reason == ""


def test_it_began_when_it_began_first() -> None:
    reception = begun(a_reception(State.WAITING, *Level), "", AT)
    later = AT + timedelta(minutes=5)
    stopped = moved(reception, Deed.INTERRUPT, later)
    assert moved(stopped, Deed.RESUME, later).began_at == AT


def test_closing_needs_an_outcome() -> None:
    with pytest.raises(InvalidInput) as refused:
        concluded(a_reception(State.CLOSING), 0, " 。", AT)
    assert refused.value.field == "outcome"
    assert concluded(a_reception(State.CLOSING), 1, "", AT).state is State.CLOSED
    told = concluded(a_reception(State.CLOSING, *Level, waiting=2), 0, "已当场解决", AT)
    assert (told.conclusion, told.present, told.waiting) == ("已当场解决", frozenset(), 0)


def test_a_no_show_says_which_side_and_why() -> None:
    with pytest.raises(InvalidInput):
        failed(a_reception(), Side.PETITIONER, "", AT)
    missed = failed(a_reception(), Side.OFFICIAL, "领导临时赴防汛现场", AT)
    assert (missed.state, missed.missing_side) == (State.NO_SHOW, Side.OFFICIAL)


def test_the_petitioners_side_ends_at_any_time_and_does_nothing_else() -> None:
    for party in (CADRE, GUEST):
        for state in State:
            allowed = {
                offer.deed for offer in judge.offers(a_reception(state), party) if offer.allowed
            }
            gated = state in transitions.GATED
            assert allowed == ({"end"} if gated else set()), (state, party)


def test_a_host_who_may_no_longer_receive_hosts_no_more() -> None:
    clerk = an_officer(Role.WINDOW_CLERK, 1, str(COUNTY))
    assert not any(offer.allowed for offer in judge.offers(a_reception(State.WAITING), clerk))


def test_an_offer_says_what_beginning_needs() -> None:
    offers = judge.offers(a_reception(State.WAITING, Level.COUNTY), HOST)
    (begin,) = [offer for offer in offers if offer.deed == "begin"]
    assert begin.allowed
    assert "乡、村" in begin.reason


MOVES = [(line.deed, line.when) for line in transitions.TRANSITIONS if line.before != (None,)]


@settings(max_examples=200)
@given(steps=st.lists(st.sampled_from(MOVES), max_size=50))
def test_no_life_leaves_the_table(steps: list[tuple[Deed, str]]) -> None:
    reception = a_reception()
    for number, (deed, when) in enumerate(steps):
        at = AT + timedelta(minutes=number)
        line = transitions.find(reception.state, deed, when)
        if line is None:
            with pytest.raises(WrongReceptionState):
                moved(reception, deed, at, when)
            continue
        after = moved(reception, deed, at, when)
        assert after.state is (line.after or reception.state)
        assert after.version >= reception.version
        assert (after.closed_at is not None) == after.is_over
        if after.state in transitions.RUNNING:
            assert after.began_at is not None
        if after.state in (State.CLOSING, State.CLOSED):
            assert after.ended_at is not None
        assert not (after.is_over and transitions.possible(after.state))
        reception = after
