"""May this person issue this document of this case now? One answer for refusals and screens. Pure.

Whoever may read what a document is about may issue it if it is their office to; the database shows
nobody a visit or an interview that is not theirs, so none of it is put on paper by them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from command.accounts.role import Actor, Role
from command.base.problem import Conflict, InvalidInput, NotPermitted, Refusal
from command.base.words import Words
from command.casework.supervision import GRADES, Grade
from command.casework.terms import SATISFACTIONS, Satisfaction, State, Wish
from command.documents.form import FORMS, About, Form, Kind
from command.documents.matter import Matter, day, first_of

LONGEST_INPUT = 4000
IN_HAND = (
    *(State.HANDLING, State.HEARING, State.TRANSFERRED, State.PERFORMING, State.RESOLVED),
    *(State.VISITED, State.CLOSED, State.REVIEWING, State.REREVIEWING),
)
ORDERS = (Grade.ORDINARY, Grade.YELLOW, Grade.RED, Grade.LISTED)


class NotYet(Conflict):
    code = "document-not-due"
    zh = "现在还不能出具这份文书"
    en = "This document cannot be issued now"


@dataclass(frozen=True, slots=True)
class Subject:
    """Something of a case that a document may be about, and what people call it."""

    number: int
    name: Words


def refusal(kind: Kind, matter: Matter, actor: Actor) -> Refusal | None:
    """Why the person issues none of this kind now; None when they may."""
    form = FORMS[kind]
    standing = _standing(form, matter, actor)
    if standing is not None:
        return NotPermitted(standing)
    why = _too_early(kind, matter) if form.about is About.CASE else None
    if form.about is not About.CASE and not subjects(kind, matter):
        why = _NOTHING[form.about]
    return NotYet(why) if why else None


def demand(kind: Kind, subject: int, inputs: Mapping[str, str], matter: Matter, by: Actor) -> None:
    """Raises NotPermitted, NotYet, and InvalidInput naming what is wrong."""
    refused = refusal(kind, matter, by)
    if refused is not None:
        raise refused
    offered = {one.number for one in subjects(kind, matter)}
    if (subject not in offered) if FORMS[kind].about is not About.CASE else subject:
        raise InvalidInput(
            Words("这份文书没有这个对象", "There is no such thing for this document"),
            field="subject",
        )
    _demand_inputs(FORMS[kind], inputs)


def _demand_inputs(form: Form, inputs: Mapping[str, str]) -> None:
    for code in inputs.keys() - {one.code for one in form.inputs}:
        raise InvalidInput(
            Words("这份文书没有这一项", "This document has no such input"), field=f"inputs.{code}"
        )
    for one in form.inputs:
        said = inputs.get(one.code, "").strip()
        if len(said) < 2 or len(said) > LONGEST_INPUT:
            wrong = Words(
                f"请填写{one.field}(2至{LONGEST_INPUT}字)",
                f"{one.en}: 2 to {LONGEST_INPUT} characters",
            )
        elif one.choices and said not in one.choices:
            wrong = Words(
                f"{one.field}应为{'、'.join(one.choices)}之一",
                f"{one.en}: one of {', '.join(one.choices)}",
            )
        else:
            continue
        raise InvalidInput(wrong, field=f"inputs.{one.code}")


def _standing(form: Form, matter: Matter, actor: Actor) -> Words | None:
    if not actor.may(form.verb):
        return Words("您的岗位不出具这类文书", "Your post does not issue it")
    lead = matter.file.card.lead
    is_theirs = lead is not None and lead.agency == actor.agency_id
    if form.is_of_lead and not is_theirs and actor.role is not Role.DUTY_OFFICER:
        return Words("由牵头单位出具", "The lead agency issues it")
    return None


def _too_early(kind: Kind, matter: Matter) -> Words | None:
    state, entries = matter.file.card.state, matter.file.entries
    accepted = first_of(entries, "case.accepted") is not None
    if kind is Kind.ACCEPTANCE and not accepted:
        return Words("事项尚未受理", "The case is not accepted yet")
    if kind is Kind.REFUSAL and state != State.DECLINED:
        return Words("事项没有决定不予受理", "The case is not declined")
    if kind is Kind.ORDER and matter.file.card.lead is None:
        return Words("事项尚未交办", "The case is not assigned yet")
    if kind in (Kind.ANSWER, Kind.AGREEMENT) and state not in IN_HAND:
        return Words("事项尚未签收办理", "Nobody has signed for the case yet")
    return None


_NOTHING = {
    About.SUPERVISION: Words("没有督办", "Nothing is supervised"),
    About.VISIT: Words("还没有您可以看到的回访结果", "There is no result of a visit for you yet"),
    About.INTERVIEW: Words("没有因本事项产生的约谈记录", "No interview was recorded for this case"),
    About.REQUEST: Words("没有已审批的延期申请", "No extension has been decided on"),
}


def subjects(kind: Kind, matter: Matter) -> list[Subject]:
    """What of the case a document of this kind may be about, the latest first."""
    about = FORMS[kind].about
    if about is About.SUPERVISION:
        found = _supervisions(matter)
    elif about is About.VISIT:
        found = _visits(matter)
    elif about is About.INTERVIEW:
        found = _talks(matter)
    else:
        found = _requests(matter) if about is About.REQUEST else []
    return sorted(found, key=lambda one: -one.number)


def _supervisions(matter: Matter) -> list[Subject]:
    return [
        Subject(one.number, Words(f"{term.zh} {one.name}", f"{term.en}: {one.name}"))
        for one in matter.file.supervisions
        if (grade := Grade(one.grade)) in ORDERS and (term := GRADES[grade])
    ]


def _visits(matter: Matter) -> list[Subject]:
    return [
        Subject(
            one.redo,
            Words(f"第{one.redo + 1}轮 {term.zh}", f"Round {one.redo + 1}: {term.en}"),
        )
        for one in matter.file.visits
        if one.satisfaction and (term := SATISFACTIONS[Satisfaction(one.satisfaction)])
    ]


def _talks(matter: Matter) -> list[Subject]:
    held = [one for one in matter.talks if one.record is not None]
    return [
        Subject(
            one.interview_id,
            Words(
                f"{one.agency_name or one.officer_name}", f"{one.agency_name or one.officer_name}"
            ),
        )
        for one in held
    ]


def _requests(matter: Matter) -> list[Subject]:
    return [
        Subject(one.number, Words(f"{day(one.at)}申请", f"Asked {one.at[:10]}"))
        for one in matter.file.requests
        if one.wish == Wish.EXTENSION and one.granted is not None
    ]
