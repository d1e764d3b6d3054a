"""The values of a document's fields: what its kind tells beside the case. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime

from command.assessment.strike import Talk
from command.base.clock import china_date
from command.casework.file import FileDeadline
from command.casework.file_requests import FileRequest
from command.casework.file_supervision import FileSupervision
from command.casework.file_visits import FileVisit
from command.casework.supervision import GRADES, Grade
from command.casework.terms import SATISFACTIONS, DeadlineName, PartKind, Satisfaction
from command.casework.visiting import METHODS, Method
from command.documents.form import FORMS, Kind
from command.documents.matter import Issuer, Matter, common, day, first_of, last_day, said
from command.documents.template import Value


def values(
    kind: Kind, subject: int, inputs: Mapping[str, str], matter: Matter, by: Issuer
) -> dict[str, Value]:
    """Every field of the kind with its value; `subject` has been found by the judge."""
    own = OWN[kind](matter, subject, by) if kind in OWN else {}
    asked = {one.field: said(inputs.get(one.code, "")) for one in FORMS[kind].inputs}
    return {**common(matter, by), **own, **asked}


def _acceptance(matter: Matter, subject: int, by: Issuer) -> dict[str, Value]:
    accepted = [one for one in matter.file.entries if one.type == "case.accepted"]
    unit = accepted[0].agency if accepted else by.unit
    return {"受理单位": said(unit), "受理日期": said(day(accepted[0].at if accepted else None))}


def _order(matter: Matter, subject: int, by: Issuer) -> dict[str, Value]:
    signed = [
        f"{matter.unit(part.agency, part.name)} {part.officer}:"
        + (f"{day(part.signed)}签收" if part.signed else "未签收")
        for part in matter.file.parts
        if part.part != PartKind.COPY
    ]
    return {"交办日期": said(_assigned(matter)), "签收情况": said("\n".join(signed))}


def _assigned(matter: Matter) -> str:
    return day(first_of(matter.file.entries, "case.assigned"))


def _supervision(matter: Matter, subject: int, by: Issuer) -> dict[str, Value]:
    one = supervision_of(matter, subject)
    assert one is not None  # the judge has looked
    reply = f"{day(one.answered)}已回复:{one.answer}" if one.answered else "未回复"
    return {
        "督办等级": said(GRADES[Grade(one.grade)].zh),
        "被督办单位": said(matter.unit(one.agency, one.name)),
        "被督办人": said(one.officer),
        "督办人": said(one.by),
        "督办日期": said(day(one.given)),
        "督办事由": said(one.words),
        "回复期限": said(last_day(one.due)),
        "回复情况": said(reply),
        "交办日期": said(_assigned(matter)),
        "超期天数": said(f"{_days_late(matter.file.deadlines, by)}天"),
    }


def _days_late(lines: list[FileDeadline], by: Issuer) -> int:
    """Calendar days since the last day of the promise that was not kept."""
    named = [one for one in lines if one.name == DeadlineName.RESOLVE_BY and one.task is None]
    if not named:
        return 0
    due = max(named, key=lambda one: one.redo)
    until = china_date(datetime.fromisoformat(due.met)) if due.met else by.day
    return max(0, (until - china_date(datetime.fromisoformat(due.due))).days + 1)


def _visit(matter: Matter, subject: int, by: Issuer) -> dict[str, Value]:
    one = visit_of(matter, subject)
    assert one is not None
    assert one.satisfaction is not None
    tries = [
        f"第{made.number}次 {day(made.tried)} {METHODS[Method(made.method)].zh}"
        f" {'已联系上' if made.reached else '未联系上'}"
        for made in one.tries
    ]
    known = {True: "知晓", False: "不知晓", None: "未问"}[one.result_known]
    return {
        "回访轮次": said(f"第{subject + 1}轮"),
        "回访过程": said("\n".join(tries)),
        "回访日期": said(day(one.tries[-1].tried if one.tries else None)),
        "是否知晓": said(known),
        "满意度": said(SATISFACTIONS[Satisfaction(one.satisfaction)].zh),
        "评价原话": said(one.words),
        "新的诉求": said(one.request),
    }


def _interview(matter: Matter, subject: int, by: Issuer) -> dict[str, Value]:
    one = talk_of(matter, subject)
    assert one is not None
    assert one.record is not None
    signed = [
        f"单位:{day(one.unit_signed_at) or '未签字'}" if one.agency_id else "",
        f"本人:{day(one.officer_signed_at) or '未签字'}" if one.officer_id else "",
    ]
    return {
        "约谈单位": said(one.agency_name),
        "被约谈人": said(one.officer_name),
        "约谈人": said(one.record.talker),
        "约谈日期": said(day(one.record.held_on)),
        "约谈事由": said(f"{one.year}年度回访不满意记录累计达到3次"),
        "约谈内容": said(one.record.minutes),
        "整改期限": said(day(one.record.rectify_by)),
        "记录人": said(one.recorded_by),
        "签字情况": said(" ".join(word for word in signed if word)),
        "记录校验": said(one.record.digest),
    }


def _extension(matter: Matter, subject: int, by: Issuer) -> dict[str, Value]:
    one = request_of(matter, subject)
    assert one is not None
    due = common(matter, by)["办理时限"]
    return {
        "申请人": said(one.by),
        "申请日期": said(day(one.at)),
        "申请天数": said(f"{one.days}天" if one.days else ""),
        "延期理由": said(one.words),
        "延期后期限": due if one.granted else said("不延期"),
        "审批结果": said("批准" if one.granted else "不批准"),
        "审批人": said(one.decided_by),
        "审批日期": said(day(one.decided)),
        "审批意见": said(one.answer),
    }


OWN: Mapping[Kind, Callable[[Matter, int, Issuer], dict[str, Value]]] = {
    Kind.ACCEPTANCE: _acceptance,
    Kind.ORDER: _order,
    Kind.SUPERVISION: _supervision,
    Kind.VISIT: _visit,
    Kind.INTERVIEW: _interview,
    Kind.EXTENSION: _extension,
}


def supervision_of(matter: Matter, subject: int) -> FileSupervision | None:
    return next((one for one in matter.file.supervisions if one.number == subject), None)


def visit_of(matter: Matter, subject: int) -> FileVisit | None:
    return next((one for one in matter.file.visits if one.redo == subject), None)


def talk_of(matter: Matter, subject: int) -> Talk | None:
    return next((one for one in matter.talks if one.interview_id == subject), None)


def request_of(matter: Matter, subject: int) -> FileRequest | None:
    return next((one for one in matter.file.requests if one.number == subject), None)
