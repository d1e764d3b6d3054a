"""What each event of a script is as a person's deed: a table by the event's kind.

Pure: given the card as it is now, it says who asks the server for what. Where casework has no
deed of its own (an unanswered call, a report to the city) a line of progress keeps the words.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

import msgspec

from command.casework.title import CROWD
from command.demo.cast import players
from command.demo.scenario import Cue, Event, Thread, voices

Card = Mapping[str, Any]
WHY_LETTERS = 120
VISITOR = "visitor"
DUTY = "duty"
_LEVELS = {"I": 1, "II": 2, "III": 3, "IV": 4}
_RAISED = re.compile(r"(?:升至|调整为)(I{1,3}|IV)级")


class UnknownKind(Exception):
    """A script has an event that nobody knows how to play."""


class Step(msgspec.Struct, frozen=True):
    """One request of one account about one case; the version is added when it is sent."""

    login: str
    deed: str
    thread: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """An event about one case, with the card of that case (None before it is opened)."""

    cue: Cue
    thread: Thread
    card: Card | None

    @property
    def event(self) -> Event:
        return self.cue.event

    @property
    def login(self) -> str:
        return voices()[self.event.frm].login

    @property
    def agency(self) -> str:
        return voices()[self.event.frm].agency

    def step(self, deed: str, body: Mapping[str, Any], login: str = "") -> Step:
        return Step(login or self.login, deed, self.thread.name, dict(body))


def steps_for(moment: Moment) -> list[Step]:
    """The deeds of an event about one case. Raises UnknownKind."""
    play = PLAYS.get(moment.event.kind)
    if play is None:
        raise UnknownKind(f"{moment.cue.name}: no deed for an event of kind {moment.event.kind!r}")
    return play(moment)


def _open(moment: Moment) -> list[Step]:
    thread = moment.thread
    if moment.card is not None:
        return _tell(moment)
    headcount = moment.event.headcount
    count = int(thread.report["headcount"]) if headcount is None else headcount
    words = moment.event.words
    body = {**thread.report, "headcount": count, "title": thread.titled(count), "words": words}
    report = moment.step("report", body, thread.reporter)
    return [report, _handed_over(moment, thread.called_by)] if thread.called_by else [report]


def _call(moment: Moment) -> list[Step]:
    return [_handed_over(moment, moment.login), _progress(moment)]


def _handed_over(moment: Moment, login: str) -> Step:
    thread = moment.thread
    body = {"lead": thread.lead, "supports": list(thread.supports), "reason": thread.reason}
    return moment.step("assign", body, login)


def _tell(moment: Moment) -> list[Step]:
    return [*_signed(moment), _progress(moment)]


def _unanswered(moment: Moment) -> list[Step]:
    """The duty officer notes that somebody has not signed; they themselves say nothing."""
    return [moment.step("progress", {"words": moment.event.words}, DUTY)]


def _update(moment: Moment) -> list[Step]:
    """A new headcount is a fact, with the title that says it; the words are progress. Who has
    left a place is of the case as before: an empty one is no headcount."""
    headcount = moment.event.headcount
    if not headcount or moment.card is None or headcount == moment.card["headcount"]:
        return _tell(moment)
    facts: dict[str, Any] = {"headcount": headcount}
    facts["why"] = f"人数 {moment.card['headcount']}→{headcount}"
    if headcount >= CROWD:
        facts["title"] = moment.thread.titled(headcount)
    return [*_signed(moment), moment.step("facts", facts), _progress(moment)]


def _raise(moment: Moment) -> list[Step]:
    named = _RAISED.search(moment.event.text)
    level = _LEVELS[named[1]] if named else 4
    if moment.card is None or level >= moment.card["level"]:
        return _tell(moment)
    why = moment.event.text[:WHY_LETTERS]
    return [moment.step("escalate", {"level": level, "why": why})]


def _answer(moment: Moment) -> list[Step]:
    """Somebody has taken the escalation up: the pulse on the screens stops."""
    card = moment.card or {}
    waits = card.get("escalated") and not card.get("acknowledged")
    seen = [moment.step("acknowledge", {})] if waits else []
    return [*_signed(moment), *seen, _progress(moment)]


def _resolve(moment: Moment) -> list[Step]:
    """The lead's result; from anybody else the words are progress."""
    if moment.thread.lead != moment.agency:
        return _tell(moment)
    result = moment.step("resolve", {"words": moment.event.words})
    return [*_signed(moment), *_answered(moment), result]


def _visit(moment: Moment) -> list[Step]:
    """The lead reports its result before somebody outside asks whether it is solved."""
    rating = "dissatisfied" if "不满意" in moment.event.text else "satisfied"
    asked = moment.step("visit", {"satisfaction": rating, "words": moment.event.words})
    if moment.card is None or moment.card["state"] != "handling":
        return [asked]
    result = {"words": f"已按承诺办结,申请回访(演示)。{moment.card['title']}"}
    resolved = moment.step("resolve", result, _login_of(moment.thread.lead))
    return [*_answered(moment), resolved, asked]


def _look_back(moment: Moment) -> list[Step]:
    visited = moment.card is not None and moment.card["state"] == "visited"
    closed = [moment.step("close", {}, VISITOR)] if visited else []
    return [_progress(moment), *closed]


PLAYS: Mapping[str, Callable[[Moment], list[Step]]] = {
    "report": _open,
    "warning": _open,
    "mediation": _open,
    "dispatch": _call,
    "readiness": _call,
    "ack": _tell,
    "ack_timeout": _unanswered,
    "update": _update,
    "level_change": _raise,
    "status": _tell,
    "fact": _tell,
    "joint": _tell,
    "plan": _tell,
    "level": _tell,
    "risk_signal": _tell,
    "warning_end": _tell,
    "report_out": _answer,
    "reception": _answer,
    "public": _tell,
    "agreement": _resolve,
    "recovery": _resolve,
    "revisit": _visit,
    "aar": _look_back,
}


def _signed(moment: Moment) -> list[Step]:
    """An agency signs for its part before it says anything."""
    card = moment.card or {}
    parts = [card["lead"]] if card.get("lead") else []
    mine = [p for p in (*parts, *card.get("supports", ())) if p["agency"] == moment.agency]
    waits = any(part["signed"] is None for part in mine)
    return [moment.step("sign-for", {})] if waits else []


def _answered(moment: Moment) -> list[Step]:
    """Each supporter answers its task once, before the lead says what the result is."""
    card = moment.card or {}
    words = {"words": "已按职责配合办理,情况已告牵头单位(演示)。"}
    helpers = [] if card.get("redo") else card.get("supports", ())
    return [moment.step("answer", words, _login_of(part["agency"])) for part in helpers]


def _progress(moment: Moment) -> Step:
    return moment.step("progress", {"words": moment.event.words})


def _login_of(agency: str) -> str:
    """Somebody of the agency who can sign in: a voice of the scripts, else whoever plays there."""
    spoken = (v.login for v in voices().values() if v.agency == agency and v.login)
    played = (player.login for player in players() if player.agency_id == agency)
    return next(chain(spoken, played))
