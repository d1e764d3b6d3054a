"""The shared scripts: every event is somebody's deed, in its order, with words fit for a wall."""

from typing import Any

import pytest

from command.casework.title import personal_pattern
from command.demo import scenario
from command.demo.cast import MARK, players
from command.demo.scenario import Cue, Event
from command.demo.steps import Moment, Step, UnknownKind, steps_for

CUES = scenario.cues(scenario.scenarios())
DEEDS = {
    "report": {"report", "assign"},
    "warning": {"report"},
    "mediation": {"report", "assign"},
    "dispatch": {"assign", "progress"},
    "readiness": {"assign", "progress"},
    "ack": {"sign-for", "progress"},
    "ack_timeout": {"progress"},
    "update": {"facts", "progress"},
    "level_change": {"escalate"},
    "status": {"sign-for", "progress"},
    "fact": {"sign-for", "progress"},
    "joint": {"sign-for", "progress"},
    "plan": {"sign-for", "progress"},
    "level": {"sign-for", "progress"},
    "risk_signal": {"progress"},
    "warning_end": {"progress"},
    "report_out": {"acknowledge", "progress"},
    "reception": {"sign-for", "acknowledge", "progress"},
    "public": {"sign-for", "progress"},
    "agreement": {"sign-for", "answer", "resolve"},
    "recovery": {"sign-for", "answer", "resolve"},
    "revisit": {"answer", "resolve", "visit"},
    "aar": {"progress", "close"},
}


def a_card(cue: Cue, thread: scenario.Thread) -> dict[str, Any] | None:
    """The case as an event may find it: nothing signed, an escalation unanswered."""
    if cue.number == thread.opening:
        return None
    parts = [{"agency": agency, "signed": None} for agency in (thread.lead, *thread.supports)]
    state = {"revisit": "handling", "aar": "visited"}.get(cue.event.kind, "assigned")
    return {
        "title": thread.titled(int(thread.report["headcount"])),
        "headcount": thread.report["headcount"],
        "level": 4,
        "state": state,
        "lead": parts[0],
        "supports": parts[1:],
        "escalated": "2026-11-24T06:00:00Z",
        "acknowledged": None,
    }


def played(cue: Cue) -> list[Step]:
    return [
        step
        for thread in scenario.threads_of(cue.scenario, cue.event)
        for step in steps_for(Moment(cue, thread, a_card(cue, thread)))
    ]


def test_there_are_four_scripts_with_their_53_events() -> None:
    assert len(scenario.scenarios()) == 4
    assert len(CUES) == sum(len(script.events) for script in scenario.scenarios()) == 53


@pytest.mark.parametrize("cue", CUES, ids=[f"{cue.name}-{cue.event.kind}" for cue in CUES])
def test_every_event_is_a_deed_of_its_kind_by_somebody_who_can_sign_in(cue: Cue) -> None:
    logins = {player.login for player in players()}
    steps = played(cue)
    assert steps
    assert {step.deed for step in steps} <= DEEDS[cue.event.kind]
    assert {step.login for step in steps} <= logins


def test_an_event_nobody_knows_is_refused() -> None:
    event = Event(0, "值班长", "县中心", "指挥", "juggle", "…")
    cue = Cue(0.0, "SC1-WAGE", 3, event)
    with pytest.raises(UnknownKind, match="juggle"):
        steps_for(Moment(cue, scenario.threads()[0], a_card(cue, scenario.threads()[0])))


def test_a_call_reaches_every_agency_that_it_names() -> None:
    for cue in CUES:
        if cue.event.kind in ("dispatch", "readiness"):
            thread = scenario.threads_of(cue.scenario, cue.event)[0]
            named = {scenario.voices()[name].agency for name in cue.event.to.split(";")}
            assert named <= {thread.lead, *thread.supports}, cue.name


def test_a_higher_headcount_is_a_fact_and_tells_the_title() -> None:
    cue = next(c for c in CUES if c.event.kind == "update" and c.event.headcount == 60)
    facts = next(step.body for step in played(cue) if step.deed == "facts")
    assert facts == {
        "headcount": 60,
        "why": "人数 20→60",
        "title": "冰溪街道约60人聚集反映欠薪",
    }


def test_a_place_that_is_left_takes_nobody_from_the_headcount() -> None:
    cue = next(c for c in CUES if c.event.kind == "update" and c.event.headcount == 0)
    assert [step.deed for step in played(cue) if step.deed != "sign-for"] == ["progress"]


def test_titles_spots_and_reasons_hold_nothing_personal() -> None:
    for thread in scenario.threads():
        for text in (thread.titled(60), str(thread.report["spot"]), thread.reason):
            assert personal_pattern(text) is None, text


def test_everybody_is_marked_fictitious() -> None:
    assert all(player.name.endswith(MARK) for player in players())


def test_scripts_are_interleaved_in_time_and_keep_their_order() -> None:
    assert 180 <= CUES[-1].seconds <= 240
    for script in scenario.scenarios():
        mine = [cue for cue in CUES if cue.scenario == script.id]
        assert [cue.number for cue in mine] == list(range(len(script.events)))
    firsts = [cue.scenario for cue in CUES[:12]]
    assert len(set(firsts)) > 1
