"""Tokens: 256 random bits for a session, a kiosk, an invitation; only their hash is kept.

The token itself is shown once to whoever holds it and never written anywhere.
"""

import hashlib
import re
import secrets

_FORM = re.compile(r"^[A-Za-z0-9_-]{43}\Z")


def new_token() -> str:
    """43 characters of URL-safe base64: 256 bits."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> bytes | None:
    """SHA-256 of a token, or None for what cannot be one.

    A fast hash is enough: 256 random bits cannot be guessed from it.
    """
    return hashlib.sha256(token.encode()).digest() if _FORM.match(token) else None
