"""The citizen's identity number: its form, its check digit, and how it looks to everybody else.

Pure. GB 11643: 17 digits and a check sign; the 15 digits of cards before 2000 are not taken.
"""

import re
import unicodedata
from datetime import date

from command.base.problem import InvalidInput
from command.base.words import Words

_FORM = re.compile(r"^[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9X]\Z")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_BETWEEN = re.compile(r"[\s\u2010-\u2015\u2212-]+")


class BadIdNumber(InvalidInput):
    code = "bad-id-number"
    zh = "身份证号码有误"
    en = "The identity number is not valid"


def normalise_id_number(text: str, field: str = "reporter.id_number") -> str:
    """18 signs, the last a digit or X; "" stays empty. Raises BadIdNumber."""
    number = _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).upper()
    if not number:
        return ""
    if not _FORM.match(number) or check_sign(number) != number[-1] or not _has_day(number):
        raise BadIdNumber(
            Words("请核对 18 位身份证号码", "Check the 18 signs of the identity number"),
            field=field,
        )
    return number


def check_sign(number: str) -> str:
    """The eighteenth sign that belongs to the first seventeen digits."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11]


def mask_id_number(number: str) -> str:
    """The first three and the last two signs, nothing between; "" for none."""
    return f"{number[:3]}*************{number[-2:]}" if number else ""


def _has_day(number: str) -> bool:
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return True
