"""Days and instants as offices in China write them in a sheet. Pure."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from command.base.clock import CHINA
from command.base.words import Words
from command.ledger.workbook import Cell

EARLIEST = date(1980, 1, 1)
_EPOCH = date(1899, 12, 30)  # day 0 of Excel, which thinks 1900 a leap year
_FIRST_SERIAL, _LAST_SERIAL = 29_221, 73_050  # 1980 to 2099
_WEEKDAY = r"(?:\s*[((]?(?:星期|周)[一二三四五六日天][))]?)?"
_HALF = r"(上午|下午|晚上|早上|中午)?"
_HOUR = (
    r"(?:\s*([0-9]{1,2})\s*[:时点]\s*([0-9]{1,2})?"
    r"\s*(?:[:分]\s*([0-9]{1,2})?)?\s*秒?(?:\.[0-9]+)?)?"
)
_TEXT = re.compile(
    r"([0-9]{4})\s*[-./、年]\s*([0-9]{1,2})\s*[-./、月]\s*([0-9]{1,2})\s*[日号]?"
    + _WEEKDAY
    + r"[T\s]*"
    + _HALF
    + _HOUR
)
_CLOSE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
_NO_YEAR = re.compile(r"[0-9]{1,2}\s*[-./月]\s*[0-9]{1,2}\s*[日号]?")
_SHORT_YEAR = re.compile(r"[0-9]{2}\s*[-./年]\s*[0-9]{1,2}\s*[-./月]\s*[0-9]{1,2}\s*[日号]?")
_BEGINS = {"中午": 12, "下午": 12, "晚上": 18}
_SPANS = {"中午": range(11, 16), "晚上": range(17, 24)}
_LONGEST = 40
"""Longer than any day anybody writes; the pattern takes its time over long blanks."""


class BadDate(ValueError):
    """`words` say why a cell is no day."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(zh, en)


def read_instant(cell: Cell) -> datetime | None:
    """The instant of a cell in China time, of a day its first one; None for an empty cell.

    Takes dates, numbers of days as Excel counts them, and texts: 2023.5.1, 2023-05-01, 20230501,
    2023年5月1日 下午3时. Raises BadDate.
    """
    if isinstance(cell, datetime):
        return _sane(cell.date(), cell.timetz().replace(tzinfo=None))
    if isinstance(cell, date):
        return _sane(cell, time())
    if isinstance(cell, bool | time | timedelta):
        raise BadDate("不是日期", "This is no date")
    if isinstance(cell, int | float):
        return _of_serial(float(cell))
    text = unicodedata.normalize("NFKC", cell).strip()
    return _of_text(text) if text else None


def _of_text(text: str) -> datetime:
    if len(text) > _LONGEST:
        raise _unreadable(text)
    found = _TEXT.fullmatch(text)
    if found:
        year, month, day, half, hour, minute, second = found.groups()
        return _sane(_day(text, year, month, day), _time(text, half, hour, minute, second))
    close = _CLOSE.fullmatch(text)
    if close:
        return _sane(_day(text, *close.groups()), time())
    if _SERIAL.fullmatch(text):
        return _of_serial(float(text))
    if _SHORT_YEAR.fullmatch(text) or _NO_YEAR.fullmatch(text):
        raise BadDate(f"日期“{text}”没有写全年份", f"The date {text!r} has no full year")
    raise _unreadable(text)


def _unreadable(text: str) -> BadDate:
    return BadDate(f"看不懂日期“{text[:20]}”", f"The date {text[:20]!r} cannot be read")


def _of_serial(number: float) -> datetime:
    if number == int(number) and 1980_01_01 <= number <= 2099_12_31:
        return _of_text(str(int(number)))
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        raise BadDate(f"数字 {number:g} 不是日期", f"The number {number:g} is no date")
    minutes, second = divmod(min(round((number % 1) * 86_400), 86_399), 60)
    day = _EPOCH + timedelta(days=int(number))
    return _sane(day, time(*divmod(minutes, 60), second))


def _day(text: str, year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError as reason:
        raise BadDate(
            f"没有“{text[:20]}”这一天", f"There is no such day: {text[:20]!r}"
        ) from reason


def _time(text: str, half: str | None, *parts: str | None) -> time:
    told, minute, second = parts
    hour = _hour(text, half, told)
    try:
        return time(hour, int(minute or 0), int(second or 0))
    except ValueError as reason:
        raise BadDate(f"没有“{text[:20]}”这一时刻", f"No such time: {text[:20]!r}") from reason


def _hour(text: str, half: str | None, told: str | None) -> int:
    """Of a half of the day without an hour its first one. Which midnight 晚上12时 is nobody knows,
    so it is asked for."""
    if told is None:
        return _BEGINS.get(half or "", 0)
    hour = int(told)
    if half in _BEGINS and hour < (11 if half == "中午" else 12):
        hour += 12
    if hour not in _SPANS.get(half or "", (hour,)):
        raise BadDate(
            f"“{text[:20]}”看不出是几时,请按24小时写",
            f"Which hour is {text[:20]!r}? Write it in 24 hours",
        )
    return hour


def _sane(day: date, at: time) -> datetime:
    if day < EARLIEST:
        raise BadDate(f"年份 {day.year} 过早", f"The year {day.year} is too early")
    return datetime.combine(day, at.replace(microsecond=0), CHINA)
