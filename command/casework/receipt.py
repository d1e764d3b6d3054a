"""What a citizen takes away: a receipt number and a query code, neither of them consecutive.

The receipt number may be said aloud; the query code opens the citizen's own page, so the house
keeps only its hash.
"""

import hashlib
import secrets
from datetime import datetime

import segno

from command.base.clock import china_date

#: Crockford's base 32: no I, L, O, U, which are misread or misheard.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RECEIPT_LETTERS = 8
CODE_LETTERS = 12
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})


def new_receipt_number(at: datetime) -> str:
    """`YS20261124-7K3F92QW`: the day in China and 40 random bits."""
    return f"YS{china_date(at):%Y%m%d}-{_random(RECEIPT_LETTERS)}"


def new_query_code() -> str:
    """60 random bits, shown as `7K3F-92QW-AB1C`."""
    letters = _random(CODE_LETTERS)
    return "-".join(letters[i : i + 4] for i in range(0, CODE_LETTERS, 4))


def hash_of_code(code: str) -> bytes:
    """SHA-256 of the code as somebody typed it: case, dashes, I for 1 do not matter."""
    return hashlib.sha256(code.upper().translate(_MISREAD).encode()).digest()


def page_of(receipt: str, code: str, origin: str) -> str:
    """The page of one's own matter with both filled in. They stand in the fragment, which a browser
    sends to nobody: no log, proxy or referrer has them."""
    return f"{origin}/own#{receipt}+{code}"


def drawn(receipt: str, code: str, origin: str) -> str:
    """A QR code of that page as a data address: a phone opens it, nobody types."""
    return segno.make_qr(page_of(receipt, code, origin), error="m").svg_data_uri(
        scale=4, border=3, dark="#000", light="#fff"
    )


def _random(letters: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(letters))
