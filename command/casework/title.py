"""The public title, and the check of every text that travels in frames.

A title is suggested from type, place and headcount. Phone numbers, ID numbers, number plates
and house numbers are refused, however they are spelled. Knows no case.
"""

import re
import unicodedata

from command.base.problem import InvalidInput
from command.casework.taxonomy import CaseType

TITLE_LETTERS = 60
CROWD = 5  # from five people on it is a group visit, and the title says how many

_CHINESE_DIGITS = str.maketrans(
    "零〇○一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖", "00012345678912123456789"
)
# Not `:` and `→`: times and growing numbers would read as one long number.
_BETWEEN_DIGITS = re.compile(
    r"(?<=[0-9])[\s\-‐-―_.·•‧∙,,、。;!?/\\()()\[\]{}|~*=#&@^\"'“”‘’「」【】]+(?=[0-9Xx])"
)
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]")
_RUN = re.compile(r"[0-9]{11,}[Xx]?")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(?<![0-9])0[1-9][0-9]{8,10}(?![0-9])")
_ID_CARD = re.compile(r"[1-9][0-9]{5}(?:18|19|20)?[0-9]{2}[01][0-9][0-3][0-9]{4}(?:[0-9]?[0-9Xx])?")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
    r"[A-Z](?=[A-Z0-9]*[0-9])(?:[A-Z0-9]{5,6}|[A-Z0-9]{4}[警学挂港澳])"
)
_SPACES = re.compile(r"[\s\-‐-―_.·•]+")
_HOUSE = re.compile(
    r"[0-9]+(?:号楼|栋|幢|座)[0-9]*|[0-9]+单元|(?<![0-9])[0-9]{3,4}室"
    r"|(?:[路街巷弄道]|小区|组)[0-9]+号(?![门线楼口院])"
)


class PersonalPattern(InvalidInput):
    """A text for everybody's eyes holds something that points to one person."""

    code = "personal-pattern"
    zh = "公开文字中不能有个人信息"
    en = "A public text must not hold personal data"


def suggest_title(case_type: CaseType, place_name: str, headcount: int) -> str:
    """`冰溪街道约60人聚集反映欠薪`; a place name that is too long is cut from the left."""
    crowd = f"约{headcount}人" if headcount >= CROWD and not case_type.no_point else ""
    said = f"{crowd}反映{case_type.headline}" if crowd else case_type.headline
    room = TITLE_LETTERS - len(said)
    return f"{place_name[-room:]}{said}"


def check_public(text: str, field: str) -> str:
    """The text, stripped; of signs nobody sees alone, nothing is left.

    Raises PersonalPattern naming `field` and what was found.
    """
    found = personal_pattern(text)
    if found:
        raise PersonalPattern(f"公开文字中不能有{found}", field=field)
    return text.strip() if _plain(text).strip() else ""


def personal_pattern(text: str) -> str | None:
    """What kind of personal pattern a text holds (in Chinese), or None."""
    plain = _plain(text)
    digits = _BETWEEN_DIGITS.sub("", plain.translate(_CHINESE_DIGITS))
    if _holds_id(digits):
        return "身份证号"
    if _holds_phone(digits):
        return "电话号码"
    if _PLATE.search(_SPACES.sub("", plain).upper()):
        return "车牌号"
    return "门牌号" if _HOUSE.search(plain) else None


def _holds_id(digits: str) -> bool:
    return any(len(run) >= 15 and _ID_CARD.search(run) for run in _RUN.findall(digits))


def _holds_phone(digits: str) -> bool:
    mobile = any(_MOBILE.search(run) for run in _RUN.findall(digits))
    return mobile or _LANDLINE.search(digits) is not None


def _plain(text: str) -> str:
    """Full-width, circled and foreign digits as ASCII; marks and invisible letters gone."""
    letters = (_letter(char) for char in unicodedata.normalize("NFKC", text))
    return "".join(letters)


def _letter(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf") or _UNSEEN.match(char):
        return ""
    return str(unicodedata.decimal(char)) if category == "Nd" else char
