"""Days as offices write them."""

from datetime import date, datetime

import pytest

from command.base.clock import CHINA
from command.ledger.dates import BadDate, read_instant
from command.ledger.workbook import Cell

FIFTH = datetime(2023, 5, 1, tzinfo=CHINA)


@pytest.mark.parametrize(
    "cell",
    [
        *("2023.5.1", "2023-05-01", "2023/5/1", "2023年5月1日", "2023年05月01日上午", "2023、5、1"),
        *("20230501", "2023.5.1日", " 2023 年 5 月 1 日 ", "2023.5.1(星期一)", "45047 "),
        *(45047, 45047.0, 20230501.0, date(2023, 5, 1), datetime(2023, 5, 1)),  # noqa: DTZ001
    ],
)
def test_a_day_is_read_however_it_is_written(cell: Cell) -> None:
    assert read_instant(cell) == FIFTH


@pytest.mark.parametrize(
    "cell", ["2023-5-1 14:30", "2023年5月1日下午2时30分", "2023年5月1日 14点30分", 45047.6041666667]
)
def test_an_hour_is_kept(cell: Cell) -> None:
    assert read_instant(cell) == FIFTH.replace(hour=14, minute=30)


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        *(("中午11时", 11), ("中午12时", 12), ("中午1时", 13), ("中午", 12)),
        *(("上午9时", 9), ("下午12时", 12), ("晚上8时", 20), ("晚上20时", 20), ("晚上", 18)),
    ],
)
def test_an_hour_is_of_its_half_of_the_day(written: str, hour: int) -> None:
    assert read_instant(f"2023年5月1日{written}") == FIFTH.replace(hour=hour)


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("5月1日", "年份"),
        ("23.5.1", "年份"),
        ("2023.2.30", "没有“2023.2.30”这一天"),
        ("去年五月", "看不懂"),
        ("2023.5.1至5.3", "看不懂"),
        (12, "不是日期"),
        (True, "不是日期"),
        ("1923.5.1", "过早"),
        ("2023-5-1 25:00", "时刻"),
        ("2023年5月1日晚上12时", "24小时"),
        ("2023年5月1日晚上1时", "24小时"),
        ("2023年5月1日中午9时", "24小时"),
        ("2023-5-1" + " " * 20_000 + "x", "看不懂"),
    ],
)
def test_what_is_no_day_is_said_in_words(cell: Cell, says: str) -> None:
    with pytest.raises(BadDate) as bad:
        read_instant(cell)
    assert says in bad.value.words
    assert bad.value.words.en.isascii() or isinstance(cell, str)


def test_an_empty_cell_is_no_day() -> None:
    assert read_instant(" ") is None
