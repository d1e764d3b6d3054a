"""The state tables of an entry and of an interview: every legal move, who may make it, its needs.

`docs/states.md` is drawn from them. Knows nothing of how a move is stored.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from command.assessment.strike import (
    DEEDS,
    STATES,
    TALK_DEEDS,
    TALK_STATES,
    Deed,
    State,
    TalkDeed,
    TalkState,
)
from command.base.drawing import drawn

S = TypeVar("S", bound=StrEnum)
D = TypeVar("D", bound=StrEnum)


class Who(StrEnum):
    KEEPER = "keeper"  # the reader of the journal
    CONCERNED = "concerned"  # people of the unit, and the officer
    ASSESSOR = "assessor"  # whoever assesses; of an entry of their own unit only its dismissal
    SECOND = "second"  # another assessor, outside the unit


@dataclass(frozen=True, slots=True)
class Move(Generic[S, D]):
    """One line; `after` None keeps the state."""

    deed: D
    before: tuple[S | None, ...]
    after: S | None
    who: Who
    needs: str
    when: str = ""


LIVE = (State.PENDING, State.APPEALED, State.COUNTED)
STRIKES: tuple[Move[State, Deed], ...] = (
    Move(Deed.ENTER, (None,), State.PENDING, Who.KEEPER, "a dissatisfied visit, once"),
    Move(Deed.COUNT, (State.PENDING,), State.COUNTED, Who.KEEPER, "the time for an appeal is over"),
    Move(Deed.APPEAL, (State.PENDING,), State.APPEALED, Who.CONCERNED, "words, in time, once"),
    Move(
        Deed.DISMISS,
        (State.APPEALED,),
        State.PENDING,
        Who.ASSESSOR,
        "words; not by who appealed nor by the officer; the time for an appeal is over with it",
    ),
    Move(
        Deed.PROPOSE_VOID,
        LIVE,
        None,
        Who.ASSESSOR,
        "a reason; no other proposal waits; not by the unit",
    ),
    Move(
        Deed.APPROVE_VOID,
        LIVE,
        State.VOIDED,
        Who.SECOND,
        "a proposal of somebody else; not by the unit",
    ),
    Move(Deed.REFUSE_VOID, LIVE, None, Who.SECOND, "a proposal of somebody else; not by the unit"),
)
TALKS: tuple[Move[TalkState, TalkDeed], ...] = (
    Move(
        TalkDeed.OWE,
        (None,),
        TalkState.OWED,
        Who.KEEPER,
        "the third counted entry of a year; one for unit and officer who reach it together",
    ),
    Move(
        TalkDeed.WITHDRAW,
        (TalkState.OWED,),
        TalkState.WITHDRAWN,
        Who.KEEPER,
        "entries voided, so that fewer than three count",
    ),
    Move(
        TalkDeed.RECORD,
        (TalkState.OWED,),
        TalkState.HELD,
        Who.ASSESSOR,
        "who talked, the day, minutes, until when to put right; not by the officer",
    ),
    Move(TalkDeed.SIGN, (TalkState.HELD,), None, Who.CONCERNED, "one's own part not yet signed"),
    Move(
        TalkDeed.SIGN,
        (TalkState.HELD,),
        TalkState.SIGNED,
        Who.CONCERNED,
        "one's own part not yet signed",
        "last",
    ),
)


def drawing() -> str:
    """The part of `docs/states.md` for entries."""
    return drawn(_STRIKES, STRIKES, STATES, DEEDS, (State.VOIDED,), {LIVE: "any but voided"})


def talk_drawing() -> str:
    """The part of `docs/states.md` for interviews."""
    over = (TalkState.SIGNED, TalkState.WITHDRAWN)
    return drawn(_TALKS, TALKS, TALK_STATES, TALK_DEEDS, over)


_STRIKES = """# States of an entry for a dissatisfied visit

Drawn from `command/assessment/transitions.py`. Deeds that keep the state stand in the table only.
"""
_TALKS = """# States of an interview

Drawn from `command/assessment/transitions.py`. Deeds that keep the state stand in the table only.
"""
