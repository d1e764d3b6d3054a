"""The moves that lead a case off its plain way and back, and what becomes of each state."""

from command.casework import deadlines, review
from command.casework.agreement_happened import (
    AgreementBroken,
    CaseAgreed,
    ConfirmationNoted,
    DutyPerformed,
)
from command.casework.away_happened import (
    CaseCameBack,
    CaseTransferred,
    HearingCalled,
    HearingConcluded,
)
from command.casework.deadline import Deadline
from command.casework.ending import DeclineGround
from command.casework.happened import Happened
from command.casework.merge_happened import (
    CaseAbsorbed,
    CaseLinked,
    CaseMerged,
    CaseReleased,
    CaseUnmerged,
)
from command.casework.notice import Matter, Notice
from command.casework.review_happened import ReviewAsked, ReviewConcluded, ReviewHeard
from command.casework.terms import ENDS, DeadlineName, State
from command.casework.turn_happened import CaseDeclined, CaseReopened, CaseTold, CaseWithdrawn
from tests.casework.builders import HOUR, LEAD, PROMISE, some_facts
from tests.cast import AT

LATER = AT + 30 * HOUR
AGAIN = deadlines.resolve_by(some_facts().difficulty, PROMISE, LATER)
S = State
OPEN = tuple(state for state in S if state not in ENDS)
VISIT = deadlines.visit_by(PROMISE, LATER)
OUTSIDE = Deadline(DeadlineName.OUTSIDE_BY, LATER, LATER + 72 * HOUR, provisional=False)
DUTY = Deadline(DeadlineName.PERFORM_BY, LATER, LATER + 72 * HOUR, provisional=False, task=1)
CONFIRM = Deadline(DeadlineName.CONFIRM_BY, LATER, LATER + 720 * HOUR, provisional=False)
REVIEWED = review.review_by(PROMISE, LATER)
HEARD = Deadline(DeadlineName.HEARING_BY, LATER, LATER + 72 * HOUR, provisional=False)
TURNS: dict[str, Happened] = {
    "decline": CaseDeclined(at=LATER, ground=DeclineGround.LITIGATION),
    "withdraw": CaseWithdrawn(at=LATER),
    "reopen": CaseReopened(at=LATER, parts=(LEAD,), deadlines=(AGAIN,), charge_id=4),
    "reopen unled": CaseReopened(at=LATER, parts=(), deadlines=(AGAIN,), charge_id=4),
    "merge": CaseMerged(at=LATER, parts=()),
    "absorb": CaseAbsorbed(at=LATER, headcount=90, parts=(), moved=()),
    **{
        f"unmerge {state}": CaseUnmerged(
            at=LATER, came_from=state, parts=(LEAD,), charge_id=4, deadlines=(AGAIN,), moved=()
        )
        for state in (S.REGISTERED, S.ASSIGNED, S.HANDLING, S.RETURNED)
    },
    "release": CaseReleased(at=LATER, tasks=(), merged_at=AT + HOUR),
    "link": CaseLinked(at=LATER),
    "transfer": CaseTransferred(at=LATER, body="court", outside_by=OUTSIDE),
    "come-back decided": CaseCameBack(at=LATER, visit_by=VISIT),
    "come-back sent back": CaseCameBack(at=LATER, resolve_by=AGAIN),
    "hear": HearingCalled(at=LATER, hearing_by=HEARD),
    "conclude-hearing": HearingConcluded(at=LATER),
    "agree": CaseAgreed(at=LATER, duties=(DUTY,), confirm_by=CONFIRM),
    "perform": DutyPerformed(at=LATER, duty=1),
    "confirm": ConfirmationNoted(at=LATER, outcome="applied"),
    "break-off": AgreementBroken(at=LATER, resolve_by=AGAIN),
    "ask-review": ReviewAsked(at=LATER, stage=1, parts=(LEAD,), review_by=REVIEWED),
    "ask-review re-review": ReviewAsked(at=LATER, stage=2, parts=(LEAD,), review_by=REVIEWED),
    "hear-review": ReviewHeard(at=LATER, review_by=REVIEWED),
    "conclude-review upheld": ReviewConcluded(at=LATER),
    "conclude-review changed": ReviewConcluded(at=LATER, resolve_by=AGAIN),
    "tell": CaseTold(at=LATER, notice=Notice(1, Matter.ACCEPTED, AT)),
}
#: What becomes of a state by a move; of every other state it is refused.
BECOMES: dict[str, dict[State, State]] = {
    "decline": {S.REGISTERED: S.DECLINED},
    "withdraw": dict.fromkeys(OPEN, S.WITHDRAWN),
    "reopen": {S.CLOSED: S.ASSIGNED, S.WITHDRAWN: S.ASSIGNED},
    "reopen unled": {S.DECLINED: S.REGISTERED, S.WITHDRAWN: S.REGISTERED},
    "merge": dict.fromkeys((S.REGISTERED, S.ASSIGNED, S.HANDLING, S.RETURNED), S.MERGED),
    "absorb": {
        state: state for state in (S.REGISTERED, S.ASSIGNED, S.HANDLING, S.RETURNED, S.HEARING)
    },
    **{
        f"unmerge {state}": {S.MERGED: state}
        for state in (S.REGISTERED, S.ASSIGNED, S.HANDLING, S.RETURNED)
    },
    "release": {state: state for state in OPEN},
    "link": {state: state for state in S},
    "transfer": {S.HANDLING: S.TRANSFERRED},
    "come-back decided": {S.TRANSFERRED: S.RESOLVED},
    "come-back sent back": {S.TRANSFERRED: S.HANDLING},
    "hear": {S.HANDLING: S.HEARING},
    "conclude-hearing": {S.HEARING: S.HANDLING},
    "agree": {S.HANDLING: S.PERFORMING},
    "perform": {S.PERFORMING: S.PERFORMING},
    "confirm": {state: state for state in (S.PERFORMING, S.RESOLVED, S.VISITED)},
    "break-off": {S.PERFORMING: S.HANDLING},
    "ask-review": {S.VISITED: S.REVIEWING, S.CLOSED: S.REVIEWING},
    "ask-review re-review": {S.VISITED: S.REREVIEWING, S.CLOSED: S.REREVIEWING},
    "hear-review": {S.REREVIEWING: S.REREVIEWING},
    "conclude-review upheld": {S.REVIEWING: S.VISITED, S.REREVIEWING: S.VISITED},
    "conclude-review changed": {S.REVIEWING: S.HANDLING, S.REREVIEWING: S.HANDLING},
    "tell": {state: state for state in S},
}
