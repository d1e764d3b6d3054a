"""The envelope: what a complaint says and who complains, sealed with a key of the lane's own.

AES-256-GCM with a random nonce; matter and field are associated data, so that sealed words moved
to another row do not open. Refuses to know who asks.
"""

import secrets
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from command.base import keyfile

KEY_FILE = "sealed-1.key"
NONCE_BYTES = 12
VERSION = b"\x01"


class Envelope:
    """Seals and opens with one key; never printed."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    @classmethod
    def of(cls, folder: Path) -> Self:
        """With `sealed-1.key` of `folder`, made when there is none. Raises BadKeyFile."""
        return cls(keyfile.load_or_create(folder / KEY_FILE))

    def seal(self, text: str, matter: str, field: str) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return VERSION + nonce + self._cipher.encrypt(nonce, text.encode(), _name(matter, field))

    def open(self, sealed: bytes, matter: str, field: str) -> str:
        """Raises InvalidTag for what was changed or belongs elsewhere."""
        nonce, rest = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        return self._cipher.decrypt(nonce, rest, _name(matter, field)).decode()


def _name(matter: str, field: str) -> bytes:
    return VERSION + f"sealed {matter} {field}".encode()
