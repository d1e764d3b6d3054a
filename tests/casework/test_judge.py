"""Who may do what: each of the cast against each deed, as one reviewed matrix."""

from dataclasses import replace
from datetime import timedelta

import pytest

from command.base.clock import china_date
from command.base.problem import NotPermitted
from command.casework import supervision, transitions
from command.casework.case import Case, WrongState
from command.casework.case_file import with_deadline, with_supervision
from command.casework.deadline import Deadline, paused
from command.casework.judge import OFFERED, offers, refusal
from command.casework.rule_happened import Ownership
from command.casework.supervision import Demand, Step
from command.casework.terms import DeadlineName, Deed, Kind, Level, PartKind, State
from tests.casework.builders import (
    DISPATCHER,
    LEAD,
    LEAD_OFFICER,
    OUTSIDER,
    SUPPORT,
    SUPPORT_OFFICER,
    VISITOR,
    WALL,
    a_case,
    a_part,
    an_actor,
    with_task,
)
from tests.cast import AT, COUNTY, ROLES, TOWNSHIP, VILLAGE

ACTORS = {
    login: an_actor(role, agency, agency[1:] if agency.startswith("c") else None)
    for login, (_, role, agency) in ROLES.items()
}
#: The state in which a deed is possible at all.
STATE_FOR = {
    Deed.ACCEPT: State.REGISTERED,
    Deed.ASSIGN: State.ASSIGNED,
    Deed.SIGN_FOR: State.ASSIGNED,
    Deed.RETURN: State.ASSIGNED,
    Deed.RETURN_PART: State.ASSIGNED,
    Deed.INFORM: State.HANDLING,
    Deed.OWN: State.HANDLING,
    Deed.DISOWN: State.HANDLING,
    Deed.FACTS: State.HANDLING,
    Deed.PROGRESS: State.HANDLING,
    Deed.ESCALATE: State.HANDLING,
    Deed.ACKNOWLEDGE: State.HANDLING,
    Deed.RESOLVE: State.HANDLING,
    Deed.VISIT: State.RESOLVED,
    Deed.CLOSE: State.VISITED,
    Deed.ANSWER: State.HANDLING,
    Deed.RULE: State.RETURNED,
    Deed.REFER_UP: State.HANDLING,
    Deed.HAND_DOWN: State.HANDLING,
    Deed.COPY: State.HANDLING,
    Deed.ASK: State.HANDLING,
    Deed.ASK_TIME: State.HANDLING,
    Deed.DECIDE_TIME: State.HANDLING,
    Deed.RESUME_CLOCK: State.HANDLING,
    Deed.SUPERVISE: State.HANDLING,
    Deed.INSTRUCT: State.HANDLING,
    Deed.REPLY: State.HANDLING,
    Deed.LIFT: State.HANDLING,
    Deed.DECLINE: State.REGISTERED,
    Deed.WITHDRAW: State.HANDLING,
    Deed.REOPEN: State.WITHDRAWN,
    Deed.TELL: State.HANDLING,
    Deed.MERGE: State.HANDLING,
    Deed.UNMERGE: State.MERGED,
    Deed.LINK: State.HANDLING,
    Deed.TRANSFER: State.HANDLING,
    Deed.COME_BACK: State.TRANSFERRED,
    Deed.HEAR: State.HANDLING,
    Deed.CONCLUDE_HEARING: State.HEARING,
    Deed.AGREE: State.HANDLING,
    Deed.PERFORM: State.PERFORMING,
    Deed.CONFIRM: State.PERFORMING,
    Deed.BREAK_OFF: State.PERFORMING,
    Deed.ASK_REVIEW: State.CLOSED,
    Deed.HEAR_REVIEW: State.REREVIEWING,
    Deed.CONCLUDE_REVIEW: State.REVIEWING,
    Deed.REFUSE_RISE: State.HANDLING,
}
#: Who may, when the lead is rsj and the supporter zjj; everybody else may not.
MAY = {
    Deed.ACCEPT: {"duty", "dispatcher", "clerk", "township"},
    Deed.ASSIGN: {"duty", "dispatcher", "township"},
    Deed.SIGN_FOR: {"lead", "support"},
    Deed.RETURN: {"lead"},
    Deed.RETURN_PART: {"support"},
    Deed.INFORM: {"duty", "dispatcher", "township"},
    Deed.OWN: {"leader"},
    Deed.DISOWN: {"leader", "supervisor"},
    Deed.FACTS: {"duty", "dispatcher", "clerk", "lead", "support", "township", "village"},
    Deed.PROGRESS: {
        *("duty", "dispatcher", "clerk", "lead", "support", "township", "village"),
        *("leader", "supervisor"),
    },
    Deed.ESCALATE: {
        *("duty", "dispatcher", "lead", "support", "township", "village"),
        *("leader", "supervisor"),
    },
    Deed.ACKNOWLEDGE: {"duty", "dispatcher", "lead", "support", "township", "leader"},
    Deed.RESOLVE: {"lead"},
    Deed.VISIT: {"visitor"},
    Deed.CLOSE: {"visitor"},
    Deed.ANSWER: {"lead"},
    Deed.RULE: {"duty", "dispatcher"},
    Deed.REFER_UP: {"township"},  # who leads there
    Deed.HAND_DOWN: {"township"},
    Deed.COPY: {"duty", "dispatcher", "lead"},
    Deed.ASK: {"lead"},
    Deed.ASK_TIME: {"lead"},
    Deed.DECIDE_TIME: {"duty", "leader", "supervisor"},
    Deed.RESUME_CLOCK: {"lead"},
    Deed.SUPERVISE: {"supervisor"},
    Deed.INSTRUCT: {"leader"},
    Deed.REPLY: {"lead"},
    Deed.LIFT: {"leader", "supervisor"},  # of a leader's own instruction
    Deed.DECLINE: {"duty", "dispatcher", "clerk", "township"},
    Deed.WITHDRAW: {"visitor"},
    Deed.REOPEN: {"duty", "dispatcher", "clerk", "township"},
    Deed.MERGE: {"duty", "dispatcher", "township"},
    Deed.UNMERGE: {"duty", "dispatcher", "township"},
    Deed.LINK: {"duty", "dispatcher", "clerk", "lead", "support", "township", "village"},
    Deed.TRANSFER: {"lead"},
    Deed.COME_BACK: {"lead"},
    Deed.HEAR: {"lead"},
    Deed.CONCLUDE_HEARING: {"lead"},
    Deed.AGREE: {"lead"},
    Deed.PERFORM: {"lead"},
    Deed.CONFIRM: {"lead"},
    Deed.BREAK_OFF: {"lead"},
    Deed.ASK_REVIEW: {"duty", "dispatcher", "clerk", "township"},
    Deed.HEAR_REVIEW: {"leader", "supervisor"},
    Deed.CONCLUDE_REVIEW: {"leader", "supervisor"},
    Deed.TELL: {
        *("duty", "dispatcher", "clerk", "lead", "support", "township", "village"),
        *("leader", "supervisor"),
    },
    Deed.REFUSE_RISE: {
        *("duty", "dispatcher", "lead", "support", "township", "village"),
        *("leader", "supervisor"),
    },
}
INSIDE = set(ACTORS) - {"outsider"}  # an outsider does not even see the case


def _case_for(deed: Deed) -> Case:
    owed = Deadline(DeadlineName.REPORT_BY, AT, AT + timedelta(hours=2), provisional=False)
    case = with_deadline(a_case(STATE_FOR[deed]), owed)
    if deed is Deed.DISOWN:
        leader = ACTORS["leader"]
        case = replace(case, ownership=Ownership(leader.account_id, leader.name, AT, "约谈"))
    if deed is Deed.RULE:
        return replace(case, return_count=2)
    if deed in (Deed.REFER_UP, Deed.HAND_DOWN):
        return replace(case, parts=(a_part(f"c{TOWNSHIP}"), SUPPORT))
    if deed is Deed.DECIDE_TIME:
        return replace(case, asked=1, asked_by=0)
    if deed in (Deed.REPLY, Deed.LIFT):
        demand = Demand(Step.INSTRUCT, "请研究", china_date(AT), ACTORS["leader"].account_id, "")
        return with_supervision(case, supervision.given(demand, 1, LEAD, AT))
    if deed is Deed.RESUME_CLOCK:
        return replace(case, deadlines=tuple(_standing_still(one) for one in case.deadlines))
    return with_task(case) if deed is Deed.ANSWER else case


def _standing_still(line: Deadline) -> Deadline:
    return paused(line, line.started_at, line.due_at) if line.is_running else line


def test_the_matrix_speaks_of_every_deed() -> None:
    assert set(MAY) == set(STATE_FOR) == set(OFFERED)


@pytest.mark.parametrize("deed", OFFERED)
@pytest.mark.parametrize("login", sorted(INSIDE))
def test_each_of_the_cast_and_each_deed(login: str, deed: Deed) -> None:
    found = refusal(_case_for(deed), ACTORS[login], deed)
    assert (found is None) == (login in MAY[deed]), found
    if found is not None:
        assert isinstance(found, NotPermitted)
        assert found.detail


@pytest.mark.parametrize("deed", OFFERED)
@pytest.mark.parametrize("state", list(State))
def test_a_deed_the_state_does_not_have_is_refused_in_words(state: State, deed: Deed) -> None:
    able = ACTORS[sorted(MAY[deed])[0]]
    found = refusal(a_case(state), able, deed)
    if deed in transitions.possible(state):
        assert not isinstance(found, WrongState) or "已" in found.detail
    else:
        assert isinstance(found, WrongState)
        assert found.extra["state"] == state


def test_a_supporter_cannot_resolve_and_learns_who_can() -> None:
    found = refusal(a_case(State.HANDLING), SUPPORT_OFFICER, Deed.RESOLVE)
    assert found is not None
    assert "rsj简称" in found.detail


def test_a_part_is_signed_once() -> None:
    found = refusal(a_case(State.HANDLING), LEAD_OFFICER, Deed.SIGN_FOR)
    assert isinstance(found, WrongState)
    assert refusal(a_case(State.HANDLING), SUPPORT_OFFICER, Deed.SIGN_FOR) is None


def test_who_has_returned_a_case_waits_for_the_dispatcher() -> None:
    returned = a_case(State.RETURNED)
    assert refusal(returned, LEAD_OFFICER, Deed.SIGN_FOR) is not None
    assert refusal(returned, DISPATCHER, Deed.ASSIGN) is None


@pytest.mark.requirement("R53")
def test_a_handling_agency_cannot_visit() -> None:
    township = an_actor(VISITOR.role, "rsj", "361123002")
    found = refusal(a_case(State.RESOLVED), township, Deed.VISIT)
    assert isinstance(found, NotPermitted)
    assert "承办单位以外" in found.detail


def test_the_countys_follow_up_desk_visits_what_the_county_centre_handled() -> None:
    desk = an_actor(VISITOR.role, "rsj", COUNTY)
    assert refusal(a_case(State.RESOLVED), desk, Deed.VISIT) is None


def test_the_gravest_level_cannot_be_raised() -> None:
    case = a_case(State.HANDLING, Kind.INCIDENT, level=Level.GRAVEST)
    found = refusal(case, LEAD_OFFICER, Deed.ESCALATE)
    assert found is not None
    assert "最高级别" in found.detail


#: Of a case in hand, beside what MAY says: deeds of one's own that wait for another time.
WAITING = {
    "duty": {
        *(Deed.ACCEPT, Deed.ASSIGN, Deed.RULE, Deed.DECIDE_TIME),
        *(Deed.DECLINE, Deed.REOPEN, Deed.UNMERGE, Deed.ASK_REVIEW, Deed.INFORM),
    },
    "clerk": {Deed.ACCEPT, Deed.DECLINE, Deed.REOPEN, Deed.ASK_REVIEW},
    "support": {Deed.ANSWER, Deed.REPLY},
    "visitor": {Deed.VISIT, Deed.CLOSE},
    "supervisor": {
        *(Deed.DECIDE_TIME, Deed.LIFT, Deed.DISOWN),
        *(Deed.HEAR_REVIEW, Deed.CONCLUDE_REVIEW),
    },
}


@pytest.mark.parametrize("login", sorted(WAITING))
def test_an_officer_is_offered_the_deeds_of_their_own_post_and_no_others(login: str) -> None:
    case = a_case(State.HANDLING)
    found = offers(case, ACTORS[login])
    assert {offer.deed for offer in found if not offer.allowed} == WAITING[login]
    assert [o.deed for o in found if o.allowed] == [
        deed for deed in OFFERED if refusal(case, ACTORS[login], deed) is None
    ]


def test_a_wall_is_offered_nothing() -> None:
    assert offers(a_case(State.HANDLING), WALL) == []


@pytest.mark.parametrize("login", sorted(INSIDE))
def test_of_a_case_that_is_over_only_what_its_state_allows_is_offered(login: str) -> None:
    offered = {offer.deed for offer in offers(a_case(State.CLOSED), ACTORS[login])}
    assert offered <= set(transitions.possible(State.CLOSED))
    assert (Deed.REOPEN in offered) == (login in MAY[Deed.REOPEN])


def test_every_offer_that_is_not_allowed_says_why() -> None:
    for state in State:
        for actor in ACTORS.values():
            for offer in offers(a_case(state), actor):
                assert offer.allowed == (offer.reason == "")


def test_a_deed_of_another_state_says_in_which_it_is_possible() -> None:
    offered = {offer.deed: offer.reason for offer in offers(a_case(State.HANDLING), DISPATCHER)}
    assert offered[Deed.ACCEPT] == "已登记时可以,现为办理中"
    assert offered[Deed.ASSIGN] == "已登记、已交办、已退回时可以,现为办理中"


def test_a_visitor_of_a_handling_agency_reads_why_it_is_not_theirs() -> None:
    offered = offers(a_case(State.RESOLVED), an_actor(VISITOR.role, "rsj", "361123002"))
    (visit,) = [offer for offer in offered if offer.deed is Deed.VISIT]
    assert "承办单位以外" in visit.reason


def test_a_return_has_five_working_days_and_the_offer_says_when_they_are_over() -> None:
    until = AT + timedelta(days=7)
    case = a_case(State.ASSIGNED)
    case = replace(case, parts=(a_part(return_by=until), SUPPORT))
    assert refusal(case, LEAD_OFFICER, Deed.RETURN, until - timedelta(microseconds=1)) is None
    found = refusal(case, LEAD_OFFICER, Deed.RETURN, until)
    assert isinstance(found, WrongState)
    (offer,) = [o for o in offers(case, LEAD_OFFICER, until) if o.deed is Deed.RETURN]
    assert "五个工作日" in offer.reason


def test_the_second_return_is_ruled_on_and_there_is_no_third() -> None:
    twice = replace(a_case(State.RETURNED), return_count=2)
    assert isinstance(refusal(twice, DISPATCHER, Deed.ASSIGN), WrongState)
    assert refusal(twice, DISPATCHER, Deed.RULE) is None
    once = a_case(State.RETURNED)
    assert refusal(once, DISPATCHER, Deed.ASSIGN) is None
    assert isinstance(refusal(once, DISPATCHER, Deed.RULE), WrongState)
    ruled = replace(a_case(State.ASSIGNED), return_count=2)
    found = refusal(ruled, LEAD_OFFICER, Deed.RETURN)
    assert isinstance(found, WrongState)
    assert "第三次" in found.detail


def test_up_ends_at_the_county_and_down_at_the_place() -> None:
    def led_by(agency: str) -> Case:
        return replace(a_case(State.HANDLING), parts=(a_part(agency),))

    village = an_actor(ACTORS["village"].role, f"c{VILLAGE}", VILLAGE)
    county = an_actor(ACTORS["duty"].role, f"c{COUNTY}", COUNTY)
    assert refusal(led_by(f"c{VILLAGE}"), village, Deed.REFER_UP) is None
    assert refusal(led_by(f"c{VILLAGE}"), village, Deed.HAND_DOWN) is not None
    assert refusal(led_by(f"c{COUNTY}"), county, Deed.HAND_DOWN) is None
    assert refusal(led_by(f"c{COUNTY}"), county, Deed.REFER_UP) is not None
    for deed in (Deed.REFER_UP, Deed.HAND_DOWN):
        assert isinstance(refusal(led_by("rsj"), LEAD_OFFICER, deed), NotPermitted)


def test_an_agency_with_a_copy_reads_and_does_nothing() -> None:
    copied = replace(a_case(State.HANDLING), parts=(a_part(), a_part("lyj", PartKind.COPY)))
    assert offers(copied, OUTSIDER) == []
