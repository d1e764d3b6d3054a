"""May this person do this deed to this case now? One answer for refusals and for buttons.

Pure. The order is: the role, the state, what the person is to the case.
"""

from dataclasses import dataclass

from command.accounts.role import Actor, Role, Verb
from command.base.problem import NotPermitted, Refusal
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
    """One deed on an officer's screen; `reason` says in Chinese why it is not allowed."""

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
        return NotPermitted(f"您的岗位不能{DEEDS[deed].zh}")
    if deed not in transitions.possible(case.state):
        return wrong_state(case.state, deed)
    standing = _standing(case, actor, transitions.who_may(deed))
    if standing:
        return NotPermitted(standing)
    done = _already(case, actor, deed)
    return WrongState(done, extra={"state": case.state, "deed": deed}) if done else None


def _offer(deed: Deed, found: Refusal | None) -> Offer:
    return Offer(deed, found is None, found.detail if found else "")


def _standing(case: Case, actor: Actor, who: Who) -> str:
    """What the actor would have to be to the case; "" when they are."""
    part = case.part_of(actor.agency_id)
    if who is Who.LEAD and (part is None or part.part is not PartKind.LEAD):
        return f"只有牵头单位{_named(case)}可以办理此项"
    if who is Who.PART and part is None:
        return "只有承办单位可以签收"
    if who is Who.TASK and not _asked(case, actor):
        return "本单位没有待答复的任务"
    if who is Who.OUTSIDE and part is not None and not _is_county_desk(actor):
        return "回访须由承办单位以外的人员进行"
    return ""


def _is_county_desk(actor: Actor) -> bool:
    """The county centre's follow-up desk never handles, and nobody else could visit the cases
    that stay with the county centre itself."""
    return actor.role is Role.VISITOR and len(actor.place or "") == COUNTY_DIGITS


def _asked(case: Case, actor: Actor) -> bool:
    return any(task.agency_id == actor.agency_id for task in case.open_tasks)


def _named(case: Case) -> str:
    return f"({case.lead.agency_name})" if case.lead else ""


def _already(case: Case, actor: Actor, deed: Deed) -> str:
    """Deeds that are done once, and ends that wait for what a reception has promised."""
    if deed in (Deed.RESOLVE, Deed.CLOSE) and case.open_tasks:
        return f"还有{len(case.open_tasks)}项任务未答复"
    part = case.part_of(actor.agency_id)
    if deed is Deed.SIGN_FOR and part is not None:
        if part.signed_at is not None:
            return "本单位已签收"
        if part.returned_at is not None:
            return "本单位已退回,等待重新交办"
    if deed is Deed.ACKNOWLEDGE and case.acknowledged_at is not None:
        return "已有人确认知悉"
    if deed is Deed.ESCALATE and case.facts.level is Level.GRAVEST:
        return "已是最高级别"
    return ""
