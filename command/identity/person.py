"""A person's name, phone and address: what may be written, and how they look to everybody else.

Pure. Masks keep the first character of a name (张**) and the ends of a number (138****0000).
"""

import re
import unicodedata

from command.base.problem import InvalidInput
from command.base.words import Words

NAME_LETTERS = 40
ADDRESS_LETTERS = 100
STARS = "**"
_MOBILE = re.compile(r"^1[3-9][0-9]{9}\Z")
# Area codes: 010, 02x with eight digits; 03xx to 09xx with seven or eight; an extension.
_LANDLINE = re.compile(
    r"^(0(?:10|2[0-9])[2-9][0-9]{7}|0[3-9][0-9]{2}[2-9][0-9]{6,7})(-[0-9]{1,6})?\Z"
)
_LOCAL = re.compile(r"^[2-9][0-9]{6,7}\Z")
_SERVICE = re.compile(r"^(?:400|800)[0-9]{7}\Z")
_ABROAD = re.compile(r"^\+(?!86)[1-9][0-9]{6,14}\Z")
_EXTENSION = re.compile(r"(?:转|ext\.?|x|#)", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s().·_]+")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")


class BadName(InvalidInput):
    code = "bad-name"
    zh = "姓名有误"
    en = "The name is not valid"


class BadPhone(InvalidInput):
    code = "bad-phone"
    zh = "电话号码有误"
    en = "The phone number is not valid"


class BadAddress(InvalidInput):
    code = "bad-address"
    zh = "住址有误"
    en = "The address is not valid"


def clean_name(text: str, field: str = "reporter.name") -> str:
    """A name as it is kept: blanks around it gone, one form for one letter; "" stays empty.

    Raises BadName for what is too long, has no letter, or holds signs that do not print.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        return ""
    if len(name) > NAME_LETTERS:
        raise BadName(
            Words(f"姓名至多 {NAME_LETTERS} 个字", f"A name has at most {NAME_LETTERS} letters"),
            field=field,
        )
    if not name.isprintable() or not any(map(_is_letter, name)):
        raise BadName(Words("姓名须含有文字", "A name has letters"), field=field)
    return name


def clean_address(text: str, field: str) -> str:
    """An address as it is kept, on one line; "" stays empty. Raises BadAddress."""
    address = " ".join(unicodedata.normalize("NFC", text).split())
    if len(address) > ADDRESS_LETTERS or not address.isprintable():
        raise BadAddress(
            Words(
                f"住址至多 {ADDRESS_LETTERS} 个字",
                f"An address has at most {ADDRESS_LETTERS} letters",
            ),
            field=field,
        )
    return address


def normalise_phone(text: str, field: str = "reporter.phone") -> str:
    """Digits only, without the country code of China; an extension after `-`; "" stays empty.

    Takes full-width digits, blanks, dashes, +86 and 0086, mobiles, landlines with or without
    area code, 400 numbers, and numbers abroad with +. Raises BadPhone.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return ""
    number = _without_country(_EXTENSION.sub("-", _BETWEEN.sub("", _DASHES.sub("-", plain))))
    main, extension = _split(number)
    for form in (_MOBILE, _LANDLINE, _LOCAL, _SERVICE, _ABROAD):
        if form.match(main + extension if form is _LANDLINE else main):
            return main + extension
    raise BadPhone(
        Words(
            "请填写 11 位手机号,或带区号的座机号",
            "A mobile number of 11 digits, or a landline with its area code",
        ),
        field=field,
    )


def lookup_form(kind: str, text: str) -> str:
    """What is indexed of a kept value: of a phone the number without its extension."""
    return _split(text)[0] if kind == "phone" else text


def mask_name(name: str) -> str:
    """张三 -> 张**, 欧阳某某 -> 欧**; "" for nobody.

    Always one character and two stars, so that neither length nor a compound surname tells more.
    A character is what a reader sees as one: outside the basic plane, or with marks on it.
    """
    shown = _first_character(unicodedata.normalize("NFC", name).strip())
    return f"{shown}{STARS}" if shown else ""


def mask_phone(phone: str) -> str:
    """13800000000 -> 138****0000; of other numbers the last two digits; "" for none."""
    if not phone:
        return ""
    if _MOBILE.match(phone):
        return f"{phone[:3]}****{phone[-4:]}"
    main, _ = _split(phone)
    return f"****{main[-2:]}"


def mask_address(address: str) -> str:
    """Only that there is one: even a village can be told from its street."""
    return STARS * 2 if address else ""


def _first_character(name: str) -> str:
    """The first character with the marks that belong to it."""
    if not name:
        return ""
    end = 1
    while end < len(name) and _belongs_before(name[end]):
        end += 1
    return name[:end]


def _belongs_before(sign: str) -> bool:
    """Combining marks and variation selectors (the ideographic ones are outside the plane)."""
    return unicodedata.category(sign) in ("Mn", "Me", "Mc")


def _is_letter(sign: str) -> bool:
    return unicodedata.category(sign)[0] == "L"


def _without_country(number: str) -> str:
    """Behind +86 an area code has lost its 0; a bare 86 counts before a mobile only."""
    for prefix in ("+86", "0086"):
        if number.startswith(prefix):
            home = number.removeprefix(prefix).lstrip("-")
            is_area = _LANDLINE.match(f"0{home.replace('-', '', 1)}")
            return f"0{home}" if is_area and not _is_service(home) else home
    mobile = number.removeprefix("86").lstrip("-")
    return mobile if _MOBILE.match(mobile.replace("-", "")) else number


def _is_service(number: str) -> bool:
    return bool(_SERVICE.match(number.replace("-", "")))


def _split(number: str) -> tuple[str, str]:
    """The number and its extension with the dash; dashes that only divide digits are gone."""
    head, dash, tail = number.rpartition("-")
    digits = head.replace("-", "")
    if dash and len(tail) <= 6 and _is_whole(digits):
        return digits, f"-{tail}"
    return number.replace("-", ""), ""


def _is_whole(digits: str) -> bool:
    """A landline that is complete without what follows it."""
    return bool(_LANDLINE.match(digits) or _LOCAL.match(digits) or _SERVICE.match(digits))
