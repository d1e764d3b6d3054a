"""May this person do this deed to this case now? One answer for refusals and for buttons.

Pure. The order is: the role, the state, what the person is to the case.
"""

from dataclasses import dataclass

from command.accounts.role import Actor, Role, Verb
from command.base.problem import NotPermitted, Refusal
from command.base.words import Words
from command.casework import transitions
from command.casework.case import Case, WrongState, wrong_state
from command.casework.terms import DEEDS, Deed, Level, PartKind
from command.casework.transitions import Who
from command.places.jurisdiction import LENGTH_OF_LEVEL
from command.places.jurisdiction import Level as PlaceLevel

VERB_OF = {
    Deed.OPEN: Verb.REPORT,
    Deed.ACCEPT: Verb.ACCEPT,
    Deed.ASSIGN: Verb.ASSIGN,
    Deed.SIGN_FOR: Verb.SIGN_FOR,
    Deed.RETURN: Verb.RETURN,
    Deed.FACTS: Verb.UPDATE_FACTS,
    Deed.PROGRESS: Verb.PROGRESS,
    Deed.ESCALATE: Verb.ESCALATE,
    Deed.ACKNOWLEDGE: Verb.ACKNOWLEDGE,
    Deed.RESOLVE: Verb.RESOLVE,
    Deed.VISIT: Verb.VISIT,
    Deed.CLOSE: Verb.CLOSE,
    Deed.ANSWER: Verb.ANSWER,
}
COUNTY_DIGITS = LENGTH_OF_LEVEL[PlaceLevel.COUNTY]
OFFERED = tuple(deed for deed in VERB_OF if deed is not Deed.OPEN)


@dataclass(frozen=True, slots=True)
class Offer:
    """One deed on an officer's screen; `reason` says why it is not allowed."""

    deed: Deed
    allowed: bool
    reason: str


def offers(case: Case, actor: Actor) -> list[Offer]:
    """Every deed with its answer, in the order of the table."""
    return [_offer(deed, refusal(case, actor, deed)) for deed in OFFERED]


def demand(case: Case, actor: Actor, deed: Deed) -> None:
    """Raises NotPermitted or WrongState when the deed is not allowed."""
    found = refusal(case, actor, deed)
    if found is not None:
        raise found


def refusal(case: Case, actor: Actor, deed: Deed) -> Refusal | None:
    """Why not, or None when the deed is allowed."""
    if not actor.may(VERB_OF[deed]):
        return NotPermitted(_not_your_role(deed))
    if deed not in transitions.possible(case.state):
        return wrong_state(case.state, deed)
    standing = _standing(case, actor, transitions.who_may(deed))
    if standing:
        return NotPermitted(standing)
    done = _already(case, actor, deed)
    return WrongState(done, extra={"state": case.state, "deed": deed}) if done else None


def _offer(deed: Deed, found: Refusal | None) -> Offer:
    return Offer(deed, found is None, found.detail if found else "")


def _not_your_role(deed: Deed) -> Words:
    return Words(f"您的岗位不能{DEEDS[deed].zh}", f"Your role may not do this: {DEEDS[deed].en}")


def _standing(case: Case, actor: Actor, who: Who) -> Words | None:
    """What the actor would have to be to the case; None when they are."""
    part = case.part_of(actor.agency_id)
    if who is Who.LEAD and (part is None or part.part is not PartKind.LEAD):
        named = f"({case.lead.agency_name})" if case.lead else ""
        return Words(
            f"只有牵头单位{named}可以办理此项", f"Only the lead agency {named} may do this"
        )
    if who is Who.PART and part is None:
        return Words("只有承办单位可以签收", "Only an agency with a part in it can sign")
    if who is Who.TASK and not _asked(case, actor):
        return Words("本单位没有待答复的任务", "Your agency has no task to answer")
    if who is Who.OUTSIDE and part is not None and not _is_county_desk(actor):
        return Words(
            "回访须由承办单位以外的人员进行", "A visit is made by somebody outside the agencies"
        )
    return None


def _is_county_desk(actor: Actor) -> bool:
    """The county centre's follow-up desk never handles, and nobody else could visit the cases
    that stay with the county centre itself."""
    return actor.role is Role.VISITOR and len(actor.place or "") == COUNTY_DIGITS


def _asked(case: Case, actor: Actor) -> bool:
    return any(task.agency_id == actor.agency_id for task in case.open_tasks)


def _already(case: Case, actor: Actor, deed: Deed) -> Words | None:
    """Deeds that are done once, and ends that wait for what a reception has promised."""
    if deed in (Deed.RESOLVE, Deed.CLOSE) and case.open_tasks:
        return Words(
            f"还有{len(case.open_tasks)}项任务未答复",
            f"{len(case.open_tasks)} tasks are not answered yet",
        )
    part = case.part_of(actor.agency_id)
    if deed is Deed.SIGN_FOR and part is not None:
        if part.signed_at is not None:
            return Words("本单位已签收", "Your agency has signed already")
        if part.returned_at is not None:
            return Words("本单位已退回,等待重新交办", "Your agency has returned it")
    if deed is Deed.ACKNOWLEDGE and case.acknowledged_at is not None:
        return Words("已有人确认知悉", "Somebody has acknowledged it already")
    if deed is Deed.ESCALATE and case.facts.level is Level.GRAVEST:
        return Words("已是最高级别", "It has the gravest level already")
    return None
