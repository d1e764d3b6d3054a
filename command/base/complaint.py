"""What a decoder found wrong, in both languages of the screens.

msgspec and json complain in English, in a few fixed forms; each form has its Chinese here. A form
that is not known stays what it is, under a Chinese sentence that it is wrong.
"""

import re
from collections.abc import Callable

from command.base.words import Words

KINDS = {
    "int": "整数",
    "float": "数字",
    "str": "文字",
    "bool": "是或否",
    "array": "列表",
    "object": "对象",
    "null": "空值",
    "datetime": "日期时间",
    "date": "日期",
    "bytes": "文件内容",
    "uuid": "编号",
}
SIZES = {"<=": "不超过", ">=": "不少于", "<": "小于", ">": "大于", "==": "等于", "": "等于"}
COUNTED = {"str": "个字", "array": "项", "object": "项", "bytes": "个字节"}
_KIND = r"`(?P<kind>[^`]+)`"


def _kind(name: str) -> str:
    """`int | null` -> 整数或空值."""
    return "或".join(KINDS.get(one, one) for one in name.split(" | "))


def _length(found: re.Match[str]) -> str:
    unit = COUNTED.get(found["kind"], "项")
    return f"长度应{SIZES[found['sign'] or '']}{found['bound']}{unit}"


FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(form), said)
    for form, said in (
        (
            rf"Expected {_KIND}, got `(?P<got>[^`]+)`",
            lambda found: f"应为{_kind(found['kind'])},收到的是{_kind(found['got'])}",
        ),
        (rf"Expected {_KIND} of length (?:(?P<sign>[<>]=?) )?(?P<bound>\d+)", _length),
        (
            rf"Expected {_KIND} (?P<sign>[<>]=?) (?P<bound>\S+)",
            lambda found: f"应{SIZES[found['sign']]}{found['bound']}",
        ),
        (
            rf"Expected {_KIND} that's a multiple of (?P<bound>\S+)",
            lambda found: f"应为{found['bound']}的倍数",
        ),
        (rf"Expected {_KIND} matching regex '\\\\S\[.*", lambda _: "请写明内容,空格不算"),
        (rf"Expected {_KIND} matching regex .*", lambda _: "格式不对"),
        (rf"Expected {_KIND} with a timezone component", lambda _: "时刻应带时区"),
        (r"Object missing required field `(?P<name>.+)`", lambda found: f"缺少{found['name']}"),
        (r"Object contains unknown field `(?P<name>.+)`", lambda found: f"不认识{found['name']}"),
        (r"Invalid enum value (?P<value>.+)", lambda found: f"没有{found['value']}这一选项"),
        (r"Invalid value (?P<value>.+)", lambda found: f"没有{found['value']}这一选项"),
        (r"Invalid RFC3339 encoded datetime", lambda _: "应为日期时间"),
        (r"Invalid RFC3339 encoded date", lambda _: "应为日期"),
        (r"Invalid UUID", lambda _: "编号的格式不对"),
        (r"Invalid base64 encoded string", lambda _: "编码有误"),
    )
)


def complaint(english: str) -> Words:
    """The complaint in both languages; the English is the decoder's own."""
    for form, said in FORMS:
        if found := form.fullmatch(english):
            return Words(said(found), english)
    return Words(f"内容不符合要求({english})", english)
