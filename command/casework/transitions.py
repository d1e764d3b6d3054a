"""The state table: every legal move of a case, who may make it and what it needs.

`docs/states.md` is drawn from it. Knows nothing of how a move is stored or announced.
"""

from command.base.drawing import drawn
from command.casework.move import ENDED, IN_HAND, OPEN_STATES, Transition, Who
from command.casework.terms import DEEDS, STATES, Deed, State
from command.casework.turns import TURNS

__all__ = [
    "OPEN_STATES",
    "TRANSITIONS",
    "Transition",
    "Who",
    "drawing",
    "find",
    "possible",
    "who_may",
]

HANDED_OVER = tuple(state for state in OPEN_STATES if state is not State.REGISTERED)

TRANSITIONS: tuple[Transition, ...] = (
    Transition(Deed.OPEN, (None,), State.REGISTERED, Who.ANYBODY, "a report"),
    Transition(
        Deed.OPEN, (None,), State.ASSIGNED, Who.ANYBODY, "a report of kind incident", "incident"
    ),
    Transition(
        Deed.JOIN, OPEN_STATES, None, Who.SCOPE, "another report of the same matter, chosen so"
    ),
    Transition(Deed.ACCEPT, (State.REGISTERED,), State.ASSIGNED, Who.SCOPE, "lead, supports"),
    Transition(
        Deed.ASSIGN,
        (State.REGISTERED, State.ASSIGNED, State.RETURNED),
        State.ASSIGNED,
        Who.SCOPE,
        "lead, supports; a reason when it departs from the mandates",
    ),
    Transition(
        Deed.SIGN_FOR, (State.ASSIGNED,), State.HANDLING, Who.PART, "an unsigned part", "lead"
    ),
    Transition(Deed.SIGN_FOR, OPEN_STATES, None, Who.PART, "an unsigned part", "support"),
    Transition(
        Deed.RETURN,
        (State.ASSIGNED,),
        State.RETURNED,
        Who.LEAD,
        "a ground, a reason, within 5 working days; not a third time",
    ),
    Transition(
        Deed.RETURN_PART,
        HANDED_OVER,
        None,
        Who.SUPPORT,
        "unsigned, no task of a reception; a ground, a reason, within 5 working days, once",
    ),
    Transition(
        Deed.RULE,
        (State.RETURNED,),
        State.ASSIGNED,
        Who.REFEREE,
        "the second return; lead, supports, a reason; final",
    ),
    Transition(
        Deed.REFER_UP,
        (State.ASSIGNED, State.HANDLING),
        State.ASSIGNED,
        Who.LEAD,
        "a village's or township's centre leads; a reason",
    ),
    Transition(
        Deed.HAND_DOWN,
        (State.ASSIGNED, State.HANDLING),
        State.ASSIGNED,
        Who.LEAD,
        "a centre leads; one below it over the place that has not referred it up; a reason",
    ),
    Transition(
        Deed.COPY, OPEN_STATES, None, Who.LEAD_OR_COUNTY, "agencies without a part, a reason"
    ),
    Transition(
        Deed.ASK,
        (State.ASSIGNED, State.HANDLING),
        None,
        Who.LEAD,
        "an agency with a named officer, words, a day within the promise",
    ),
    Transition(
        Deed.HAND_ON, OPEN_STATES, None, Who.LEAVE, "another person of the agency, or in charge"
    ),
    Transition(
        Deed.HAND_ON,
        IN_HAND,
        State.ASSIGNED,
        Who.LEAVE,
        "nobody is left in the lead agency: another one leads",
        "agency",
    ),
    Transition(
        Deed.HAND_ON,
        tuple(state for state in OPEN_STATES if state not in (State.REGISTERED, *IN_HAND)),
        None,
        Who.LEAVE,
        "nobody is left in the lead agency: another one leads",
        "agency",
    ),
    Transition(
        Deed.FACTS, OPEN_STATES, None, Who.SCOPE, "changed facts; a reason for a milder level"
    ),
    Transition(Deed.PROGRESS, OPEN_STATES, None, Who.SCOPE, "words or photos"),
    Transition(Deed.ESCALATE, OPEN_STATES, None, Who.SCOPE, "a graver level, a reason"),
    Transition(
        Deed.ESCALATE,
        OPEN_STATES,
        None,
        Who.KEEPER,
        "a rule that asks for a graver level",
        "by rule",
    ),
    Transition(
        Deed.REFUSE_RISE,
        OPEN_STATES,
        None,
        Who.SCOPE,
        "a rise by a rule, not refused; a reason",
    ),
    Transition(Deed.ACKNOWLEDGE, OPEN_STATES, None, Who.SCOPE, "not yet acknowledged"),
    Transition(Deed.OVERDUE, OPEN_STATES, None, Who.KEEPER, "a running deadline that has passed"),
    Transition(Deed.WARN, OPEN_STATES, None, Who.KEEPER, "a running clock at 50, 80 or 150 %"),
    Transition(
        Deed.ASK_TIME,
        OPEN_STATES,
        None,
        Who.LEAD,
        "a running clock before its end, days or a class, a reason; no other request waits",
    ),
    Transition(Deed.DECIDE_TIME, OPEN_STATES, None, Who.SCOPE, "a request of somebody else, words"),
    Transition(Deed.RESUME_CLOCK, OPEN_STATES, None, Who.LEAD, "a promise that stands still"),
    Transition(
        Deed.RESUME_CLOCK, OPEN_STATES, None, Who.KEEPER, "a pause at its end", "at its end"
    ),
    Transition(Deed.BEGIN_CLOCK, OPEN_STATES, None, Who.KEEPER, "a rule that gives a clock"),
    Transition(
        Deed.INFORM, OPEN_STATES, None, Who.SCOPE, "a report to the city that is owed, words"
    ),
    Transition(Deed.OWN, OPEN_STATES, None, Who.SCOPE, "a leader of the county, a plan"),
    Transition(Deed.DISOWN, OPEN_STATES, None, Who.SCOPE, "a leader who owns it, a reason"),
    Transition(Deed.RECOUNT, OPEN_STATES, None, Who.KEEPER, "a year whose calendar came out"),
    Transition(
        Deed.GIVE_TASK, OPEN_STATES, None, Who.RECEPTION, "an agency, a named officer, words, a day"
    ),
    Transition(Deed.ANSWER, OPEN_STATES, None, Who.TASK, "an open task of the agency, words"),
    Transition(
        Deed.SUPERVISE,
        OPEN_STATES,
        None,
        Who.SCOPE,
        "an agency with a part, a graver step, a reason, a day",
    ),
    Transition(Deed.SUPERVISE, OPEN_STATES, None, Who.KEEPER, "E02 or E03, a lead", "by rule"),
    Transition(Deed.INSTRUCT, OPEN_STATES, None, Who.SCOPE, "an agency with a part, words, a day"),
    Transition(
        Deed.REPLY, OPEN_STATES, None, Who.SUPERVISED, "a supervision not answered yet, words"
    ),
    Transition(Deed.LIFT, OPEN_STATES, None, Who.SCOPE, "an open supervision, a reason"),
    Transition(
        Deed.RESOLVE,
        (State.HANDLING, State.PERFORMING),
        State.RESOLVED,
        Who.LEAD,
        "the result in words; no open task; what was agreed is performed",
    ),
    Transition(
        Deed.VISIT,
        (State.RESOLVED,),
        State.VISITED,
        Who.OUTSIDE,
        "satisfaction and words, or the citizen's refusal; or a third try that reaches nobody",
    ),
    Transition(
        Deed.VISIT,
        (State.RESOLVED,),
        None,
        Who.OUTSIDE,
        "a method and an instant, the first or second time",
        "not reached",
    ),
    Transition(
        Deed.VISIT,
        (State.RESOLVED,),
        State.HANDLING,
        Who.OUTSIDE,
        "dissatisfaction, words; a new promise runs from the visit",
        "dissatisfied",
    ),
    Transition(
        Deed.CLOSE,
        (State.VISITED,),
        State.CLOSED,
        Who.SCOPE,
        "a visit; no open task, no open supervision",
    ),
    *TURNS,
)


OTHERS = (Who.KEEPER, Who.RECEPTION, Who.LEAVE, Who.MERGE)
"""Whose deeds no person is offered."""


def find(state: State | None, deed: Deed, when: str = "") -> Transition | None:
    """The line for a deed in a state, or None when the move is illegal."""
    for line in TRANSITIONS:
        if line.deed is deed and line.when == when and state in line.before:
            return line
    return None


def possible(state: State | None) -> tuple[Deed, ...]:
    """The deeds a state allows to some person, in the order of the table."""
    found = [line.deed for line in TRANSITIONS if state in line.before and line.who not in OTHERS]
    return tuple(dict.fromkeys(found))


def states_of(deed: Deed) -> tuple[State, ...]:
    """The states in which somebody may do it, in the order of the table."""
    lines = [line for line in TRANSITIONS if line.deed is deed and line.who not in OTHERS]
    return tuple(dict.fromkeys(state for line in lines for state in line.before if state))


def who_may(deed: Deed) -> Who:
    return next(line.who for line in TRANSITIONS if line.deed is deed)


def drawing() -> str:
    """`docs/states.md`: a Mermaid diagram of the moves and the table, as Markdown."""
    return drawn(_HEAD, TRANSITIONS, STATES, DEEDS, ENDED, _SETS)


_SETS: dict[tuple[str | None, ...], str] = {
    OPEN_STATES: "any open",
    (*OPEN_STATES, *ENDED): "any",
}
_HEAD = """# States of a case

Drawn from `command/casework/transitions.py` (`drawing()`); a test compares them. Deeds that keep
the state stand in the table only.
"""
