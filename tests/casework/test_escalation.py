"""The rules E01-E27 as decisions: each fires on its facts, not beside them, and once."""

import csv
from dataclasses import replace
from datetime import timedelta
from importlib import resources
from typing import Any

import pytest

from command.base.clock import china_date
from command.base.problem import InvalidInput
from command.casework import marks, rising, rule
from command.casework.case import Case, Kind, Level, State
from command.casework.deadline import Deadline
from command.casework.deciding import DECISIONS, accident_level, is_before_spring_festival
from command.casework.escalation import Rise, findings, standing_level
from command.casework.looking import Finding, Look, Neighbour, Told
from command.casework.marks import Mark
from command.casework.rule import Line, Wish, holding
from command.casework.rule_book import RULES, Recipient
from command.casework.terms import DeadlineName
from tests.casework.builders import HOUR, a_case
from tests.cast import AT

LINES = {line.code: line for line in rule.shipped()}
PLAIN = {"type": "noise", "headcount": 1, "spot": "村口", "title": "万柳洲社区噪声扰民"}
DAY = timedelta(days=1)


def an_incident(**facts: Any) -> Case:
    return a_case(State.HANDLING, Kind.INCIDENT, **{**PLAIN, "type": "gathering", **facts})


def a_matter(**facts: Any) -> Case:
    return a_case(State.HANDLING, Kind.PETITION, **{**PLAIN, **facts})


def used(step: int, name: DeadlineName = DeadlineName.RESOLVE_BY, **changes: Any) -> Look:
    """A matter one of whose clocks has told a step."""
    line = Deadline(name, AT, AT + DAY, provisional=False, warned=step)
    line = replace(line, escalated_at=AT + DAY if step >= 100 else None, **changes)
    case = a_matter()
    others = tuple(one for one in case.deadlines if one.name is not name)
    return Look(replace(case, deadlines=(*others, line)), AT + 2 * DAY)


def silent(times: int) -> Look:
    """A matter in which so many orders were not answered in time."""
    missed = [
        Deadline(
            DeadlineName.REPLY_BY, AT, AT + DAY, False, escalated_at=AT + DAY, task=n, warned=100
        )
        for n in range(1, times + 1)
    ]
    case = a_matter()
    return Look(replace(case, deadlines=(*case.deadlines, *missed)), AT + 2 * DAY)


def near(count: int = 1, **changes: Any) -> Look:
    values = {"metres": 200.0, "opened_at": AT - 2 * DAY, "same_type": True, "violent": False}
    one = Neighbour(case_id=1, **{**values, **changes})
    return Look(a_matter(), AT, neighbours=tuple(replace(one, case_id=n) for n in range(count)))


def told(*ways: str, at: Any = AT, townships: tuple[str, ...] = ("361123002",)) -> Look:
    reports = [Told(way, at, townships[n % len(townships)]) for n, way in enumerate(ways)]
    return Look(a_matter(), AT + HOUR, reports=tuple(reports))


def grown(before: int, now: int, ago: timedelta = timedelta(minutes=5)) -> Look:
    return Look(an_incident(headcount=now), AT, headcounts=((AT - ago, before),))


def counted(case: Case, **counts: Any) -> Look:
    return Look(replace(case, **counts), AT)


def dissatisfied(times: int, rounds: int) -> Look:
    """A matter done again so many times, for whatever reason."""
    return Look(replace(a_matter(), redo_count=rounds), AT, dissatisfied=times)


def at(case: Case) -> Look:
    return Look(case, AT)


GATE = "县政府大门口"
#: Rule, facts on which it fires (with what it calls them), facts beside them on which it does not.
TABLE: list[tuple[str, Look, str, Look]] = [
    ("E01", used(50), "resolve_by-0", used(0)),
    ("E02", used(80), "resolve_by-0", used(50)),
    ("E03", used(100), "resolve_by-0/0", used(80)),
    ("E03", used(100, DeadlineName.ANSWER_BY), "answer_by-0/0", used(100, DeadlineName.VISIT_BY)),
    ("E03", used(100, edition=1), "resolve_by-0/1", used(100, met_at=AT)),
    ("E04", used(150), "resolve_by-0/0", used(100)),
    ("E04", silent(2), "silent", silent(1)),
    ("E05", at(an_incident(headcount=5, spot=GATE)), "place", at(an_incident(headcount=5))),
    ("E05", at(an_incident(headcount=5, spot=GATE)), "place", at(a_matter(headcount=9, spot=GATE))),
    ("E06", at(an_incident(headcount=30)), "30/-", at(an_incident(headcount=29))),
    ("E06", at(an_incident(headcount=60, spot=GATE)), "50/3", at(a_matter(headcount=60))),
    ("E06", at(an_incident(headcount=200)), "200/3", at(an_incident(headcount=4))),
    ("E06", at(an_incident(headcount=1000)), "1000/2", at(a_matter(headcount=1000))),
    ("E07", grown(20, 30), "30", grown(20, 29)),
    ("E07", grown(6, 10), "10", grown(4, 9)),
    ("E07", grown(20, 60), "60", grown(20, 60, timedelta(minutes=11))),
    ("E08", at(an_incident(dead=1)), "watch", at(an_incident(serious=2))),
    ("E08", at(an_incident(serious=3)), "watch", at(an_incident())),
    ("E08", at(an_incident(serious=10)), "level-3", at(an_incident(serious=2))),
    ("E08", at(an_incident(dead=10)), "level-2", at(an_incident())),
    ("E09", near(2), "place", near(1)),
    ("E09", near(2), "place", near(2, metres=301.0)),
    ("E09", near(2), "place", near(2, opened_at=AT - 8 * DAY)),
    ("E10", told("window", "phone", "grid"), "matter", told("window", "phone", "phone")),
    ("E10", told("window", "phone", "grid"), "matter", told("grid", "phone", "fax", at=AT - DAY)),
    (
        "E10",
        told(*["phone"] * 3, townships=("361123001", "361123002", "361123003")),
        "matter",
        told("phone", "phone", "phone"),
    ),
    ("E11", near(violent=True), "near", near()),
    ("E11", near(violent=True), "near", near(violent=True, same_type=False)),
    ("E11", near(violent=True, metres=499.0), "near", near(violent=True, metres=501.0)),
    ("E14", used(100, DeadlineName.PROGRESS_BY), "progress_by-0/0", used(80)),
    ("E15", dissatisfied(1, rounds=1), "1", dissatisfied(0, rounds=0)),
    ("E15", dissatisfied(1, rounds=2), "1", dissatisfied(0, rounds=1)),
    ("E16", counted(a_matter(), return_count=2), "2", counted(a_matter(), return_count=1)),
    ("E17", told("superior"), "1", told("window")),
    ("E18", at(a_matter(marks=(Mark.VULNERABLE,))), "vulnerable", at(a_matter())),
    ("E19", at(a_matter(marks=(Mark.FUEL,))), "fuel", at(a_matter(marks=(Mark.VIOLENCE,)))),
    ("E20", at(an_incident(marks=(Mark.INJURED,))), "injured", at(an_incident())),
    ("E20", at(an_incident(marks=(Mark.BLOCKED,))), "blocked", at(an_incident())),
    ("E21", at(a_matter(type="minor_protection")), "minor_protection", at(a_matter())),
    (
        "E22",
        at(a_matter(type="wage_arrears", headcount=10)),
        "workers",
        at(a_matter(type="wage_arrears", headcount=9)),
    ),
    (
        "E22",
        at(a_matter(type="wage_arrears", yuan=500_000)),
        "yuan",
        at(a_matter(type="contract", yuan=500_000)),
    ),
    (
        "E24",
        used(80, DeadlineName.REPORT_BY),
        "report_by-0/0-80",
        used(80, DeadlineName.PROGRESS_BY),
    ),
]


def found_in(code: str, look: Look, line: Line | None = None) -> dict[str, Finding]:
    lines = {code: line or LINES[code]}
    return {one.finding.subject: one.finding for one in findings(look, lines)}


@pytest.mark.parametrize(("code", "on", "subject", "beside"), TABLE)
def test_a_rule_fires_on_its_facts_and_not_beside_them(
    code: str, on: Look, subject: str, beside: Look
) -> None:
    assert subject in found_in(code, on)
    assert subject not in found_in(code, beside)


@pytest.mark.parametrize(("code", "on", "subject", "beside"), TABLE)
def test_a_rule_fires_once(code: str, on: Look, subject: str, beside: Look) -> None:
    found = {(code, one) for one in found_in(code, on)}
    assert findings(on, {code: LINES[code]}, frozenset(found)) == []


@pytest.mark.parametrize(("code", "on", "subject", "beside"), TABLE)
def test_a_rule_that_is_off_and_a_case_that_is_closed_tell_nothing(
    code: str, on: Look, subject: str, beside: Look
) -> None:
    assert not found_in(code, on, replace(LINES[code], is_on=False))
    assert not found_in(code, replace(on, case=replace(on.case, state=State.CLOSED)))


def test_every_rule_of_casework_decides_and_has_its_row_and_the_others_wait_switched_off() -> None:
    here = {code for code, one in RULES.items() if one.runs_here}
    numbers = [*range(1, 12), *range(14, 23), 24]
    assert here == {f"E{n:02}" for n in numbers} == set(DECISIONS) == {row[0] for row in TABLE}
    assert {code for code, line in LINES.items() if line.is_on} == here
    assert set(LINES) == set(RULES) == {f"E{n:02}" for n in range(1, 28)}


def test_words_of_a_finding_stand_in_both_languages_and_name_nobody() -> None:
    for code, look, _, _ in TABLE:
        for one in found_in(code, look).values():
            assert one.words
            assert one.words.en.isascii()
            assert "程示例" not in one.words + one.words.en


@pytest.mark.parametrize(
    ("code", "look", "zh", "en"),
    [
        ("E15", dissatisfied(2, rounds=2), "报领导并重办", "tell the leader, do it again"),
        ("E17", told("superior"), "不得因此为难信访人", "nobody may make it hard for the petition"),
        ("E21", at(a_matter(type="minor_protection")), "未成年人求助", "A minor asks for help"),
        ("E21", at(a_matter(type="family_violence")), "家庭求助", "A family asks for help"),
        ("E22", at(a_matter(type="labour", headcount=10)), "请劳动监察介入", "labour inspection"),
        ("E22", at(a_matter(type="labour", yuan=500_000)), "请核应急周转金", "the emergency fund"),
    ],
)
def test_the_english_of_a_finding_asks_for_what_its_chinese_asks(
    code: str, look: Look, zh: str, en: str
) -> None:
    (words,) = (one.words for one in found_in(code, look).values())
    assert zh in words
    assert en in words.en


def test_of_one_clock_only_the_gravest_step_is_told() -> None:
    look = used(150)
    assert [one.finding.code for one in findings(look, LINES)] == ["E04"]
    off = {**LINES, "E04": replace(LINES["E04"], is_on=False)}
    assert [one.finding.code for one in findings(look, off)] == ["E03"]


@pytest.mark.parametrize(
    ("case", "code", "level"),
    [
        (an_incident(headcount=60, spot=GATE), "E06", Level.SERIOUS),
        (an_incident(headcount=60), "E06", None),
        (an_incident(headcount=200), "E06", Level.SERIOUS),
        (an_incident(headcount=1000), "E06", Level.GRAVE),
        (an_incident(serious=9), "E08", None),
        (an_incident(serious=10), "E08", Level.SERIOUS),
        (an_incident(dead=30), "E08", Level.GRAVEST),
        (a_matter(marks=(Mark.SELF_HARM,)), "E19", Level.SERIOUS),
        (an_incident(marks=(Mark.INJURED,)), "E20", None),
        (an_incident(headcount=5, spot=GATE), "E05", None),
    ],
)
def test_the_level_a_rule_asks_for(case: Case, code: str, level: Level | None) -> None:
    (found,) = found_in(code, at(case)).values()
    assert found.level is level


@pytest.mark.parametrize(
    ("dead", "serious", "level"),
    [
        (2, 9, None),
        (3, 0, Level.SERIOUS),
        (0, 10, Level.SERIOUS),
        (9, 49, Level.SERIOUS),
        (10, 0, Level.GRAVE),
        (0, 50, Level.GRAVE),
        (29, 99, Level.GRAVE),
        (30, 0, Level.GRAVEST),
        (0, 100, Level.GRAVEST),
    ],
)
def test_the_law_says_what_numbers_make_of_an_accident(
    dead: int, serious: int, level: Level | None
) -> None:
    assert accident_level(dead, serious) is level


def test_a_higher_limit_is_a_higher_limit() -> None:
    higher = replace(LINES["E05"], limits=(6,))
    look = at(an_incident(headcount=5, spot=GATE))
    assert found_in("E05", look)
    assert not found_in("E05", look, higher)


@pytest.mark.parametrize(
    ("day", "is_before"),
    [("2026-01-17", False), ("2026-01-18", True), ("2026-02-16", True), ("2026-02-17", False)],
)
def test_thirty_days_before_the_spring_festival(day: str, is_before: bool) -> None:
    at_noon = AT.fromisoformat(f"{day}T12:00:00+08:00")
    assert is_before_spring_festival(at_noon, 30) is is_before


# A rise that a person refuses


@pytest.mark.parametrize(
    ("now", "refused", "others", "after"),
    [
        (3, Rise(Level.SERIOUS, Level.ORDINARY), [], 4),
        (3, Rise(Level.SERIOUS, Level.ORDINARY), [Rise(Level.SERIOUS, None)], 3),
        (2, Rise(Level.SERIOUS, Level.ORDINARY), [], 2),
        (3, Rise(Level.SERIOUS, None), [], 3),
        (2, Rise(Level.GRAVE, Level.SERIOUS), [Rise(Level.SERIOUS, Level.ORDINARY)], 3),
    ],
)
def test_where_a_case_stands_once_a_rise_is_refused(
    now: int, refused: Rise, others: list[Rise], after: int
) -> None:
    assert standing_level(an_incident(level=Level(now)), refused, others) == after


def test_the_reason_of_a_rise_is_told_again_in_english() -> None:
    for words in (rising.crowd(200), rising.hurt(1, 3), rising.DANGER):
        said = rising.again(str(words))
        assert said is not None
        assert said.en == words.en
    assert rising.again("值班长决定升级") is None


# What is noticed in words


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("有人持刀,2名老人在场", (Mark.VULNERABLE, Mark.WEAPON)),
        ("现场没有人受伤", ()),
        ("起初没人受伤,后来一名工人受伤送医", (Mark.INJURED,)),
        ("他说活不下去,想自杀", (Mark.SELF_HARM,)),
        ("带着汽油,爬上塔吊", (Mark.FUEL, Mark.HEIGHT)),
        ("反映工资没有发放", ()),
        ("聚集在镇政府门口", (Mark.SENSITIVE,)),
    ],
)
def test_what_is_noticed_in_words(words: str, found: tuple[Mark, ...]) -> None:
    assert marks.marks_in(words) == found


def test_what_was_noticed_is_told_when_it_is_new() -> None:
    assert marks.noticed((Mark.WEAPON,), (Mark.WEAPON,)) == {}
    assert marks.noticed((), (Mark.FUEL,)) == {"marks": [[], [Mark.FUEL]]}
    assert set(marks.named()) == set(Mark)


# Settings


def a_wish(**changes: Any) -> Wish:
    wish = Wish("E05", True, (8,), (Recipient.DUTY,), china_date(AT), "与预案一致")
    return replace(wish, **changes)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "E99"}, "code"),
        ({"code": "E12", "limits": (60, 180, 300, 120)}, "on"),
        ({"limits": ()}, "limits"),
        ({"limits": (1,)}, "limits[0]"),
        ({"code": "E02", "limits": (70,)}, "limits[0]"),
        ({"recipients": (Recipient.DUTY, Recipient.DUTY)}, "recipients"),
        ({"why": " "}, "why"),
    ],
)
def test_settings_name_what_is_wrong(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        rule.check(a_wish(**changes))
    assert refused.value.field == field


@pytest.mark.parametrize("days", [-1, 367])
def test_settings_begin_within_a_year_and_never_in_hindsight(days: int) -> None:
    rule.check(a_wish())
    with pytest.raises(InvalidInput) as refused:
        rule.begins(a_wish(day=china_date(AT) + timedelta(days=days)), AT)
    assert refused.value.field == "from"


def test_the_last_line_that_has_begun_holds() -> None:
    old = replace(LINES["E05"], number=1)
    new = replace(old, number=2, limits=(8,), valid_from=AT + HOUR)
    assert holding([new, old], AT)["E05"].number == 1
    assert holding([new, old], AT + HOUR)["E05"].number == 2


def test_the_shipped_settings_pass_their_own_check() -> None:
    for line in LINES.values():
        rule.check(a_wish(code=line.code, is_on=line.is_on, limits=line.limits))


def test_the_shipped_file_has_a_row_a_rule() -> None:
    text = resources.files("command.casework").joinpath("data/rules.csv").read_text("utf-8")
    assert [row["code"] for row in csv.DictReader(text.splitlines())] == list(RULES)
