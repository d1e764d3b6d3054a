"""May this person do this deed to this entry or interview now? One answer for refusals and buttons.

Pure. The unit whose entry it is never voids it, and never talks to itself.
"""

from datetime import datetime

from command.accounts.role import Actor, Verb
from command.assessment.strike import (
    DEEDS,
    STATES,
    TALK_DEEDS,
    TALK_STATES,
    Deed,
    State,
    Strike,
    Talk,
    TalkDeed,
)
from command.assessment.transitions import STRIKES, TALKS, Who
from command.base.problem import Conflict, NotPermitted, Refusal
from command.base.words import Words

OFFERED = tuple(line.deed for line in STRIKES if line.who is not Who.KEEPER)
TALK_OFFERED = (TalkDeed.RECORD, TalkDeed.SIGN)
VOIDING = (Deed.PROPOSE_VOID, Deed.APPROVE_VOID, Deed.REFUSE_VOID)


class WrongMoment(Conflict):
    code = "wrong-state"
    zh = "当前状态不能这样办理"
    en = "Its state does not allow this"


def offers(strike: Strike, actor: Actor, at: datetime) -> list[str]:
    """The deeds that the actor may do now."""
    return [str(deed) for deed in OFFERED if refusal(strike, actor, deed, at) is None]


def refusal(strike: Strike, actor: Actor, deed: Deed, at: datetime) -> Refusal | None:
    """Why not, or None when the deed is allowed."""
    standing = _appealing(strike, actor) if deed is Deed.APPEAL else _assessing(strike, actor, deed)
    if standing is not None:
        return NotPermitted(standing)
    before = next(line.before for line in STRIKES if line.deed is deed)
    if strike.state not in before:
        held, wanted = STATES[strike.state], DEEDS[deed]
        return WrongMoment(
            Words(f"{held.zh},不能{wanted.zh}", f"{wanted.en}: not in the state {held.en}")
        )
    moment = _in_time(strike, at) if deed is Deed.APPEAL else _proposal(strike, actor, deed)
    return moment


def is_concerned(strike: Strike | Talk, actor: Actor) -> bool:
    """Of the unit, or the officer, wherever they work now."""
    return actor.agency_id == strike.agency_id or actor.account_id == strike.officer_id


def _appealing(strike: Strike, actor: Actor) -> Words | None:
    if actor.may(Verb.RESOLVE) and is_concerned(strike, actor):
        return None
    return Words("只有被记录的单位和个人可以申诉", "The unit and the officer concerned may appeal")


def _assessing(strike: Strike, actor: Actor, deed: Deed) -> Words | None:
    if not actor.may(Verb.ASSESS):
        return Words("由考评人员办理", "Whoever assesses does this")
    if deed in VOIDING and is_concerned(strike, actor):
        return Words("本单位不能撤销自己的记录", "A unit does not void its own entry")
    appellant = strike.appeal.by if strike.appeal else None
    if deed is Deed.DISMISS and actor.account_id in (strike.officer_id, appellant):
        return Words("申诉须由他人裁定", "Somebody else decides on the appeal")
    return None


def _in_time(strike: Strike, at: datetime) -> Refusal | None:
    if strike.appeal is not None:
        return WrongMoment(Words("已申诉过一次", "It has been appealed once"))
    if at >= strike.appeal_until:
        return WrongMoment(Words("申诉期已过", "The time for an appeal is over"))
    return None


def _proposal(strike: Strike, actor: Actor, deed: Deed) -> Refusal | None:
    held = strike.proposal
    if deed is Deed.PROPOSE_VOID and held is not None:
        return WrongMoment(Words("已有撤销提议等待审批", "A proposal waits already"))
    if deed in (Deed.APPROVE_VOID, Deed.REFUSE_VOID):
        if held is None:
            return WrongMoment(Words("没有待审批的撤销提议", "No proposal waits"))
        if held.proposed_by == actor.account_id:
            return NotPermitted(
                Words("提议人不能审批自己的提议", "Nobody approves their own proposal")
            )
    return None


def talk_offers(talk: Talk, actor: Actor) -> list[str]:
    return [str(deed) for deed in TALK_OFFERED if talk_refusal(talk, actor, deed) is None]


def talk_refusal(talk: Talk, actor: Actor, deed: TalkDeed) -> Refusal | None:
    """Why not, or None when the deed is allowed."""
    before = next(line.before for line in TALKS if line.deed is deed)
    if deed is TalkDeed.RECORD and not (
        actor.may(Verb.ASSESS) and actor.account_id != talk.officer_id
    ):
        return NotPermitted(
            Words("由被约谈人以外的考评人员登记", "An assessor records it, not the officer")
        )
    if deed is TalkDeed.SIGN and not is_concerned(talk, actor):
        return NotPermitted(
            Words("由被约谈的单位和个人签字", "Whom it concerns signs, the unit and the officer")
        )
    if talk.state not in before:
        held, wanted = TALK_STATES[talk.state], TALK_DEEDS[deed]
        return WrongMoment(
            Words(f"{held.zh},不能{wanted.zh}", f"{wanted.en}: not in the state {held.en}")
        )
    if deed is TalkDeed.SIGN and signs(talk, actor) == (False, False):
        return WrongMoment(Words("您已签字", "You have signed already"))
    return None


def signs(talk: Talk, actor: Actor) -> tuple[bool, bool]:
    """What the actor's signature is good for now: the unit, the officer."""
    unit = talk.agency_id == actor.agency_id and talk.unit_signed_at is None
    officer = talk.officer_id == actor.account_id and talk.officer_signed_at is None
    return unit, officer


def counts_now(strike: Strike, at: datetime) -> bool:
    """Nobody has appealed in time, or the appeal was dismissed."""
    return strike.state is State.PENDING and strike.appeal_until <= at
