"""The form of a line of the state table, who may make a move, and states that go together."""

from dataclasses import dataclass
from enum import StrEnum

from command.casework.terms import ENDS, Deed, State


class Who(StrEnum):
    """What an actor must be to the case, beside having the verb."""

    ANYBODY = "anybody"  # whoever may report
    SCOPE = "scope"  # whoever sees the case
    LEAD = "lead"  # the lead agency's people
    PART = "part"  # people of any agency with a part
    SUPPORT = "support"  # people of an agency that supports
    OUTSIDE = "outside"  # people of no handling agency
    TASK = "task"  # people of an agency with an open task
    SUPERVISED = "supervised"  # people of an agency that owes an answer to a supervision
    REFEREE = "referee"  # the county centre's people
    LEAD_OR_COUNTY = "lead or county"  # the lead agency's people or the county centre's
    KEEPER = "keeper"  # the clock
    RECEPTION = "reception"  # the close of a reception, in the same transaction
    ABOVE = "above"  # the county's people of no handling agency; a county leader
    MERGE = "merge"  # the merge of another case, in the same transaction
    LEAVE = "leave"  # the leave of a person or the end of an agency, in the same transaction


@dataclass(frozen=True, slots=True)
class Transition:
    """One line. `when` separates lines of one deed; `after` None keeps the state."""

    deed: Deed
    before: tuple[State | None, ...]
    after: State | None
    who: Who
    needs: str
    when: str = ""


OPEN_STATES = (
    State.REGISTERED,
    State.ASSIGNED,
    State.HANDLING,
    State.RETURNED,
    State.RESOLVED,
    State.VISITED,
    State.TRANSFERRED,
    State.HEARING,
    State.PERFORMING,
    State.REVIEWING,
    State.REREVIEWING,
)

IN_HAND = (State.ASSIGNED, State.HANDLING)
MERGEABLE = (State.REGISTERED, State.ASSIGNED, State.HANDLING, State.RETURNED)
UNANSWERED = (*MERGEABLE, State.HEARING)
"""Whatever is merged into such a case is answered with it."""
ENDED = tuple(state for state in State if state in ENDS)
