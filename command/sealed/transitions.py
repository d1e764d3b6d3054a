"""The state table of a sealed matter: every legal move, who may make it and what it needs.

`docs/states.md` is drawn from it. Knows nothing of how a move is stored.
"""

from dataclasses import dataclass
from enum import StrEnum

from command.base.drawing import drawn
from command.sealed.terms import DEEDS, STATES, Deed, State


class Who(StrEnum):
    """What a person must be to the matter; a conflict closes it to anybody."""

    WINDOW = "window"  # whoever takes reports in
    UNIT = "unit"  # people of the lowest unit above the accused
    SECOND = "second"  # another of them than whoever did it before
    RECEIVER = "receiver"  # people of the agency that an approved abstract went to
    CLOCK = "clock"  # the keeper, when its time is over


@dataclass(frozen=True, slots=True)
class Transition:
    """One line. `when` separates lines of one deed; `after` None keeps the state."""

    deed: Deed
    before: tuple[State | None, ...]
    after: State | None
    who: Who
    needs: str
    when: str = ""


ELSEWHERE = "elsewhere"
DISSATISFIED = "dissatisfied"
OPEN_STATES = (State.FILED, State.HANDLING, State.ANSWERED)
_ABSTRACT = "an abstract without personal data or the complaint's own sentences, an agency outside"

TRANSITIONS: tuple[Transition, ...] = (
    Transition(Deed.FILE, (None,), State.FILED, Who.WINDOW, "words, accused with a unit above"),
    Transition(Deed.ACCEPT, (State.FILED,), State.HANDLING, Who.UNIT, ""),
    Transition(Deed.NOTE, OPEN_STATES, None, Who.UNIT, "words"),
    Transition(Deed.ACCUSE, OPEN_STATES, None, Who.UNIT, "one more accused"),
    Transition(
        Deed.ACCUSE,
        OPEN_STATES,
        State.FILED,
        Who.UNIT,
        "one more accused, above whom another unit is the lowest",
        ELSEWHERE,
    ),
    Transition(Deed.RECUSE, OPEN_STATES, None, Who.UNIT, ""),
    Transition(Deed.ABSTRACT, (State.HANDLING,), None, Who.UNIT, _ABSTRACT),
    Transition(Deed.APPROVE, (State.HANDLING,), None, Who.SECOND, "an abstract that waits"),
    Transition(Deed.REPLY, OPEN_STATES, None, Who.RECEIVER, "an approved abstract, words"),
    Transition(Deed.ANSWER, (State.HANDLING,), State.ANSWERED, Who.UNIT, "words"),
    Transition(Deed.CLOSE, (State.ANSWERED,), State.CLOSED, Who.SECOND, "a visit: satisfaction"),
    Transition(
        Deed.CLOSE,
        (State.ANSWERED,),
        State.HANDLING,
        Who.SECOND,
        "a visit: satisfaction",
        DISSATISFIED,
    ),
    Transition(
        Deed.RAISE,
        (State.FILED, State.HANDLING),
        None,
        Who.CLOCK,
        "15 days without acceptance, or no answer by the due day; once a state",
    ),
)


def find(state: State | None, deed: Deed, when: str = "") -> Transition | None:
    """The line for a deed in a state, or None when the move is illegal."""
    for line in TRANSITIONS:
        if line.deed is deed and line.when == when and state in line.before:
            return line
    return None


def possible(state: State) -> tuple[Deed, ...]:
    """The deeds that the handling unit may do in a state, in the order of the table."""
    ours = (Who.UNIT, Who.SECOND)
    lines = (line for line in TRANSITIONS if state in line.before and line.who in ours)
    return tuple(dict.fromkeys(line.deed for line in lines))


def drawing() -> str:
    """The lane's part of `docs/states.md`, as Markdown with a Mermaid diagram."""
    return drawn(_HEAD, TRANSITIONS, STATES, DEEDS, (State.CLOSED,))


_HEAD = """# States of a sealed matter

Drawn from `command/sealed/transitions.py`. Deeds that keep the state stand in the table only.
"""
