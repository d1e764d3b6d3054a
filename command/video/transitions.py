"""The state table of a reception: every legal move, who may make it and what it needs.

`docs/states.md` is drawn from it. Knows nothing of how a move is stored or announced.
"""

from dataclasses import dataclass
from enum import StrEnum

from command.base.drawing import drawn
from command.video.terms import DEEDS, STATES, Deed, State


class Who(StrEnum):
    """What a person must be to the reception, beside having the verb."""

    BOOKER = "booker"  # whoever may book and sees the case
    HOST = "host"  # whoever booked it, and hosts at the county's site
    PETITIONER = "petitioner"  # the petitioner's side: the village site
    SITTER = "sitter"  # whoever takes a seat


@dataclass(frozen=True, slots=True)
class Transition:
    """One line. `when` separates lines of one deed; `after` None keeps the state."""

    deed: Deed
    before: tuple[State | None, ...]
    after: State | None
    who: Who
    needs: str
    when: str = ""


GATED = (State.WAITING, State.IN_SESSION, State.INTERRUPTED)
RUNNING = (State.IN_SESSION, State.INTERRUPTED)
BEFORE = (State.BOOKED, State.WAITING)
OVER = (State.CLOSED, State.NO_SHOW, State.CANCELLED)

TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        Deed.BOOK,
        (None,),
        State.BOOKED,
        Who.BOOKER,
        "an open case without another live reception, three sites, a time",
    ),
    Transition(Deed.MOVE, BEFORE, State.BOOKED, Who.HOST, "another time, at whose wish, a reason"),
    Transition(Deed.CANCEL, BEFORE, State.CANCELLED, Who.HOST, "at whose wish, a reason"),
    Transition(
        Deed.ASK,
        (*BEFORE, *RUNNING),
        None,
        Who.HOST,
        "somebody of the case or of a site, and a site they are not at",
    ),
    Transition(
        Deed.HAND_OVER,
        (*BEFORE, *RUNNING, State.CLOSING),
        None,
        Who.HOST,
        "somebody at the county's site who has the case and may receive",
    ),
    Transition(Deed.OPEN_WAITING, (State.BOOKED,), State.WAITING, Who.HOST, ""),
    Transition(
        Deed.OPEN_WAITING, (State.BOOKED,), State.WAITING, Who.SITTER, "a seat taken", "arrival"
    ),
    Transition(
        Deed.BEGIN,
        (State.WAITING,),
        State.IN_SESSION,
        Who.HOST,
        "somebody at each of the three sites, or a reason",
    ),
    Transition(Deed.ADMIT, GATED, None, Who.HOST, "a seat at the gate"),
    Transition(Deed.HOLD, GATED, None, Who.HOST, "a seat of another"),
    Transition(Deed.CALL_NEXT, GATED, None, Who.HOST, "somebody at the gate"),
    Transition(Deed.INTERRUPT, (State.IN_SESSION,), State.INTERRUPTED, Who.HOST, ""),
    Transition(Deed.RESUME, (State.INTERRUPTED,), State.IN_SESSION, Who.HOST, ""),
    Transition(Deed.END, RUNNING, State.CLOSING, Who.HOST, ""),
    Transition(Deed.END, GATED, State.CLOSING, Who.PETITIONER, "", "petitioner"),
    Transition(
        Deed.CLOSE,
        (State.CLOSING,),
        State.CLOSED,
        Who.HOST,
        "an outcome: commitments with agency, officer and day, or a conclusion",
    ),
    Transition(
        Deed.NO_SHOW,
        BEFORE,
        State.NO_SHOW,
        Who.HOST,
        "which side was missing, a reason",
    ),
)


def find(state: State | None, deed: Deed, when: str = "") -> Transition | None:
    """The line for a deed in a state, or None when the move is illegal."""
    for line in TRANSITIONS:
        if line.deed is deed and line.when == when and state in line.before:
            return line
    return None


def possible(state: State | None) -> tuple[Deed, ...]:
    """The deeds a state allows to some person, in the order of the table."""
    return tuple(dict.fromkeys(line.deed for line in TRANSITIONS if state in line.before))


def drawing() -> str:
    """The reception's part of `docs/states.md`, as Markdown with a Mermaid diagram."""
    return drawn(_HEAD, TRANSITIONS, STATES, DEEDS, OVER)


_HEAD = """# States of a reception

Drawn from `command/video/transitions.py`. Deeds that keep the state stand in the table only.
"""
