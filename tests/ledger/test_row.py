"""A row of a ledger: what it becomes, and every word that is said when it does not fit."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from command.base.clock import CHINA
from command.casework.case import Case
from command.casework.historic import Taking, case_of, events_of
from command.casework.terms import Channel, DeadlineName, Kind, PartKind, Satisfaction, State
from command.identity.opening import Field
from command.ledger.checking import Checked, check
from command.ledger.layout import Column, guess
from command.ledger.row import Entry
from command.ledger.workbook import Sheet
from tests.cast import AT, VILLAGE
from tests.ledger.sheets import DUTY, FAULTS, HEADINGS, RSJ, ZJJ, a_row, an_open_row, ground

GROUND = ground()


def checked(*rows: list[Any], source: str = "") -> Checked:
    sheet = Sheet("台账", (HEADINGS, *map(tuple, rows)))
    return check(sheet, guess(sheet), GROUND, source)


def entry(row: list[Any]) -> Entry:
    found = checked(row)
    assert not found.faults, [str(one.words) for one in found.faults]
    return found.entries[0]


def case(row: list[Any]) -> Case:
    taking = Taking(7, "YS20230504-00000000", 9, DUTY.officer_id, AT)
    return case_of(entry(row).past, taking, GROUND.promise)


def faults(**changes: Any) -> list[tuple[Column, str]]:
    return [(one.column, str(one.words)) for one in checked(a_row(**changes)).faults]


def day(month: int, number: int) -> datetime:
    return datetime(2023, month, number, tzinfo=CHINA)


def test_a_closed_row_is_a_closed_case_with_its_days() -> None:
    found = case(a_row())
    assert (found.state, found.kind, found.channel) == (
        State.CLOSED,
        Kind.PETITION,
        Channel.WINDOW,
    )
    assert found.facts.place == VILLAGE
    assert found.facts.headcount == 12
    assert (found.opened_at, found.resolved_at) == (day(5, 4), day(5, 15))
    assert found.closed_at == day(5, 18)  # what the office calls closed was before its visit
    assert found.satisfaction is Satisfaction.SATISFIED
    assert not any(line.is_running for line in found.deadlines)
    parts = {part.agency_id: part.part for part in found.parts}
    assert parts == {RSJ.agency_id: PartKind.LEAD, ZJJ.agency_id: PartKind.SUPPORT}
    assert events_of(found, AT, "县中心") == []


def test_what_the_ledger_does_not_say_is_not_invented() -> None:
    found = case(a_row(满意度="", 回访日期="", 协办单位=""))
    assert (found.state, found.satisfaction) == (State.CLOSED, None)
    assert found.closed_at == day(5, 15)


def test_dissatisfaction_of_then_sends_nothing_back_today() -> None:
    found = case(a_row(满意度="不满意"))
    assert (found.state, found.satisfaction) == (State.CLOSED, Satisfaction.DISSATISFIED)
    assert (found.redo_count, found.is_overdue) == (0, False)


def test_an_open_row_is_handled_and_its_clocks_have_said_what_lies_behind() -> None:
    found = case(an_open_row())
    assert found.state is State.HANDLING
    promise = found.deadline(DeadlineName.RESOLVE_BY)
    assert promise is not None
    assert (promise.warned, promise.escalated_at) == (150, promise.due_at)
    assert found.is_overdue
    assert found.escalated_at is None  # it is late, but no alarm: nobody was away
    assert found.next_at is None
    (told,) = events_of(found, AT, "县中心")
    assert told.type == "case.taken_over"
    assert told.data["card"]["state"] == "handling"
    assert "甄" not in str(told.data)


def test_a_young_clock_goes_on_where_it_is() -> None:
    begun = AT - timedelta(days=1)
    found = case(an_open_row(来访日期=begun.astimezone(CHINA).replace(tzinfo=None)))
    assert not found.is_overdue
    assert found.next_at is not None
    assert found.next_at > AT


def test_a_clock_that_ends_in_an_unpublished_year_is_provisional_and_said_so() -> None:
    found = entry(an_open_row(来访日期=date(2026, 11, 23)))
    assert ["未公布" in note for note in found.notes] == [True]
    assert entry(an_open_row(来访日期=date(2026, 3, 2))).notes == ()


def test_a_row_without_a_unit_waits_to_be_accepted() -> None:
    found = case(an_open_row(责任单位="", 协办单位="", 办理情况="待受理"))
    assert (found.state, found.parts, found.charge_id) == (State.REGISTERED, (), DUTY.officer_id)


def test_an_officer_who_still_works_there_answers() -> None:
    headings = (*HEADINGS, "承办人")
    sheet = Sheet("台账", (headings, (*an_open_row(), "人社二"), (*an_open_row(2), "已调离的人")))
    found = check(sheet, guess(sheet), GROUND, "")
    officers = [one.past.lead.officer_name for one in found.entries if one.past.lead]
    assert officers == ["人社二", "人社丁"]


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("冰溪街道万柳洲社区", VILLAGE),
        ("江西省上饶市玉山县冰溪街道万柳洲社区居委会3组", VILLAGE),
        ("万柳洲社区", VILLAGE),
        ("冰溪 万柳洲", VILLAGE),
        ("冰溪街道", VILLAGE[:9]),
        ("玉山县", VILLAGE[:6]),
    ],
)
def test_a_place_is_found_in_one_column(place: str, code: str) -> None:
    headings = tuple("发生地点" if name == "村(社区)" else name for name in HEADINGS)
    row = tuple(a_row(1, **{"乡镇(街道)": "", "村(社区)": place}))
    sheet = Sheet("台账", (headings, row))
    found = check(sheet, guess(sheet), GROUND, "")
    assert [one.past.ground.place.code for one in found.entries] == [code]


@pytest.mark.parametrize(
    "unit", ["人社局", "县人社局", "玉山县人力资源和社会保障局", "人力资源和社会保障局", "rsj"]
)
def test_a_unit_is_found_by_what_people_call_it(unit: str) -> None:
    found = entry(a_row(责任单位=unit)).past.lead
    assert found == RSJ


COLUMNS_OF_FAULTS = (
    *(Column.VILLAGE, Column.TOWNSHIP, Column.REGISTERED, Column.REGISTERED, Column.UNIT),
    *(Column.CLOSED, Column.WORDS, Column.HEADCOUNT, Column.PHONE, Column.TYPE),
)


@pytest.mark.parametrize(
    ("changes", "column"), list(zip(FAULTS, COLUMNS_OF_FAULTS, strict=True)), ids=str
)
def test_each_fault_is_said_at_its_column_and_at_no_other(
    changes: Mapping[str, Any], column: Column
) -> None:
    found = faults(**changes)
    assert [at for at, _ in found] == [column]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"责任单位": "老局"}, "单位已撤销"),
        ({"责任单位": "水利局"}, "水利局没有可以签收的人员"),
        ({"责任单位": ""}, "没有责任单位"),
        ({"办结日期": ""}, "已办结而没有办结日期"),
        ({"办理情况": "办理中"}, "状态却不是已办结"),
        ({"来访日期": "2031.1.1"}, "日期在将来"),
        ({"联系电话": "138", "人数": "若干"}, "人数“若干”不是数字"),
        ({"村(社区)": ""}, ""),
    ],
)
def test_what_contradicts_itself_is_said_in_words(changes: Mapping[str, Any], says: str) -> None:
    found = faults(**changes)
    assert [says in words for _, words in found].count(True) == (1 if says else 0)


def test_a_row_is_told_of_everything_that_is_wrong_with_it() -> None:
    found = faults(**{"村(社区)": "没有这个村", "联系电话": "12", "人数": "很多"})
    assert {at for at, _ in found} == {Column.VILLAGE, Column.PHONE, Column.HEADCOUNT}


def test_an_identity_number_kept_as_a_figure_has_lost_digits() -> None:
    headings = (*HEADINGS, "身份证号码")
    sheet = Sheet("台账", (headings, (*a_row(), 361123198001010000.0)))
    (fault,) = check(sheet, guess(sheet), GROUND, "").faults
    assert fault.column is Column.ID_NUMBER
    assert "设为文本" in fault.words


def test_a_phone_kept_as_a_figure_is_a_phone() -> None:
    found = entry(a_row(联系电话=13800000000.0)).past.person
    assert found.fields[Field.PHONE] == "13800000000"


def test_the_same_number_comes_in_once_within_its_source() -> None:
    found = checked(a_row(1), a_row(1, 主要内容="另一件事,编号写错了。"))
    assert [(one.line, str(one.words)) for one in found.faults] == [(3, "编号与第2行重复")]
    here, there = checked(a_row(1)), checked(a_row(1), source="二号台账")
    assert here.entries[0].key != there.entries[0].key


def test_without_a_number_a_row_is_known_by_what_it_says() -> None:
    one, two = a_row(1, 编号=""), a_row(2, 编号="")
    found = checked(one, two, a_row(3, 编号="", 主要内容="另一件事。"))
    assert len(found.entries) == 2
    assert [one.column for one in found.faults] == [Column.WORDS]
    again = checked(a_row(9, 编号="", 联系电话="13900000000"))
    assert again.entries[0].key == found.entries[0].key  # nothing personal is in a key


def test_lines_below_the_table_are_no_matters() -> None:
    blank = [""] * len(HEADINGS)
    found = checked(a_row(1), blank, ["合计", "", "", "", "", "", "", "", 12, *[""] * 9])
    assert (len(found.entries), len(found.faults)) == (1, 0)
