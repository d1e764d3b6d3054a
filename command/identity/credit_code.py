"""An organisation's unified social credit code: its form and its check sign.

Pure. GB 32100: 18 signs without I, O, S, V, Z, the last one counted from the others.
"""

import re
import unicodedata

from command.base.problem import InvalidInput
from command.base.words import Words

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_FORM = re.compile(rf"^[{_SIGNS}]{{2}}[0-9]{{6}}[{_SIGNS}]{{10}}\Z")
_BETWEEN = re.compile(r"[\s\u2010-\u2015\u2212-]+")


class BadCreditCode(InvalidInput):
    code = "bad-credit-code"
    zh = "统一社会信用代码有误"
    en = "The unified social credit code is not valid"


def normalise_credit_code(text: str, field: str) -> str:
    """18 signs in capitals; "" stays empty. Raises BadCreditCode."""
    code = _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).upper()
    if code and (not _FORM.match(code) or check_sign(code) != code[-1]):
        raise BadCreditCode(
            Words("请核对 18 位统一社会信用代码", "Check the 18 signs of the credit code"),
            field=field,
        )
    return code


def check_sign(code: str) -> str:
    """The eighteenth sign that belongs to the first seventeen."""
    total = sum(_SIGNS.index(sign) * 3**place for place, sign in enumerate(code[:17]))
    return _SIGNS[-total % 31]
