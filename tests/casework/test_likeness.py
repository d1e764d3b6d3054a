"""When two texts tell of one matter, by the database's own pairs of letters; and what is near."""

from dataclasses import replace
from datetime import timedelta

import pytest

from command.base.db import Database
from command.casework import likeness, similar_store
from command.casework.happened import Point
from command.casework.likeness import Known, Reason
from command.places.jurisdiction import Precision
from tests.casework.builders import OTHER_VILLAGE, some_facts
from tests.cast import AT, VILLAGE

DAY = timedelta(days=1)
SPOT = Point(118.25, 28.68, Precision.SURVEYED)
SAME = [
    ("某安置房项目(虚构)拖欠三个月工资。", "安置房项目的老板拖欠我们三个月工资,一直不给"),
    ("楼上半夜装修,噪声很大,睡不着觉", "楼上邻居半夜装修噪声大,老人睡不着"),
    ("村口小桥的护栏被大水冲坏了,请派人修", "小桥护栏被大水冲坏,小孩过桥危险,请尽快修"),
    ("Water pipe burst at the market gate", "water pipe burst, market gate flooded"),
    ("化工厂排污水到河里,鱼都死了。", "化工厂往河里排污水,死了很多鱼"),
]
OTHER = [
    ("某安置房项目(虚构)拖欠三个月工资。", "物业公司不退装修押金,说了三次都不给"),
    ("楼上半夜装修,噪声很大,睡不着觉", "广场舞音响太响,影响孩子写作业"),
    ("村口小桥的护栏被大水冲坏了,请派人修", "低保申请两个月没有答复,请核实"),
    ("化工厂排污水到河里,鱼都死了。", "砖厂老板拖欠工人工资两个月"),
    ("欠薪", "欠薪"),
]


async def alike(database: Database, one: str, other: str) -> bool:
    async with database.reading() as conn:
        first, second = [set(await similar_store.bigrams(conn, text)) for text in (one, other)]
    return likeness.are_alike(len(first), len(second), len(first & second))


@pytest.mark.parametrize(("one", "other"), SAME)
async def test_one_matter_in_other_words_is_alike(database: Database, one: str, other: str) -> None:
    assert await alike(database, one, other)
    assert await alike(database, other, one)


@pytest.mark.parametrize(("one", "other"), OTHER)
async def test_another_matter_is_not(database: Database, one: str, other: str) -> None:
    assert not await alike(database, one, other)


async def test_signs_blanks_and_capitals_make_no_difference(database: Database) -> None:
    async with database.reading() as conn:
        plain = await similar_store.bigrams(conn, "拖欠工资ABC")
        dressed = await similar_store.bigrams(conn, " 拖欠,\n工资。「abc」!")
        assert sorted(plain) == sorted(dressed)
        assert len(plain) == 6
        for nothing in ("", "。", "字"):
            assert await similar_store.bigrams(conn, nothing) == []
        assert len(await similar_store.bigrams(conn, "𠮷野家")) == 2, "outside the basic plane too"


def known(**changes: object) -> Known:
    told = {
        "case_id": 1,
        "type": "wage_arrears",
        "place": VILLAGE,
        "point": SPOT,
        "opened_at": AT,
        "shared": 0,
        "pairs": 20,
    }
    return Known(**{**told, **changes})  # type: ignore[arg-type]


HERE = Point(118.2520, 28.68, Precision.SURVEYED)  # 195 m east
THERE = Point(118.2540, 28.68, Precision.SURVEYED)  # 390 m east


@pytest.mark.parametrize(
    ("later", "changes", "expected"),
    [
        (DAY, {}, (Reason.NEAR,)),
        (14 * DAY, {}, (Reason.NEAR,)),
        (15 * DAY, {}, ()),
        (DAY, {"type": "noise"}, (Reason.NEAR,)),  # the same spot on the same day
        (4 * DAY, {"type": "noise"}, ()),
        (DAY, {"place": OTHER_VILLAGE, "point": HERE}, (Reason.NEAR,)),
        (DAY, {"place": OTHER_VILLAGE, "point": THERE}, ()),
        (DAY, {"place": OTHER_VILLAGE, "point": Point()}, ()),
        (DAY, {"type": "noise", "point": replace(SPOT, precision=Precision.APPROXIMATE)}, ()),
        (DAY, {"place": OTHER_VILLAGE, "point": THERE, "shared": 8}, (Reason.WORDS,)),
        (90 * DAY, {"shared": 8}, (Reason.WORDS,)),
        (91 * DAY, {"shared": 8}, ()),
        (DAY, {"shared": 7, "pairs": 30, "place": OTHER_VILLAGE, "point": THERE}, ()),
    ],
)
def test_reasons(
    later: timedelta, changes: dict[str, object], expected: tuple[Reason, ...]
) -> None:
    assert likeness.reasons(some_facts(point=SPOT), 20, known(**changes), AT + later) == expected


def test_the_likest_comes_first() -> None:
    found = {
        1: [Reason.NEAR],
        2: [Reason.WORDS, Reason.NEAR],
        3: [Reason.WORDS],
        4: [Reason.PHONE],
        5: [Reason.NEAR],
        6: [Reason.REFERENCE],
    }
    assert likeness.in_order(found) == [6, 4, 2, 3, 5, 1]
