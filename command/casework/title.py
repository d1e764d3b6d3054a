"""The public title, and the check of every text that travels in frames.

A title is suggested from type, place and headcount. What points to one person is refused, however
it is spelled: phone and ID numbers, number plates, house numbers, mail and chat accounts. A name
alone is not seen: names and words look alike. Knows no case.
"""

import re
import unicodedata

from command.base.problem import InvalidInput
from command.base.words import Words
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
# A local number is seven or eight digits in a row; a date or an amount is none.
_LOCAL = re.compile(
    r"(?<![0-9¥])(?!(?:19|20)[0-9]{2}[01]?[0-9][0-3]?[0-9](?![0-9]))[2-8][0-9]{6,7}"
    r"(?![0-9]|余?(?:[元万亿吨斤户人件亩]|平方|立方|公里))"
)
_MAIL = re.compile(r"[A-Z0-9_.+-]+\s*@\s*[A-Z0-9-]+", re.IGNORECASE)
_CHAT = re.compile(
    r"(?<![A-Z])(?:[微威薇V]信|VX|WX|WECHAT|扣扣|QQ|抖音|TELEGRAM|WHATSAPP)"
    r"(?:[号码账帐群是为:=,、.()\[\]\s\"'“”-]|ID)*+"
    r"[A-Z0-9][A-Z0-9_-]{4,19}+(?!余?[元万])",
    re.IGNORECASE,
)
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
        raise PersonalPattern(
            Words(f"公开文字中不能有{found}", f"A public text must not hold {found.en}"),
            field=field,
        )
    return text.strip() if _plain(text).strip() else ""


def personal_pattern(text: str) -> Words | None:
    """What kind of personal pattern a text holds, or None."""
    plain = _plain(text)
    digits = _BETWEEN_DIGITS.sub("", plain.translate(_CHINESE_DIGITS))
    if _holds_id(digits):
        return Words("身份证号", "an ID number")
    if _holds_phone(digits):
        return Words("电话号码", "a phone number")
    if _PLATE.search(_SPACES.sub("", plain).upper()):
        return Words("车牌号", "a number plate")
    if _MAIL.search(plain):
        return Words("电子邮箱", "a mail address")
    if _CHAT.search(digits) or _CHAT.search(plain):
        return Words("聊天账号", "a chat account")
    return Words("门牌号", "a house number") if _HOUSE.search(plain) else None


def _holds_id(digits: str) -> bool:
    return any(len(run) >= 15 and _ID_CARD.search(run) for run in _RUN.findall(digits))


def _holds_phone(digits: str) -> bool:
    mobile = any(_MOBILE.search(run) for run in _RUN.findall(digits))
    return mobile or bool(_LANDLINE.search(digits) or _LOCAL.search(digits))


def _plain(text: str) -> str:
    """Full-width, circled and foreign digits as ASCII; marks and invisible letters gone."""
    letters = (_letter(char) for char in unicodedata.normalize("NFKC", text))
    return "".join(letters)


def _letter(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf") or _UNSEEN.match(char):
        return ""
    return str(unicodedata.decimal(char)) if category == "Nd" else char
