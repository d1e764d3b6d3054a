"""When an interview is owed, who may do what to an entry, in which year it stands. Pure."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from command.accounts.role import Actor, Role
from command.assessment import judge
from command.assessment.ratings import as_csv
from command.assessment.store import Ratings
from command.assessment.strike import (
    Appeal,
    Counts,
    Deed,
    Owed,
    Record,
    State,
    Strike,
    Talk,
    TalkDeed,
    TalkState,
    Visit,
    Voiding,
    appeal_until,
    owed_after,
    still_owed,
)
from command.assessment.transitions import STRIKES, TALKS, Who
from command.base.problem import NotPermitted
from command.places.workdays import WorkCalendar

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
UNTIL = AT + timedelta(days=7)
ENTRY = Strike(
    *(1, 12, "YS1", "361123", 2026, "rsj", "人社局", 7, "程示例", AT, AT, UNTIL), State.PENDING
)
TALK = Talk(1, 1, "361123", 2026, "rsj", "人社局", 7, "程示例", AT, TalkState.OWED)


def who(role: Role, agency: str = "c361123", account: int = 5) -> Actor:
    place = agency[1:] if agency.startswith("c") else None
    return Actor(account, "someone", "某示例", role, agency, agency, place)


SUPERVISOR = who(Role.SUPERVISOR, account=20)
LEADER = who(Role.COUNTY_LEADER, account=21)
UNIT = who(Role.AGENCY_OFFICER, "rsj", 8)
OFFICER = who(Role.AGENCY_OFFICER, "zjj", 7)  # works elsewhere meanwhile
STRANGER = who(Role.AGENCY_OFFICER, "lyj", 9)
APPEALED = replace(ENTRY, state=State.APPEALED, appeal=Appeal("不属实", 8, "某示例", AT))
PROPOSED = replace(ENTRY, voiding=Voiding(1, "记错单位", 20, "督办", AT))


def may(strike: Strike, actor: Actor, at: datetime = AT) -> set[str]:
    return set(judge.offers(strike, actor, at))


@pytest.mark.parametrize(
    ("counts", "owed"),
    [
        (Counts(2, 2, False, False), Owed(None, None)),
        (Counts(3, 3, False, False), Owed("rsj", 7)),
        (Counts(3, 1, False, False), Owed("rsj", None)),
        (Counts(6, 3, True, False), Owed(None, 7)),
        (Counts(4, 4, True, True), Owed(None, None)),
    ],
)
def test_r55_the_third_entry_owes_one_interview_to_whoever_has_reached_it(
    counts: Counts, owed: Owed
) -> None:
    assert owed_after(ENTRY, counts) == owed
    assert bool(owed) == (owed.agency_id is not None or owed.officer_id is not None)


def test_an_interview_falls_away_for_whom_fewer_than_three_are_left() -> None:
    assert still_owed(TALK, Counts(3, 3, True, True)) == TALK
    assert still_owed(TALK, Counts(3, 2, True, True)) == replace(TALK, officer_id=None)
    gone = still_owed(TALK, Counts(2, 2, True, True))
    assert gone == replace(TALK, state=TalkState.WITHDRAWN)


@pytest.mark.parametrize(
    ("at", "year"),
    [
        (datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC), 2026),
        (datetime(2026, 12, 31, 16, 0, 0, tzinfo=UTC), 2027),
    ],
)
def test_r55_the_year_is_chinas(at: datetime, year: int) -> None:
    assert Visit(1, 0, "YS1", "361123", "dissatisfied", "rsj", 7, at).year == year


def test_an_appeal_is_heard_for_working_days() -> None:
    """Day 0 is a Friday before a make-up Saturday; the setting is in days."""
    friday = datetime(2026, 2, 13, 2, 0, tzinfo=UTC)
    calendar = WorkCalendar()
    assert appeal_until(friday, calendar, 1) == datetime(2026, 2, 14, 16, 0, tzinfo=UTC)
    assert appeal_until(friday, calendar) == datetime(2026, 2, 27, 16, 0, tzinfo=UTC)


def test_the_unit_and_its_officer_appeal_in_time_and_once() -> None:
    assert may(ENTRY, UNIT) == may(ENTRY, OFFICER) == {"appeal"}
    assert may(ENTRY, STRANGER) == set()
    assert may(ENTRY, UNIT, UNTIL) == set()
    dismissed = replace(APPEALED, state=State.PENDING)
    assert may(dismissed, UNIT) == set()


def test_r55_voiding_takes_a_second_person_and_never_the_unit() -> None:
    assert may(ENTRY, SUPERVISOR) == {"propose-void"}
    assert may(PROPOSED, SUPERVISOR) == set()
    assert may(PROPOSED, LEADER) == {"approve-void", "refuse-void"}
    own = replace(PROPOSED, agency_id="c361123")
    assert may(own, LEADER) == set()
    assert may(replace(ENTRY, agency_id="c361123"), SUPERVISOR) == set()
    assert may(replace(PROPOSED, officer_id=LEADER.account_id), LEADER) == set()


def test_an_appeal_is_dismissed_by_somebody_else() -> None:
    assert may(APPEALED, SUPERVISOR) == {"dismiss", "propose-void"}
    assert may(APPEALED, UNIT) == set()
    by_leader = replace(APPEALED, appeal=Appeal("不属实", LEADER.account_id, "领导", AT))
    assert "dismiss" not in may(by_leader, LEADER)
    assert "dismiss" not in may(replace(APPEALED, officer_id=LEADER.account_id), LEADER)


@pytest.mark.parametrize("state", list(State))
def test_no_deed_leaves_the_table(state: State) -> None:
    """With everything else in place, a deed is allowed where the table has a line."""
    entry = replace(PROPOSED, state=state)
    allowed = may(entry, LEADER) | may(replace(entry, voiding=None), LEADER) | may(entry, UNIT)
    lines = {
        str(line.deed) for line in STRIKES if state in line.before and line.who is not Who.KEEPER
    }
    assert allowed == lines


def test_an_interview_is_recorded_by_an_assessor_and_signed_by_whom_it_concerns() -> None:
    held = replace(TALK, state=TalkState.HELD)
    assert judge.talk_offers(TALK, SUPERVISOR) == [TalkDeed.RECORD]
    assert judge.talk_offers(TALK, UNIT) == judge.talk_offers(held, SUPERVISOR) == []
    assert judge.talk_offers(held, UNIT) == judge.talk_offers(held, OFFICER) == [TalkDeed.SIGN]
    assert judge.signs(held, UNIT) == (True, False)
    assert judge.signs(held, OFFICER) == (False, True)
    assert judge.talk_offers(replace(held, unit_signed_at=AT), UNIT) == []
    assert not replace(held, unit_signed_at=AT).is_signed
    assert replace(held, unit_signed_at=AT, officer_signed_at=AT).is_signed
    assert isinstance(judge.talk_refusal(held, STRANGER, TalkDeed.SIGN), NotPermitted)


def test_a_signature_is_good_for_the_words_it_was_given_for() -> None:
    said = Record("领导辛", date(2026, 3, 9), "约谈内容(虚构),限期整改。", date(2026, 4, 9))
    assert said.digest == replace(said).digest
    assert replace(said, minutes="约谈内容(虚构),无须整改。").digest != said.digest


def test_every_state_is_reached_and_every_deed_has_its_line() -> None:
    assert {line.after for line in STRIKES if line.after} == set(State)
    assert {line.after for line in TALKS if line.after} == set(TalkState)
    assert {line.deed for line in STRIKES} == set(Deed)
    assert {line.deed for line in TALKS} == set(TalkDeed)


def test_r54_ratings_are_a_table_that_opens_as_it_is() -> None:
    lines = [
        Ratings("rsj", "人社局", 7, 2, 1, 1, 1, 1, 1),
        Ratings("x", "=1+1", 1, 0, 0, 0, 0, 0, 1),
    ]
    text = as_csv(lines, date(2026, 1, 1), date(2026, 3, 31)).decode("utf-8-sig")
    head, one, two = text.strip().split("\r\n")
    assert head.split(",")[4:] == [
        *("回访", "满意", "基本满意", "不满意", "不愿评价", "拒绝回访", "三次未联系上"),
        "满意率(%)",
    ]
    assert one == "rsj,人社局,2026-01-01,2026-03-31,7,2,1,1,1,1,1,75.0"
    assert two.startswith("x,'=1+1,")
    assert two.endswith(",")
