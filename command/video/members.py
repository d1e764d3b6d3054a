"""Who takes part, once a reception is booked: somebody more, another site, another host. Pure.

Every refusal names the field of the request. Refuses to know the database.
"""

from dataclasses import replace

from command.accounts.role import Actor, Verb
from command.base.problem import InvalidInput
from command.base.words import Words
from command.video.reception import Member, Reception
from command.video.terms import Level


def asked(reception: Reception, actor: Actor | None, level: Level) -> Reception:
    """With somebody asked to a site, or to another site than before; a host stays one."""
    if actor is None:
        raise nobody()
    known = reception.member(actor.account_id)
    if known is not None and known.level is level:
        raise InvalidInput(Words("已在这个会场", "They are at this site already"), field="account")
    host = known.host if known else level is Level.COUNTY and actor.may(Verb.RECEIVE)
    return with_member(reception, Member(actor.account_id, actor.name, level, host))


def handed_over(reception: Reception, by: Actor, to: Actor | None) -> Reception:
    """Another receiver hosts instead of `by`, from the county's site unless asked elsewhere."""
    if to is None:
        raise nobody()
    if to.account_id == by.account_id or not to.may(Verb.RECEIVE):
        raise InvalidInput(
            Words("请选另一位可以主持接访的人", "Choose another person who may host"),
            field="account",
        )
    known = reception.member(to.account_id)
    level = known.level if known else Level.COUNTY
    after = with_member(reception, Member(to.account_id, to.name, level, True))
    before = after.member(by.account_id)
    return with_member(after, replace(before, host=False)) if before else after


def nobody() -> InvalidInput:
    return InvalidInput(
        Words("没有这位可以参加接访的人员", "Nobody of this number can take part"),
        field="account",
    )


def with_member(reception: Reception, one: Member) -> Reception:
    others = [held for held in reception.members if held.account_id != one.account_id]
    members = sorted([*others, one], key=lambda held: (not held.host, held.account_id))
    return replace(reception, members=tuple(members))
