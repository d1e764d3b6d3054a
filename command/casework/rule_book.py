"""The escalation rules E01-E27: their names, their numbers, where their facts come from.

What a county sets of them stands in `rule`, how they decide in `deciding`. Values only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from command.casework.deadline import STEPS
from command.casework.terms import Term


class Source(StrEnum):
    """Where a rule's facts come from; only casework's own are here yet."""

    CASEWORK = "casework"
    DISPATCH = "dispatch"
    WEATHER = "weather"
    RISK = "risk"
    WATCH = "watch"


class Urgency(StrEnum):
    """How urgent a finding is, as a word: the colours of a screen stand for levels."""

    NOTICE = "notice"
    WARNING = "warning"
    ALARM = "alarm"


class Recipient(StrEnum):
    """Who is to be told, by their work and never by name."""

    OFFICER = "officer"
    UNIT_HEAD = "unit_head"
    SUPERVISOR = "supervisor"
    LEADER = "leader"
    DUTY = "duty"
    DISPATCHER = "dispatcher"
    REFEREE = "referee"
    ANALYST = "analyst"
    VILLAGE = "village"
    POLICE = "police"
    FIRE = "fire"
    HEALTH = "health"
    EMERGENCY = "emergency"
    TRAFFIC = "traffic"
    LABOUR = "labour"
    CIVIL_AFFAIRS = "civil_affairs"


SOURCES = {
    Source.CASEWORK: Term("本系统事项", "Cases of this house"),
    Source.DISPATCH: Term("等待派警调度模块", "Waits for dispatch"),
    Source.WEATHER: Term("等待气象水文预警接入", "Waits for weather warnings"),
    Source.RISK: Term("等待风险研判模块", "Waits for risk signals"),
    Source.WATCH: Term("等待值守和告警模块", "Waits for alerts"),
}
URGENCIES = {
    Urgency.NOTICE: Term("关注", "Notice"),
    Urgency.WARNING: Term("预警", "Warning"),
    Urgency.ALARM: Term("紧急", "Urgent"),
}
RECIPIENTS = {
    Recipient.OFFICER: Term("承办人", "Case officer"),
    Recipient.UNIT_HEAD: Term("单位负责人", "Head of the unit"),
    Recipient.SUPERVISOR: Term("督办员", "Supervisor"),
    Recipient.LEADER: Term("带班领导", "Duty leader"),
    Recipient.DUTY: Term("值班长", "Duty officer"),
    Recipient.DISPATCHER: Term("分流员", "Dispatcher"),
    Recipient.REFEREE: Term("裁定单位(县中心)", "Referee (county centre)"),
    Recipient.ANALYST: Term("研判员", "Analyst"),
    Recipient.VILLAGE: Term("村(社区)", "Village"),
    Recipient.POLICE: Term("公安", "Police"),
    Recipient.FIRE: Term("消防", "Fire service"),
    Recipient.HEALTH: Term("120和心理服务", "Ambulance and counselling"),
    Recipient.EMERGENCY: Term("应急管理", "Emergency management"),
    Recipient.TRAFFIC: Term("交警", "Traffic police"),
    Recipient.LABOUR: Term("劳动监察", "Labour inspection"),
    Recipient.CIVIL_AFFAIRS: Term("民政", "Civil affairs"),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """A number of a rule that the county may set, within bounds."""

    zh: str
    en: str
    least: int = 1
    most: int = 1000
    among: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """What does not change of a rule."""

    zh: str
    en: str
    limits: tuple[Limit, ...] = ()
    source: Source = Source.CASEWORK

    @property
    def runs_here(self) -> bool:
        return self.source is Source.CASEWORK


_USED = Limit("已用时限%", "Per cent of the time used", 50, 150, STEPS)
RULES: Mapping[str, Rule] = {
    "E01": Rule("办理时限过半", "Half of the time is used", (_USED,)),
    "E02": Rule("办理时限将到", "Most of the time is used", (_USED,)),
    "E03": Rule("办理时限已到", "The time is over", (_USED,)),
    "E04": Rule(
        "严重超期或两次督办未回复",
        "Far too late, or two orders without an answer",
        (_USED, Limit("未回复督办次数", "Orders not answered", 1, 5)),
    ),
    "E05": Rule(
        "敏感场所有人聚集", "People at a sensitive place", (Limit("人数", "People", 2, 100),)
    ),
    "E06": Rule(
        "聚集人数达到台阶",
        "The number of people reaches a step",
        (
            Limit("第一阶人数", "First step", 2, 100_000),
            Limit("敏感场所升Ⅲ级人数", "Level III at a sensitive place", 2, 100_000),
            Limit("第三阶人数", "Third step", 2, 100_000),
            Limit("升Ⅲ级人数", "Level III anywhere", 2, 100_000),
            Limit("升Ⅱ级人数", "Level II anywhere", 2, 100_000),
        ),
    ),
    "E07": Rule(
        "人数快速增加",
        "The number of people grows fast",
        (
            Limit("增长%", "Growth in per cent", 10, 500),
            Limit("分钟", "Minutes", 1, 120),
            Limit("起算人数", "From how many people", 2, 1000),
        ),
    ),
    "E08": Rule(
        "有人员死亡或重伤",
        "Dead or seriously injured",
        (
            Limit("死亡人数", "Dead", 1, 100),
            Limit("重伤关注人数", "Seriously injured, to watch", 1, 100),
            Limit("重伤升Ⅲ级人数", "Seriously injured, level III", 1, 100),
        ),
    ),
    "E09": Rule(
        "同一地点多次反映",
        "Several reports of one place",
        (
            Limit("米", "Metres", 10, 5000),
            Limit("件数", "Cases", 2, 100),
            Limit("天", "Days", 1, 90),
        ),
    ),
    "E10": Rule(
        "同一事项多渠道、多乡镇反映",
        "One matter by several ways or townships",
        (Limit("渠道或乡镇数", "Ways or townships", 2, 11), Limit("小时", "Hours", 1, 240)),
    ),
    "E11": Rule(
        "冲突后附近再次发生",
        "Again near a violent dispute",
        (Limit("米", "Metres", 10, 5000), Limit("天", "Days", 1, 90)),
    ),
    "E12": Rule(
        "派警单未签收",
        "A dispatch is not acknowledged",
        (
            Limit("P1秒", "P1, seconds", 10, 3600),
            Limit("P2秒", "P2, seconds", 10, 3600),
            Limit("P3秒", "P3, seconds", 10, 3600),
            Limit("公文分钟", "Office order, minutes", 10, 1440),
        ),
        Source.DISPATCH,
    ),
    "E13": Rule(
        "途中超时或失联",
        "Late on the way, or no position",
        (
            Limit("预计时间%", "Per cent of the estimate", 100, 500),
            Limit("分钟", "Minutes", 1, 120),
        ),
        Source.DISPATCH,
    ),
    "E14": Rule("复杂疑难事项无进展记录", "No progress entry", (Limit("天", "Days", 1, 30),)),
    "E15": Rule(
        "回访不满意",
        "Dissatisfied at the return visit",
        (
            Limit("重办次数", "Times, to be done again", 1, 5),
            Limit("报领导次数", "Times, to the leader", 1, 10),
        ),
    ),
    "E16": Rule("再次退回", "Returned again", (Limit("退回次数", "Returns", 1, 2),)),
    "E17": Rule("信访上行", "A petition went up", (Limit("次数", "Times", 1, 10),)),
    "E18": Rule("现场有需照顾人员", "Vulnerable people are there"),
    "E19": Rule(
        "出现危险因素", "A danger to life", (Limit("升至级别", "Level it rises to", 1, 4),)
    ),
    "E20": Rule("有人受伤或道路受阻", "Injured people or a blocked road"),
    "E21": Rule("涉家庭暴力或未成年人", "Family violence or a minor at risk"),
    "E22": Rule(
        "群体欠薪",
        "Wages of many",
        (
            Limit("人数", "Workers", 2, 1000),
            Limit("金额(元)", "Yuan", 1000, 100_000_000),
            Limit("春节前天数", "Days before the Spring Festival", 1, 90),
        ),
    ),
    "E23": Rule("气象、洪水预警变化", "A weather warning changes", (), Source.WEATHER),
    "E24": Rule(
        "信息报送时限",
        "Report to the city",
        (Limit("小时", "Hours", 1, 24), _USED),
    ),
    "E25": Rule(
        "红色风险信号未确认",
        "A red risk signal waits",
        (Limit("小时", "Hours", 1, 240),),
        Source.RISK,
    ),
    "E26": Rule(
        "值守无人或大屏失联",
        "A duty post is empty, or a wall is silent",
        (Limit("无人分钟", "Minutes", 1, 120), Limit("失联秒", "Seconds", 10, 3600)),
        Source.WATCH,
    ),
    "E27": Rule(
        "连续升级或多起较大以上事件",
        "Two levels in a short time, or many grave events",
        (
            Limit("升级次数", "Levels", 1, 3),
            Limit("分钟", "Minutes", 10, 1440),
            Limit("起数", "Events", 2, 50),
        ),
        Source.WATCH,
    ),
}
