"""A hundred matters and two hundred ways to look for them; everything in them is fictitious.

`python -m tests.casework.findable` writes both files of `data`: words of two characters, names of
places and firms, pinyin, and mixtures of them.
"""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from command.places.county import YUSHAN
from command.places.readings import initials_of, pinyin_of

FOLDER = Path(__file__).with_name("data")
CASES, QUERIES = FOLDER / "findable_cases.csv", FOLDER / "findable_queries.csv"


def _list(words: str) -> list[str]:
    return words.split()


WORDS = _list(
    "水沟 围墙 噪声 油烟 路灯 井盖 护栏 化粪 鱼塘 果园 茶山 毛竹 界址 坟地 "
    "滴水 采光 停车 充电 快递 电梯 物业 学区 食堂 校车 疫苗 误诊 工伤 社保 "
    "欠薪 押金 租金 合同 贷款 彩礼 赡养 抚养 拆迁 补偿 安置 危房 沙场 石料 "
    "粉尘 污水 垃圾 养猪 家禽 野狗 烟花 塌方 桥梁 渡口 水库 灌溉 电费 断网 "
    "基站 光伏 发票 假货"
)
FIRMS = _list(
    "宏达 鑫源 恒泰 瑞丰 佳禾 锦程 华茂 永兴 顺昌 金桥 飞跃 明珠 长青 东升 "
    "福临 万通 广厦 隆盛 天成 百川 振宇 立信 嘉和 祥云 凯旋 新月 青禾 玉林 "
    "云峰 春晖 丰泽 安泰 润达 启航 同济 康乐 汇通 聚贤 星火 远景"
)
TRADES = _list("建材厂 食品公司 养殖场 运输队 培训学校 超市 服装厂 诊所 砖瓦厂 家具城")
CODES = _list(
    "A3栋 5G 3号线 K8路 B座 2标段 C区 90后 12期 T型 7连 X光 4S店 1号泵 380V 6栋 VIP G60 LED E网"
)
SAYINGS = (
    "反映{word}的事拖了三个月,盼尽快办理。",
    "因{word}与邻家争执,村里调解过两次。",
    "来电说{word}没有人管,夜里更严重。",
    "多户联名,要求查清{word}的来龙去脉。",
)


@dataclass(frozen=True, slots=True)
class Matter:
    """A case to be found; `title` is empty where the house suggests one."""

    number: int
    place: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Query:
    text: str
    kind: str
    number: int


def matters() -> list[Matter]:
    """As the file has them."""
    return [Matter(int(row.pop("number")), **row) for row in _rows(CASES)]


def queries() -> list[Query]:
    """As the file has them."""
    return [Query(number=int(row.pop("number")), **row) for row in _rows(QUERIES)]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def made() -> tuple[list[Matter], list[Query]]:
    """Sixty matters of a word each, forty of a firm each, every one in a village of its own."""
    dice = random.Random(200)
    villages = _villages(dice)
    cases = [_of_word(n, word, villages[n], dice) for n, word in enumerate(WORDS)]
    cases += [_of_firm(n + len(WORDS), firm, villages, dice) for n, firm in enumerate(FIRMS)]
    found = [Query(word, "word", n) for n, word in enumerate(WORDS)]
    for n, firm in enumerate(FIRMS, len(WORDS)):
        found.append(Query(f"{firm}{TRADES[n % 10]}" if n % 2 else firm, "firm", n))
    for n in range(0, 80, 2):
        found.append(Query(villages[n][1], "place", n))
    found += _in_pinyin(villages)
    found += _mixed(villages)
    return cases, found


def _villages(dice: random.Random) -> list[tuple[str, str]]:
    """Codes and short names of a hundred villages whose names nobody else has."""
    places = [(row["code"], row["short_name"]) for row in _rows(YUSHAN / "yushan_villages.csv")]
    names = [name for _, name in places]
    alone = [(code, name) for code, name in places if names.count(name) == 1]
    return dice.sample(alone, len(WORDS) + len(FIRMS))


def _of_word(n: int, word: str, village: tuple[str, str], dice: random.Random) -> Matter:
    said = dice.choice(SAYINGS).format(word=word)
    return Matter(n, village[0], f"群众反映{word}问题" if n % 3 == 0 else "", said)


def _of_firm(n: int, firm: str, villages: list[tuple[str, str]], dice: random.Random) -> Matter:
    name = f"{firm}{TRADES[n % 10]}(虚构)"
    code = CODES[n % len(CODES)]
    said = f"{name}{code}一事,{dice.choice(['请核实情况。', '已报过一次。', '现场有照片。'])}"
    return Matter(n, villages[n][0], f"{name}引发意见" if n % 4 == 0 else "", said)


def _in_pinyin(villages: list[tuple[str, str]]) -> Iterator[Query]:
    """Words, firms and villages as an input method spells them, and villages by their initials."""
    for n in range(1, 60, 6):
        yield Query(pinyin_of(WORDS[n]), "pinyin", n)
    for n, firm in enumerate(FIRMS[::4]):
        yield Query(pinyin_of(firm), "pinyin", len(WORDS) + n * 4)
    for n in range(3, 93, 9):
        yield Query(pinyin_of(villages[n][1]), "pinyin", n)
    for n in range(80, 85):
        yield Query(initials_of(villages[n][1]), "pinyin", n)


def _mixed(villages: list[tuple[str, str]]) -> Iterator[Query]:
    """Two words apart, a word half spelled, letters and digits among characters."""
    for n in range(5, 55, 10):
        yield Query(f"{villages[n][1]} {WORDS[n]}", "mixed", n)
        yield Query(f"{WORDS[n]} {pinyin_of(villages[n][1])}", "mixed", n)
    for n, firm in enumerate(FIRMS[1::8]):
        at = len(WORDS) + 1 + n * 8
        yield Query(f"{firm}{pinyin_of(TRADES[at % 10])}", "mixed", at)
    for n in range(90, 100):
        yield Query(f"{CODES[n % len(CODES)]}一事".lower(), "mixed", n)


def _write(path: Path, rows: list[Matter] | list[Query]) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        names = type(rows[0]).__slots__
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([getattr(row, name) for name in names] for row in rows)


if __name__ == "__main__":
    all_cases, all_queries = made()
    FOLDER.mkdir(exist_ok=True)
    _write(CASES, all_cases)
    _write(QUERIES, all_queries)
