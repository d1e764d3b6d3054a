"""What each of the rules E01-E27 makes of the facts of a case, under the limits it is given.

Pure. It looks at matters, places and times, never at persons; it only ever asks for more.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta

from command.base.clock import china_date
from command.base.words import Words
from command.casework import rising
from command.casework.case_file import Case
from command.casework.deadline import Deadline
from command.casework.looking import Finding, Look
from command.casework.marks import DANGERS, Mark, marks_in, named
from command.casework.rule_book import RULES, Urgency
from command.casework.taxonomy import find_type
from command.casework.terms import Channel, DeadlineName, Kind, Level, State

PROMISES = (DeadlineName.RESOLVE_BY, DeadlineName.ACCEPT_BY, DeadlineName.ANSWER_BY)
#: The English of their headlines, which say no more than the Chinese.
PROTECTED = {
    "family_violence": "A family asks for help",
    "minor_protection": "A minor asks for help",
}
WAGES = ("wage_arrears", "labour")
#: The first day of the lunar year, as published by the Purple Mountain Observatory.
SPRING_FESTIVALS = (
    *(date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17), date(2027, 2, 6)),
    *(date(2028, 1, 26), date(2029, 2, 13), date(2030, 2, 3), date(2031, 1, 23)),
)


def accident_level(dead: int, serious: int) -> Level | None:
    """Order 493 art. 3: what the numbers make of an accident; None for an ordinary one."""
    for level, least_dead, least_serious in (
        (Level.GRAVEST, 30, 100),
        (Level.GRAVE, 10, 50),
        (Level.SERIOUS, 3, 10),
    ):
        if dead >= least_dead or serious >= least_serious:
            return level
    return None


Limits = tuple[int, ...]
Decision = Callable[[Look, Limits], Iterator[Finding]]


def _used(code: str, urgency: Urgency) -> Decision:
    """E01-E03: so much of a promise is used."""

    def decide(look: Look, limits: Limits) -> Iterator[Finding]:
        for clock in _promises(look.case):
            if clock.warned >= limits[0]:
                rule = RULES[code]
                words = Words(f"{rule.zh}(已用{clock.warned}%)", f"{rule.en} ({clock.warned} %)")
                yield Finding(code, _subject(clock, is_early=code < "E03"), words, urgency)

    return decide


def _far(look: Look, limits: Limits) -> Iterator[Finding]:
    yield from _used("E04", Urgency.ALARM)(look, limits)
    missed = [
        line
        for line in look.case.deadlines
        if line.name is DeadlineName.REPLY_BY and line.escalated_at is not None
    ]
    if len(missed) >= limits[1]:
        words = Words(
            f"督办已{len(missed)}次逾期未回复,建议领导包案",
            f"{len(missed)} orders were not answered in time: a leader should take it",
        )
        yield Finding("E04", "silent", words, Urgency.ALARM)


def _gathered(look: Look, limits: Limits) -> Iterator[Finding]:
    facts = look.case.facts
    if _is_incident(look.case) and _is_sensitive(look.case) and facts.headcount >= limits[0]:
        words = Words(
            f"敏感场所聚集{facts.headcount}人,请领导接访,代表不超过5人",
            f"{facts.headcount} people at a sensitive place: a leader receives, 5 speak for them",
        )
        yield Finding("E05", "place", words, Urgency.WARNING)


def _crowded(look: Look, limits: Limits) -> Iterator[Finding]:
    """The highest step reached, and the level the number of people asks for at least."""
    case = look.case
    count = case.facts.headcount
    reached = [step for step in limits if count >= step]
    if not _is_incident(case) or not reached:
        return
    floor = _crowd_level(count, limits, is_sensitive=_is_sensitive(case))
    words = rising.crowd(max(reached))
    urgency = Urgency.ALARM if floor else Urgency.WARNING
    yield Finding("E06", f"{max(reached)}/{floor or '-'}", words, urgency, floor)


def _crowd_level(count: int, limits: Limits, *, is_sensitive: bool) -> Level | None:
    _, at_sensitive, _, anywhere, grave = limits
    if count >= grave:
        return Level.GRAVE
    if count >= anywhere or (is_sensitive and count >= at_sensitive):
        return Level.SERIOUS
    return None


def _growing(look: Look, limits: Limits) -> Iterator[Finding]:
    per_cent, minutes, least = limits
    count = look.case.facts.headcount
    since = look.at - timedelta(minutes=minutes)
    before = [earlier for at, earlier in look.headcounts if since <= at <= look.at and earlier > 0]
    if not _is_incident(look.case) or count < least or not before:
        return
    if (count - min(before)) * 100 >= per_cent * min(before):
        words = Words(
            f"{minutes}分钟内由{min(before)}人增至{count}人",
            f"From {min(before)} to {count} people within {minutes} minutes",
        )
        yield Finding("E07", str(count), words, Urgency.WARNING)


def _hurt(look: Look, limits: Limits) -> Iterator[Finding]:
    dead, serious = look.case.facts.dead, look.case.facts.serious
    level = accident_level(dead, serious)
    if level is None and serious >= limits[2]:
        level = Level.SERIOUS
    if level is None and dead < limits[0] and serious < limits[1]:
        return
    words = rising.hurt(dead, serious)
    yield Finding("E08", f"level-{level}" if level else "watch", words, Urgency.ALARM, level)


def _same_place(look: Look, limits: Limits) -> Iterator[Finding]:
    metres, least, days = limits
    since = look.at - timedelta(days=days)
    near = [one for one in look.neighbours if one.metres <= metres and one.opened_at >= since]
    if len(near) + 1 >= least:
        words = Words(
            f"{days}天内{metres}米范围有{len(near) + 1}件反映,请关联研判",
            f"{len(near) + 1} cases within {metres} metres and {days} days: link them",
        )
        yield Finding("E09", "place", words, Urgency.NOTICE)


def _many_ways(look: Look, limits: Limits) -> Iterator[Finding]:
    least, hours = limits
    since = look.at - timedelta(hours=hours)
    lately = [one for one in look.reports if one.at >= since]
    ways = {one.channel for one in lately}
    places = {one.township for one in lately}
    if max(len(ways), len(places)) >= least:
        words = Words(
            f"{hours}小时内经{len(ways)}个渠道、{len(places)}个乡镇反映,建议并案",
            f"By {len(ways)} ways from {len(places)} townships within {hours} hours: merge them",
        )
        yield Finding("E10", "matter", words, Urgency.WARNING)


def _again(look: Look, limits: Limits) -> Iterator[Finding]:
    metres, days = limits
    since = look.at - timedelta(days=days)
    if any(
        one.same_type and one.violent and one.metres <= metres and one.opened_at >= since
        for one in look.neighbours
    ):
        words = Words(
            f"{days}天内{metres}米范围发生过冲突,请网格走访",
            f"There was violence within {metres} metres and {days} days: visit the grid",
        )
        yield Finding("E11", "near", words, Urgency.NOTICE)


def _silent(look: Look, limits: Limits) -> Iterator[Finding]:
    case, clock = look.case, look.case.deadline(DeadlineName.PROGRESS_BY)
    is_owed = case.state is State.HANDLING or case.ownership is not None or case.is_long
    if is_owed and clock is not None and clock.is_running and clock.escalated_at is not None:
        words = Words("已到期未记录进展", "No progress entry in time")
        yield Finding("E14", _subject(clock), words, Urgency.NOTICE)


def _dissatisfied(look: Look, limits: Limits) -> Iterator[Finding]:
    """By the visits, not by the rounds: a case is also done again when it is reopened or a review
    changes it."""
    times = look.dissatisfied
    if times >= limits[0]:
        to_leader = times >= limits[1]
        words = Words(
            f"第{times}次回访不满意,{'报领导并' if to_leader else ''}重办",
            f"Dissatisfied visit {times}: {'tell the leader, ' if to_leader else ''}do it again",
        )
        yield Finding("E15", str(times), words, Urgency.ALARM if to_leader else Urgency.NOTICE)


def _bounced(look: Look, limits: Limits) -> Iterator[Finding]:
    times = look.case.return_count
    if times >= limits[0]:
        words = Words(f"第{times}次退回,由县中心裁定", f"Returned {times} times: for the referee")
        yield Finding("E16", str(times), words, Urgency.WARNING)


def _went_up(look: Look, limits: Limits) -> Iterator[Finding]:
    times = sum(one.channel == Channel.SUPERIOR for one in look.reports)
    if look.case.kind is Kind.PETITION and times >= limits[0]:
        words = Words(
            "信访事项由上级转来,请牵头单位1个工作日内说明;不得因此为难信访人",
            "A petition came back from above: the lead explains within a working day;"
            " nobody may make it hard for the petitioner",
        )
        yield Finding("E17", str(times), words, Urgency.ALARM)


def _vulnerable(look: Look, limits: Limits) -> Iterator[Finding]:
    if Mark.VULNERABLE in look.case.facts.marks:
        words = Words(
            "现场有需照顾人员,请医疗和心理待命",
            "Vulnerable people: medical and counselling standby",
        )
        yield Finding("E18", "vulnerable", words, Urgency.WARNING)


def _dangerous(look: Look, limits: Limits) -> Iterator[Finding]:
    """Which danger it is stays in the case plane: screens of many are told that there is one."""
    level = Level(limits[0])
    for mark in look.case.facts.marks:
        if mark in DANGERS:
            told = named()[mark]
            detail = Words(told.zh, told.en)
            yield Finding("E19", str(mark), rising.DANGER, Urgency.ALARM, level, detail)


def _blocked(look: Look, limits: Limits) -> Iterator[Finding]:
    """The law's level follows the numbers of E08; this asks for help at once."""
    for mark in (Mark.INJURED, Mark.BLOCKED):
        if mark in look.case.facts.marks:
            told = named()[mark]
            words = Words(f"{told.zh},请交警和120到场", f"{told.en}: traffic police, ambulance")
            yield Finding("E20", str(mark), words, Urgency.WARNING)


def _protected(look: Look, limits: Limits) -> Iterator[Finding]:
    """The type is told by its township only; the words say no more than the type."""
    if look.case.facts.type in PROTECTED:
        kind = find_type(look.case.facts.type)
        words = Words(
            f"{kind.headline}:依法报告,公安、民政介入",
            f"{PROTECTED[kind.code]}: report by law; police and civil affairs step in",
        )
        yield Finding("E21", look.case.facts.type, words, Urgency.ALARM)


def _wages(look: Look, limits: Limits) -> Iterator[Finding]:
    workers, yuan, days = limits
    facts = look.case.facts
    if facts.type not in WAGES:
        return
    if facts.headcount >= workers:
        words = Words(
            f"欠薪涉及{facts.headcount}人,请劳动监察介入",
            f"Wages of {facts.headcount} workers: labour inspection steps in",
        )
        yield Finding("E22", "workers", words, Urgency.WARNING)
    if facts.yuan >= yuan:
        words = Words(
            f"欠薪{facts.yuan}元,请核应急周转金",
            f"Wages of {facts.yuan} yuan: see whether the emergency fund advances them",
        )
        yield Finding("E22", "yuan", words, Urgency.WARNING)
    if is_before_spring_festival(look.at, days):
        words = Words(f"春节前{days}天内的欠薪", f"Wages within {days} days of the Spring Festival")
        yield Finding("E22", "season", words, Urgency.WARNING)


def is_before_spring_festival(at: datetime, days: int) -> bool:
    """Whether the festival is at most so many days away."""
    today = china_date(at)
    return any(0 < (festival - today).days <= days for festival in SPRING_FESTIVALS)


def _reported(look: Look, limits: Limits) -> Iterator[Finding]:
    clock = look.case.deadline(DeadlineName.REPORT_BY)
    if clock is not None and clock.is_running and clock.warned >= limits[1]:
        words = Words(
            f"信息报送时限已用{clock.warned}%", f"{clock.warned} % of the time to report is used"
        )
        subject = f"{_subject(clock)}-{clock.warned}"
        yield Finding("E24", subject, words, Urgency.ALARM)


DECISIONS: Mapping[str, Decision] = {
    "E01": _used("E01", Urgency.NOTICE),
    "E02": _used("E02", Urgency.WARNING),
    "E03": _used("E03", Urgency.ALARM),
    "E04": _far,
    "E05": _gathered,
    "E06": _crowded,
    "E07": _growing,
    "E08": _hurt,
    "E09": _same_place,
    "E10": _many_ways,
    "E11": _again,
    "E14": _silent,
    "E15": _dissatisfied,
    "E16": _bounced,
    "E17": _went_up,
    "E18": _vulnerable,
    "E19": _dangerous,
    "E20": _blocked,
    "E21": _protected,
    "E22": _wages,
    "E24": _reported,
}


def _promises(case: Case) -> Iterator[Deadline]:
    return (line for line in case.deadlines if line.name in PROMISES and line.is_running)


def _subject(clock: Deadline, *, is_early: bool = False) -> str:
    """A clock and its edition: a promise made anew may be missed anew, its early steps are not
    told again."""
    return f"{clock.name}-{clock.redo}" + ("" if is_early else f"/{clock.edition}")


def _is_incident(case: Case) -> bool:
    return case.kind is Kind.INCIDENT


def _is_sensitive(case: Case) -> bool:
    facts = case.facts
    return Mark.SENSITIVE in {*facts.marks, *marks_in(facts.spot, facts.title)}
