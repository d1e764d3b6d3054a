"""Ledgers as offices keep them, drawn for tests; everybody and everything in them is invented."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import xlsxwriter

from command.base.words import Words
from command.casework.deadlines import Promise
from command.casework.routing import Post
from command.ledger.ground import Ground, Unit, places_of, units_of
from command.places.book import PlaceBook
from command.places.workdays import WorkCalendar
from tests.cast import AT
from tests.places.county_stage import yushan

HEADINGS = (
    *("序号", "编号", "来访日期", "来源", "问题类别", "乡镇(街道)", "村(社区)", "主要内容"),
    *("人数", "信访人", "联系电话", "责任单位", "协办单位", "办理情况", "办结日期", "处理结果"),
    *("满意度", "回访日期"),
)
A_ROW: Mapping[str, Any] = {
    "序号": 1,
    "编号": "XF2023-0001",
    "来访日期": "2023.5.4",
    "来源": "来访",
    "问题类别": "欠薪",
    "乡镇(街道)": "冰溪街道",
    "村(社区)": "万柳洲社区",
    "主要内容": "反映某安置房项目(虚构)拖欠工资。",
    "人数": 12,
    "信访人": "甄虚构",
    "联系电话": "13800000000",
    "责任单位": "人社局",
    "协办单位": "住建局",
    "办理情况": "已办结",
    "办结日期": "2023年5月15日",
    "处理结果": "工资已发放(虚构)。",
    "满意度": "满意",
    "回访日期": "2023-05-18",
}
RSJ = Post("rsj", "人社局", 4, "人社丁")
ZJJ = Post("zjj", "住建局", 5, "住建戊")
DUTY = Post("c361123", "县中心", 1, "值班甲")


def a_row(number: int = 1, **changes: Any) -> list[Any]:
    """A row of a matter that was closed in 2023; its number tells it from others."""
    told = {**A_ROW, "序号": number, "编号": f"XF2023-{number:05}", **changes}
    return [told[name] for name in HEADINGS]


def an_open_row(number: int = 1, **changes: Any) -> list[Any]:
    still = {"办理情况": "办理中", "办结日期": "", "处理结果": "", "满意度": "", "回访日期": ""}
    return a_row(number, **{**still, **changes})


def a_book(
    rows: Iterable[Sequence[Any]], headings: Sequence[str] = HEADINGS, title: str = "信访台账"
) -> bytes:
    """A workbook with a title over its headings."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("台账")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_string(0, 0, title)
    sheet.write_row(1, 0, headings)
    for line, row in enumerate(rows, 2):
        for at, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(line, at, value, day)
            elif isinstance(value, str):
                sheet.write_string(line, at, value)
            else:
                sheet.write(line, at, value)
    book.close()
    return out.getvalue()


def spoilt(number: int) -> list[Any]:
    """A row with one fault, of as many kinds as there are."""
    return a_row(number, **FAULTS[number % len(FAULTS)])


FAULTS: Sequence[Mapping[str, Any]] = (
    {"村(社区)": "没有这个村"},
    {"乡镇(街道)": "没有这个镇"},
    {"来访日期": "去年五月"},
    {"来访日期": ""},
    {"责任单位": "已撤销的局"},
    {"办结日期": "2023.4.1"},
    {"主要内容": ""},
    {"人数": "很多"},
    {"联系电话": "1380000"},
    {"问题类别": "外星人来访"},
)


def a_ledger(rows: int, faults: int) -> bytes:
    """Rows of some years with faults among them, as many as asked for; some are still open."""
    step = rows // faults if faults else rows + 1
    found = []
    for number in range(1, rows + 1):
        day = date(2023, 1, 3) + timedelta(days=number % 900)
        if faults and number % step == 0 and number // step <= faults:
            found.append(spoilt(number))
        elif number % 20 == 0:
            found.append(an_open_row(number, 来访日期=day))
        else:
            closed = day + timedelta(days=6)
            found.append(a_row(number, 来访日期=day, 办结日期=closed, 回访日期=""))
    return a_book(found)


def ground() -> Ground:
    """The shipped county with two bureaus that have people, one that has none, one that ended."""
    people = {"人社丁": RSJ, "人社二": Post("rsj", "人社局", 14, "人社二")}
    units = [
        (Unit("rsj", "人社局", "361123", RSJ, people), "人力资源和社会保障局"),
        (Unit("zjj", "住建局", "361123", ZJJ), "住房和城乡建设局"),
        (Unit("slj", "水利局", "361123", None), "水利局"),
        (Unit("old", "老局", "361123", None, ended=Words("单位已撤销", "ended")), "老局"),
    ]
    promise = Promise(WorkCalendar())
    places = places_of(PlaceBook(yushan().places))
    return Ground(places, units_of(units, places.county.name), promise, AT, DUTY)
