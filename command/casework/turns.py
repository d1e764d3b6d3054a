"""Lines of the state table that lead a case off its plain way, and back. See `transitions`."""

from command.casework.move import ENDED, MERGEABLE, OPEN_STATES, UNANSWERED, Transition, Who
from command.casework.terms import Deed, State

TURNS: tuple[Transition, ...] = (
    Transition(
        Deed.DECLINE,
        (State.REGISTERED,),
        State.DECLINED,
        Who.SCOPE,
        "a ground, the right door, words; no open task",
    ),
    Transition(
        Deed.WITHDRAW,
        OPEN_STATES,
        State.WITHDRAWN,
        Who.OUTSIDE,
        "the citizen's own words, asked by a visitor; no open supervision",
    ),
    Transition(
        Deed.REOPEN,
        (State.CLOSED, State.WITHDRAWN),
        State.ASSIGNED,
        Who.SCOPE,
        "a reason; the same lead, a new round and a new promise",
    ),
    Transition(
        Deed.REOPEN,
        (State.DECLINED, State.WITHDRAWN),
        State.REGISTERED,
        Who.SCOPE,
        "a reason; nobody had led it",
        "unled",
    ),
    Transition(
        Deed.MERGE,
        MERGEABLE,
        State.MERGED,
        Who.SCOPE,
        "another case in scope not answered yet, a reason; no open supervision",
    ),
    Transition(Deed.ABSORB, UNANSWERED, None, Who.MERGE, "the merge of another case into it"),
    *(
        Transition(
            Deed.UNMERGE,
            (State.MERGED,),
            state,
            Who.SCOPE,
            "within 7 days, the other one still open; a reason",
            str(state),
        )
        for state in MERGEABLE
    ),
    Transition(Deed.RELEASE, OPEN_STATES, None, Who.MERGE, "the merge of another case is undone"),
    Transition(
        Deed.LINK, (*OPEN_STATES, *ENDED), None, Who.SCOPE, "another case in scope, not linked yet"
    ),
    Transition(
        Deed.TRANSFER,
        (State.HANDLING,),
        State.TRANSFERRED,
        Who.LEAD,
        "a body outside, why, until when; no open task; our promises end",
    ),
    Transition(
        Deed.COME_BACK,
        (State.TRANSFERRED,),
        State.RESOLVED,
        Who.LEAD,
        "the result in words; a visit is owed",
        "decided",
    ),
    Transition(
        Deed.COME_BACK,
        (State.TRANSFERRED,),
        State.HANDLING,
        Who.LEAD,
        "why it was not taken; a new promise",
        "sent back",
    ),
    Transition(
        Deed.HEAR, (State.HANDLING,), State.HEARING, Who.LEAD, "an instant, a place, about what"
    ),
    Transition(
        Deed.CONCLUDE_HEARING,
        (State.HEARING,),
        State.HANDLING,
        Who.LEAD,
        "minutes, and who took part",
    ),
    Transition(
        Deed.AGREE,
        (State.HANDLING,),
        State.PERFORMING,
        Who.LEAD,
        "mediators, what was agreed, who does what until when; our promises end",
    ),
    Transition(Deed.PERFORM, (State.PERFORMING,), None, Who.LEAD, "an open duty, the day"),
    Transition(
        Deed.CONFIRM,
        (State.PERFORMING, State.RESOLVED, State.VISITED),
        None,
        Who.LEAD,
        "an agreement; asked for or not within 30 days, then what the court said",
    ),
    Transition(
        Deed.BREAK_OFF,
        (State.PERFORMING,),
        State.HANDLING,
        Who.LEAD,
        "what was not performed; a new promise",
    ),
    Transition(
        Deed.ASK_REVIEW,
        (State.VISITED, State.CLOSED),
        State.REVIEWING,
        Who.SCOPE,
        "the citizen's request, an organ above, within 30 days of having been told",
    ),
    Transition(
        Deed.ASK_REVIEW,
        (State.VISITED, State.CLOSED),
        State.REREVIEWING,
        Who.SCOPE,
        "the same after a review that upheld the answer",
        "re-review",
    ),
    Transition(
        Deed.HEAR_REVIEW,
        (State.REREVIEWING,),
        None,
        Who.ABOVE,
        "the days of a hearing, its minutes: they are left out",
    ),
    Transition(
        Deed.CONCLUDE_REVIEW,
        (State.REVIEWING, State.REREVIEWING),
        State.VISITED,
        Who.ABOVE,
        "an opinion that upholds the answer",
        "upheld",
    ),
    Transition(
        Deed.CONCLUDE_REVIEW,
        (State.REVIEWING, State.REREVIEWING),
        State.HANDLING,
        Who.ABOVE,
        "an opinion that changes it; a new round and a new promise",
        "changed",
    ),
    Transition(
        Deed.TELL,
        (*OPEN_STATES, *ENDED),
        None,
        Who.SCOPE,
        "something the citizen must be told; how, and when",
    ),
)
