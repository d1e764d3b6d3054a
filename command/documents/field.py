"""The fields a template may name, by kind of document. A closed list with its two names. Pure."""

from collections.abc import Mapping

from command.documents.form import FORMS, Kind

COMMON: Mapping[str, str] = {
    "登记编号": "Receipt number",
    "登记日期": "Day of registration",
    "事项": "Title of the case",
    "类别": "Kind",
    "类型": "Type",
    "来源": "Channel",
    "地点": "Place",
    "涉及人数": "People concerned",
    "诉求": "Words of the reports",
    "反映人": "Reporter, masked",
    "共同反映人": "Co-petitioners, masked",
    "被反映方": "Respondents, masked",
    "当事人": "Everybody on both sides, masked",
    "牵头单位": "Lead agency",
    "承办人": "Officer of the lead agency",
    "参与单位": "Supporting agencies",
    "参与承办人": "Officers of the supporting agencies",
    "难易程度": "Difficulty",
    "办理时限": "Promise: resolve by",
    "法定时限": "Law: answer by",
    "办结日期": "Day of resolution",
    "出具单位": "Issuing agency",
    "出具人": "Issued by",
    "出具日期": "Day of issue",
}
OWN: Mapping[Kind, Mapping[str, str]] = {
    Kind.ACCEPTANCE: {"受理单位": "Accepting agency", "受理日期": "Day of acceptance"},
    Kind.ORDER: {"交办日期": "Day of the assignment", "签收情况": "Who has signed for it"},
    Kind.SUPERVISION: {
        "督办等级": "Grade",
        "被督办单位": "Agency",
        "被督办人": "Officer",
        "督办人": "Supervised by",
        "督办日期": "Day",
        "督办事由": "Reason and demand",
        "回复期限": "Reply by",
        "回复情况": "Reply",
        "交办日期": "Day of the assignment",
        "超期天数": "Days late",
    },
    Kind.VISIT: {
        "回访轮次": "Round",
        "回访过程": "Tries",
        "回访日期": "Day",
        "是否知晓": "Result known",
        "满意度": "Rating",
        "评价原话": "Words",
        "新的诉求": "New request",
    },
    Kind.INTERVIEW: {
        "约谈单位": "Agency",
        "被约谈人": "Officer",
        "约谈人": "Talker",
        "约谈日期": "Day",
        "约谈事由": "Cause",
        "约谈内容": "Minutes",
        "整改期限": "Put right by",
        "记录人": "Recorded by",
        "签字情况": "Signatures",
        "记录校验": "Digest of the record",
    },
    Kind.EXTENSION: {
        "申请人": "Asked by",
        "申请日期": "Day asked",
        "申请天数": "Days asked",
        "延期理由": "Reason",
        "延期后期限": "Resolve by, as it is now",
        "审批结果": "Decision",
        "审批人": "Decided by",
        "审批日期": "Day decided",
        "审批意见": "Words of the decision",
    },
}


def fields_of(kind: Kind) -> dict[str, str]:
    """Every field a template of this kind may name, with its English name."""
    asked = {one.field: one.en for one in FORMS[kind].inputs}
    return {**COMMON, **OWN.get(kind, {}), **asked}
