"""The seal of one-time-code secrets: AES-256-GCM under a key of the accounts' own.

A secret opens for its own account only: the account is associated data. Refuses to know rows.
"""

import secrets
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from command.base import keyfile

KEY_FILE = "accounts-1.key"
VERSION = 1
NONCE_BYTES = 12
TAG_BYTES = 16


class CannotOpen(Exception):
    """Sealed bytes that were changed, belong to another account or need another key."""


class Seal:
    """Seals and opens the secrets of accounts."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    @classmethod
    def of(cls, folder: Path) -> Self:
        """With the key kept in `folder`, made at the first start. Raises keyfile.BadKeyFile."""
        return cls(keyfile.load_or_create(folder / KEY_FILE))

    def seal(self, secret: str, account_id: int) -> bytes:
        """Key version, nonce, ciphertext and tag; different every time."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        hidden = self._cipher.encrypt(nonce, secret.encode(), _belonging(account_id))
        return bytes([VERSION]) + nonce + hidden

    def open(self, sealed: bytes, account_id: int) -> str:
        """The secret. Raises CannotOpen, which does not say why."""
        if len(sealed) < 1 + NONCE_BYTES + TAG_BYTES or sealed[0] != VERSION:
            raise CannotOpen()
        nonce, hidden = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, hidden, _belonging(account_id)).decode()
        except InvalidTag:
            raise CannotOpen() from None


def _belonging(account_id: int) -> bytes:
    return f"yushan totp {VERSION} {account_id}".encode()
