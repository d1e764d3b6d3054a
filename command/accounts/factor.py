"""Second factors: one-time codes (RFC 6238) and recovery codes. Pure.

A code holds for 30 seconds, and one step before and after for clocks that differ; one that was
used is worth nothing. Refuses to know where secrets are kept.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

import pyotp
import segno
from pyotp.exceptions import OTPVerificationError

STEPS_ASIDE = 1
RECOVERY_CODES = 10
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 signs nobody confuses; 16 of them are 80 bits
_RECOVERY_SIGNS = 16
_TOTP = re.compile(r"^[0-9]{6}\Z")
_RECOVERY = re.compile(rf"^[{_ALPHABET}]{{{_RECOVERY_SIGNS}}}\Z")


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app needs, once: `qr` is an image as a data address."""

    secret: str
    uri: str
    qr: str


def new_secret() -> str:
    """160 bits in base32."""
    return pyotp.random_base32(32)


def enrolment(secret: str, login: str, issuer: str) -> Enrolment:
    uri = pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)
    drawn = segno.make(uri, error="m").svg_data_uri(scale=6, border=3, dark="#000", light="#fff")
    return Enrolment(secret, uri, drawn)


def is_totp(code: str) -> bool:
    return bool(_TOTP.match(code))


def step_of(secret: str, code: str, at: datetime) -> int | None:
    """The 30-second step whose code this is, around `at`; None when it is wrong."""
    if not is_totp(code):
        return None
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(
            code, for_time=at, valid_window=STEPS_ASIDE
        )
    except OTPVerificationError:
        return None


def clean(code: str) -> str:
    """As people type it: blanks and hyphens do not matter, nor do small letters."""
    return re.sub(r"[\s-]", "", code).upper()


def new_recovery_codes() -> list[str]:
    """Ten codes to be written down: `7K3F-92QW-MX4T-6HPR`."""
    return [_recovery_code() for _ in range(RECOVERY_CODES)]


def hash_of_recovery(code: str) -> bytes | None:
    """SHA-256, or None for what cannot be one: 80 random bits cannot be guessed from it."""
    bare = clean(code)
    return hashlib.sha256(bare.encode()).digest() if _RECOVERY.match(bare) else None


def _recovery_code() -> str:
    signs = "".join(secrets.choice(_ALPHABET) for _ in range(_RECOVERY_SIGNS))
    return "-".join(signs[start : start + 4] for start in range(0, _RECOVERY_SIGNS, 4))
