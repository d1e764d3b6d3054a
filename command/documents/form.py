"""The nine documents of a case: what each is called, who issues it, about what, and what they add.

A closed list with its two names. Pure; knows no case and no template.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from command.accounts.role import Verb
from command.casework.terms import Term


class Kind(StrEnum):
    ACCEPTANCE = "acceptance"
    REFUSAL = "refusal"
    ORDER = "order"
    SUPERVISION = "supervision"
    ANSWER = "answer"
    AGREEMENT = "agreement"
    VISIT = "visit"
    INTERVIEW = "interview"
    EXTENSION = "extension"


class About(StrEnum):
    """What of a case a document is about; its number stands in `subject`."""

    CASE = "case"
    SUPERVISION = "supervision"
    VISIT = "visit"
    INTERVIEW = "interview"
    REQUEST = "request"


@dataclass(frozen=True, slots=True)
class Input:
    """What whoever issues it says themselves; `field` is its name in a template, `choices` a
    closed list, empty for free words."""

    code: str
    field: str
    en: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """`is_for_citizen`: handed to the person, whose name may be opened for it; `is_of_lead`: only
    the unit that leads the case issues it."""

    term: Term
    verb: Verb
    about: About = About.CASE
    inputs: tuple[Input, ...] = ()
    is_for_citizen: bool = False
    is_of_lead: bool = False


FORMS: Mapping[Kind, Form] = {
    Kind.ACCEPTANCE: Form(
        Term("受理告知书", "Notice of acceptance"), Verb.ACCEPT, is_for_citizen=True
    ),
    Kind.REFUSAL: Form(
        Term("不予受理告知书", "Notice of refusal"),
        Verb.ACCEPT,
        inputs=(
            Input("reason", "不予受理理由", "Reason"),
            Input("basis", "法律依据", "Legal basis"),
            Input("door", "正确途径", "The right door"),
        ),
        is_for_citizen=True,
    ),
    Kind.ORDER: Form(
        Term("交办单", "Assignment order"),
        Verb.ASSIGN,
        inputs=(
            Input("demand", "办理要求", "What is asked"),
            Input("feedback", "反馈方式", "How to report back"),
        ),
    ),
    Kind.SUPERVISION: Form(
        Term("督办单", "Supervision order"),
        Verb.SUPERVISE,
        About.SUPERVISION,
        inputs=(Input("next", "下一步措施", "What follows without a reply"),),
    ),
    Kind.ANSWER: Form(
        Term("答复意见书", "Answer"),
        Verb.RESOLVE,
        inputs=(
            Input("request", "请求事项", "What is asked for"),
            Input("facts", "查明事实", "Facts found"),
            Input("opinion", "处理意见", "Opinion", ("支持", "部分支持", "解释", "不支持")),
            Input("reasons", "意见说明", "Reasons"),
            Input("basis", "法律依据", "Legal basis"),
        ),
        is_for_citizen=True,
        is_of_lead=True,
    ),
    Kind.AGREEMENT: Form(
        Term("调解协议书", "Mediation agreement"),
        Verb.RESOLVE,
        inputs=(
            Input("facts", "纠纷事实", "Facts and dispute"),
            Input("duties", "协议内容", "Duties agreed"),
            Input("performance", "履行方式", "How and when performed"),
            Input("mediator", "调解员", "Mediator"),
        ),
        is_for_citizen=True,
        is_of_lead=True,
    ),
    Kind.VISIT: Form(Term("回访记录", "Record of a return visit"), Verb.VISIT, About.VISIT),
    Kind.INTERVIEW: Form(Term("约谈记录", "Record of an interview"), Verb.ASSESS, About.INTERVIEW),
    Kind.EXTENSION: Form(
        Term("延期审批", "Decision on an extension"), Verb.DECIDE_TIME, About.REQUEST
    ),
}
