"""May this person do this deed to this case now? One answer for refusals and for buttons.

Pure. The order is: the role, the state, what the person is to the case.
"""

from dataclasses import dataclass
from datetime import datetime

from command.accounts.role import Actor, Role, Verb
from command.base.problem import NotPermitted, Refusal
from command.base.words import Words
from command.casework import transitions
from command.casework.case import Case, WrongState, wrong_state
from command.casework.happened import Part
from command.casework.notice import Matter
from command.casework.routing import centres_over
from command.casework.supervision import Grade, Supervision
from command.casework.terms import DEEDS, STATES, DeadlineName, Deed, Level, PartKind, Source, State
from command.casework.transitions import Who
from command.places.jurisdiction import LENGTH_OF_LEVEL
from command.places.jurisdiction import Level as PlaceLevel

VERB_OF = {
    Deed.OPEN: Verb.REPORT,
    Deed.JOIN: Verb.REPORT,
    Deed.ACCEPT: Verb.ACCEPT,
    Deed.ASSIGN: Verb.ASSIGN,
    Deed.SIGN_FOR: Verb.SIGN_FOR,
    Deed.RETURN: Verb.RETURN,
    Deed.RETURN_PART: Verb.RETURN,
    Deed.FACTS: Verb.UPDATE_FACTS,
    Deed.PROGRESS: Verb.PROGRESS,
    Deed.ESCALATE: Verb.ESCALATE,
    Deed.ACKNOWLEDGE: Verb.ACKNOWLEDGE,
    Deed.RESOLVE: Verb.RESOLVE,
    Deed.VISIT: Verb.VISIT,
    Deed.CLOSE: Verb.CLOSE,
    Deed.DECLINE: Verb.ACCEPT,
    Deed.WITHDRAW: Verb.VISIT,
    Deed.REOPEN: Verb.ACCEPT,
    Deed.TELL: Verb.PROGRESS,
    Deed.MERGE: Verb.ASSIGN,
    Deed.UNMERGE: Verb.ASSIGN,
    Deed.LINK: Verb.UPDATE_FACTS,
    Deed.TRANSFER: Verb.RESOLVE,
    Deed.COME_BACK: Verb.RESOLVE,
    Deed.HEAR: Verb.RESOLVE,
    Deed.CONCLUDE_HEARING: Verb.RESOLVE,
    Deed.AGREE: Verb.RESOLVE,
    Deed.PERFORM: Verb.RESOLVE,
    Deed.CONFIRM: Verb.RESOLVE,
    Deed.BREAK_OFF: Verb.RESOLVE,
    Deed.ASK_REVIEW: Verb.ACCEPT,
    Deed.HEAR_REVIEW: Verb.REVIEW,
    Deed.CONCLUDE_REVIEW: Verb.REVIEW,
    Deed.ANSWER: Verb.ANSWER,
    Deed.RULE: Verb.ASSIGN,
    Deed.REFER_UP: Verb.REFER,
    Deed.HAND_DOWN: Verb.REFER,
    Deed.COPY: Verb.REFER,
    Deed.ASK: Verb.REFER,
    Deed.ASK_TIME: Verb.ASK_TIME,
    Deed.DECIDE_TIME: Verb.DECIDE_TIME,
    Deed.RESUME_CLOCK: Verb.ASK_TIME,
    Deed.SUPERVISE: Verb.SUPERVISE,
    Deed.INSTRUCT: Verb.INSTRUCT,
    Deed.REPLY: Verb.ANSWER,
    Deed.LIFT: Verb.LIFT,
    Deed.REFUSE_RISE: Verb.ESCALATE,
    Deed.INFORM: Verb.ASSIGN,
    Deed.OWN: Verb.INSTRUCT,
    Deed.DISOWN: Verb.LIFT,
}
MOST_RETURNS = 2
"""The second goes to a referee, whose word is final: there is no third."""
TOO_LATE = Words("已超过五个工作日的退回期限", "The five working days for returning it are over")
COUNTY_DIGITS = LENGTH_OF_LEVEL[PlaceLevel.COUNTY]
TIMES = (Deed.ASK_TIME, Deed.DECIDE_TIME, Deed.RESUME_CLOCK)
OFFERED = tuple(deed for deed in VERB_OF if deed not in (Deed.OPEN, Deed.JOIN))
COMES_AND_GOES = {Who.TASK: Who.PART, Who.SUPERVISED: Who.PART, Who.OUTSIDE: Who.ANYBODY}
"""What one may yet be to a case, by what one must be for that; the rest somebody else is."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One deed on an officer's screen; `reason` says why it is not allowed."""

    deed: Deed
    allowed: bool
    reason: str


def offers(case: Case, actor: Actor, at: datetime | None = None) -> list[Offer]:
    """The deeds of the actor's post on this case with their answers, in the order of the table;
    what is for another role or another agency to do is not among them."""
    ours = [deed for deed in OFFERED if is_ours(case, actor, deed)]
    return [_offer(case, deed, refusal(case, actor, deed, at)) for deed in ours]


def is_ours(case: Case, actor: Actor, deed: Deed) -> bool:
    """Whether the actor could ever do it while the case stands with whom it stands: the role has
    the verb, they are what it wants to the case or may yet be. Of a case that is over only what
    its state allows is left."""
    who = transitions.who_may(deed)
    return (
        actor.may(VERB_OF[deed])
        and (case.is_open or deed in transitions.possible(case.state))
        and not _standing(case, actor, COMES_AND_GOES.get(who, who))
        and not _level(case, deed)
    )


def demand(case: Case, actor: Actor, deed: Deed, at: datetime | None = None) -> None:
    """Raises NotPermitted or WrongState when the deed is not allowed."""
    found = refusal(case, actor, deed, at)
    if found is not None:
        raise found


def refusal(case: Case, actor: Actor, deed: Deed, at: datetime | None = None) -> Refusal | None:
    """Why not, or None when the deed is allowed; without `at` no time limit is looked at."""
    if not actor.may(VERB_OF[deed]):
        return NotPermitted(_not_your_role(deed))
    if deed not in transitions.possible(case.state):
        return wrong_state(case.state, deed)
    standing = _standing(case, actor, transitions.who_may(deed)) or _level(case, deed)
    if standing:
        return NotPermitted(standing)
    done = (
        (_no_time if deed in TIMES else _already)(case, actor, deed)
        or _supervising(case, actor, deed)
        or _returning(case, deed, at)
        or _telling(case, deed)
        or _performing(case, deed)
        or _informing(case, deed)
        or _owning(case, actor, deed)
        or _returning_part(case, actor, deed, at)
    )
    return WrongState(done, extra={"state": case.state, "deed": deed}) if done else None


def _offer(case: Case, deed: Deed, found: Refusal | None) -> Offer:
    """A screen has little room: of a wrong state it says which one is wanted."""
    if found is not None and deed not in transitions.possible(case.state):
        return Offer(deed, False, _wanted_state(case.state, deed))
    return Offer(deed, found is None, found.detail if found else "")


def _wanted_state(state: State, deed: Deed) -> Words:
    before = transitions.states_of(deed)
    if set(before) == set(transitions.OPEN_STATES):
        return Words("在办事项才可以", "Only while the case is open")
    zh = "、".join(STATES[one].zh for one in before)
    en = ", ".join(STATES[one].en for one in before)
    return Words(f"{zh}时可以,现为{STATES[state].zh}", f"{en}: possible; now {STATES[state].en}")


def _not_your_role(deed: Deed) -> Words:
    return Words(f"您的岗位不能{DEEDS[deed].zh}", f"Your role may not do this: {DEEDS[deed].en}")


def _standing(case: Case, actor: Actor, who: Who) -> Words | None:
    """What the actor would have to be to the case; None when they are."""
    part = case.part_of(actor.agency_id)
    handles = part if part is not None and part.part is not PartKind.COPY else None
    leads = handles is not None and handles.part is PartKind.LEAD
    is_county = len(actor.place or "") == COUNTY_DIGITS
    has_place = actor.place is not None
    stands = {
        Who.SCOPE: has_place or part is handles,
        Who.LEAD: leads,
        Who.LEAD_OR_COUNTY: leads or is_county,
        Who.REFEREE: is_county,
        Who.PART: handles is not None,
        Who.SUPPORT: handles is not None and handles.part is PartKind.SUPPORT,
        Who.TASK: _asked(case, actor),
        Who.SUPERVISED: _owes(case, actor),
        Who.OUTSIDE: handles is None or _is_county_desk(actor),
        Who.ABOVE: handles is None or actor.role is Role.COUNTY_LEADER,
    }
    return None if stands.get(who, True) else _wanted(case, who)


def _wanted(case: Case, who: Who) -> Words:
    """Who else may, in words."""
    named = f"({case.lead.agency_name})" if case.lead else ""
    return {
        Who.SCOPE: Words("抄告单位只可查阅", "An agency that has a copy reads only"),
        Who.LEAD: Words(
            f"只有牵头单位{named}可以办理此项", f"Only the lead agency {named} may do this"
        ),
        Who.LEAD_OR_COUNTY: Words(
            f"只有牵头单位{named}或县中心可以办理此项",
            f"Only the lead agency {named} or the county centre may do this",
        ),
        Who.REFEREE: Words("由县中心裁定", "The county centre rules"),
        Who.PART: Words("只有承办单位可以签收", "Only an agency with a part in it can sign"),
        Who.SUPPORT: Words("只有协办单位可以退回协办", "Only a supporting agency returns its part"),
        Who.TASK: Words("本单位没有待答复的任务", "Your agency has no task to answer"),
        Who.SUPERVISED: Words("本单位没有待回复的督办", "Your agency owes no reply"),
        Who.ABOVE: Words(
            "复查、复核意见由承办单位以外的人员登记", "Recorded by somebody outside the agencies"
        ),
        Who.OUTSIDE: Words(
            "回访须由承办单位以外的人员进行", "A visit is made by somebody outside the agencies"
        ),
    }[who]


def _level(case: Case, deed: Deed) -> Words | None:
    """Up goes what a village or a township leads, down what a centre above the village leads."""
    lead = case.lead
    if lead is None or deed not in (Deed.REFER_UP, Deed.HAND_DOWN):
        return None
    chain = centres_over(case.facts.place)
    is_end = lead.agency_id == chain[-1 if deed is Deed.REFER_UP else 0]
    if lead.agency_id in chain and not is_end:
        return None
    if deed is Deed.REFER_UP:
        return Words("只有村、乡镇中心牵头的可以上报", "A village or township centre refers up")
    return Words("没有可以交下的下级中心", "There is no centre below to hand it to")


def _returning(case: Case, deed: Deed, at: datetime | None) -> Words | None:
    """Five working days, twice; the second time a referee rules, and that is final."""
    is_ruled = case.return_count >= MOST_RETURNS
    if deed is Deed.RULE and not is_ruled:
        return Words(
            f"已退回{case.return_count}次:第一次退回由分流员重新交办",
            "Returned once: the dispatcher hands it over again",
        )
    if deed is Deed.ASSIGN and is_ruled and case.state is State.RETURNED:
        return Words("已第二次退回,由县中心裁定", "Returned twice: the county centre rules")
    if deed is not Deed.RETURN:
        return None
    if is_ruled:
        return Words(
            "已裁定承办单位,不得第三次退回", "It has been ruled on: there is no third return"
        )
    return _too_late(case.lead, at)


def _returning_part(case: Case, actor: Actor, deed: Deed, at: datetime | None) -> Words | None:
    """A supporter's own part, before it is signed for and in time; not what a reception agreed."""
    part = case.part_of(actor.agency_id)
    if deed is not Deed.RETURN_PART or part is None:
        return None
    if part.signed_at is not None:
        return Words("本单位已签收", "Your agency has signed already")
    promised = [task for task in case.open_tasks if task.source is Source.RECEPTION]
    if any(task.agency_id == actor.agency_id for task in promised):
        return Words("接访承诺的任务不能退回", "What a reception agreed is not returned")
    return _too_late(part, at)


def _informing(case: Case, deed: Deed) -> Words | None:
    line = case.deadline(DeadlineName.REPORT_BY)
    if deed is not Deed.INFORM or (line is not None and line.is_running):
        return None
    return Words("没有应报送的信息,或已报送", "No report is owed, or it has gone out")


def _owning(case: Case, actor: Actor, deed: Deed) -> Words | None:
    """A leader ends their own ownership, a supervisor anybody's."""
    owner = case.ownership
    if deed is Deed.OWN and owner is not None and owner.leader_id == actor.account_id:
        return Words("您已包案", "It is yours already")
    if deed is not Deed.DISOWN:
        return None
    if owner is None:
        return Words("没有领导包案,或已解除", "No leader owns it")
    is_other = owner.leader_id != actor.account_id and not actor.may(Verb.SUPERVISE)
    return (
        Words("由包案领导本人或督办员解除", "The leader or a supervisor ends it")
        if is_other
        else None
    )


def _too_late(part: Part | None, at: datetime | None) -> Words | None:
    until = part.return_by if part else None
    return TOO_LATE if at is not None and until is not None and at >= until else None


def _is_county_desk(actor: Actor) -> bool:
    """The county centre's follow-up desk never handles, and nobody else could visit the cases
    that stay with the county centre itself."""
    return actor.role is Role.VISITOR and len(actor.place or "") == COUNTY_DIGITS


def _asked(case: Case, actor: Actor) -> bool:
    return any(task.agency_id == actor.agency_id for task in case.open_tasks)


def _owes(case: Case, actor: Actor) -> bool:
    return any(one.is_waiting and one.agency_id == actor.agency_id for one in case.supervisions)


def may_lift(one: Supervision, actor: Actor) -> bool:
    """Who supervises lifts anything, a leader what they have instructed themselves."""
    if actor.may(Verb.SUPERVISE):
        return one.is_open
    is_own = one.grade is Grade.INSTRUCTED and one.given_by == actor.account_id
    return one.is_open and is_own


def _performing(case: Case, deed: Deed) -> Words | None:
    """All that was agreed is performed before the result is told."""
    names = {DeadlineName.PERFORM_BY, DeadlineName.CONFIRM_BY}
    agreed = [line for line in case.deadlines if line.name in names]
    waiting = [one for one in agreed if one.is_running and one.name is DeadlineName.PERFORM_BY]
    if deed is Deed.RESOLVE and waiting:
        return Words(
            f"已达成的协议还有{len(waiting)}项义务没有登记履行",
            f"{len(waiting)} duties are not performed yet",
        )
    if deed is Deed.PERFORM and not waiting:
        return Words("各项义务已全部履行", "All is performed already")
    if deed is Deed.CONFIRM and not agreed:
        return Words("没有调解协议,或已结束", "There is no agreement")
    return None


def _telling(case: Case, deed: Deed) -> Words | None:
    """There is something to tell, and an answer is told before its case closes."""
    if deed is Deed.TELL and not case.untold:
        return Words("没有待告知事项,或已告知", "Nothing waits to be told")
    if deed is Deed.CLOSE and any(one.matter is Matter.ANSWER for one in case.untold):
        return Words("办理结果还没有告知群众", "The citizen has not been told the result")
    return None


def _supervising(case: Case, actor: Actor, deed: Deed) -> Words | None:
    """There is somebody to supervise, something to lift, and nothing left to lift at the end."""
    if deed in (Deed.SUPERVISE, Deed.INSTRUCT) and case.lead is None:
        return Words("没有已交办的单位可以督办", "Not handed over yet: nobody to supervise")
    if deed is Deed.LIFT and not any(may_lift(one, actor) for one in case.supervisions):
        return Words("没有您可以解除的督办或批示,或已解除", "Nothing that you may lift")
    if deed in (Deed.CLOSE, Deed.WITHDRAW, Deed.MERGE) and case.open_supervisions:
        return Words("还有未解除的督办或批示", "A supervision is not lifted yet")
    return None


def _already(case: Case, actor: Actor, deed: Deed) -> Words | None:
    """Deeds that are done once, and ends that wait for what a reception has promised."""
    if deed in (Deed.RESOLVE, Deed.CLOSE, Deed.DECLINE, Deed.TRANSFER) and case.open_tasks:
        names = [task.agency_name for task in case.open_tasks]
        named = "、".join(dict.fromkeys(names))
        return Words(
            f"还有{len(names)}项任务未答复:{named}",
            f"{len(names)} tasks are not answered yet: {named}",
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


def _no_time(case: Case, actor: Actor, deed: Deed) -> Words | None:
    """Deeds on clocks: one request at a time, decided by somebody else."""
    if deed is Deed.ASK_TIME:
        line = case.deadline(DeadlineName.RESOLVE_BY)
        if case.accepted_at is None or line is None or not line.is_running:
            return Words(
                "没有在走的办理时限,或尚未受理、已办结", "No promise runs that could be changed"
            )
        if case.asked is not None:
            return Words("已有一项申请等待审批", "A request waits already")
    if deed is Deed.DECIDE_TIME:
        if case.asked is None:
            return Words("没有待审批的申请,或已审批", "No request waits")
        if case.asked_by == actor.account_id:
            return Words("申请人不能审批自己的申请", "Nobody decides on their own request")
    if deed is Deed.RESUME_CLOCK and case.paused_until is None:
        return Words("时限已在计时,没有暂停", "The deadline does not stand still")
    return None
