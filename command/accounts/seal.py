"""The seal of one-time-code secrets: AES-256-GCM under a key of the accounts' own.

Keys are files with a number; the newest seals, and what was sealed says which one opens it. A
secret opens for its own account only: the account is associated data. Refuses to know rows.
"""

import re
import secrets
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from command.base import keyfile

KEY_FILE = "accounts-{number}.key"
NAME = re.compile(r"^accounts-([1-9][0-9]{0,2})\.key\Z")
FIRST, LAST = 1, 255  # one byte says which key it is
NONCE_BYTES = 12
TAG_BYTES = 16


class CannotOpen(Exception):
    """Sealed bytes that were changed, belong to another account or need another key."""


class Seal:
    """Seals and opens the secrets of accounts; a key made meanwhile is found."""

    def __init__(self, key: bytes, folder: Path | None = None) -> None:
        """`key` is the first one; later ones are looked for in `folder`."""
        self._folder = folder
        self._ciphers = {FIRST: AESGCM(key)} if key else {}

    @classmethod
    def of(cls, folder: Path) -> Self:
        """With the keys kept in `folder`, made at the first start. Raises keyfile.BadKeyFile."""
        made = cls(b"", folder)
        made._cipher(max(numbers(folder), default=FIRST), make=True)
        return made

    def seal(self, secret: str, account_id: int) -> bytes:
        """Number of the key, nonce, ciphertext and tag; different every time."""
        number = max(numbers(self._folder), default=FIRST) if self._folder else FIRST
        nonce = secrets.token_bytes(NONCE_BYTES)
        belonging = _belonging(number, account_id)
        hidden = self._cipher(number).encrypt(nonce, secret.encode(), belonging)
        return bytes([number]) + nonce + hidden

    def open(self, sealed: bytes, account_id: int) -> str:
        """The secret. Raises CannotOpen, which does not say why."""
        if len(sealed) < 1 + NONCE_BYTES + TAG_BYTES:
            raise CannotOpen()
        number, nonce, hidden = sealed[0], sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        belonging = _belonging(number, account_id)
        try:
            return self._cipher(number).decrypt(nonce, hidden, belonging).decode()
        except InvalidTag:
            raise CannotOpen() from None

    def _cipher(self, number: int, *, make: bool = False) -> AESGCM:
        """Raises CannotOpen for a key that is not here."""
        if number not in self._ciphers:
            path = self._folder / KEY_FILE.format(number=number) if self._folder else None
            if path is None or not (make or path.exists()):
                raise CannotOpen()
            self._ciphers[number] = AESGCM(keyfile.load_or_create(path))
        return self._ciphers[number]


def numbers(folder: Path) -> list[int]:
    """The keys of a folder."""
    found = [NAME.match(path.name) for path in folder.glob("accounts-*.key")]
    return sorted(int(one[1]) for one in found if one and int(one[1]) <= LAST)


def another(folder: Path) -> int:
    """Make one more key, which seals from now on; its number. Raises keyfile.BadKeyFile."""
    number = max(numbers(folder), default=FIRST - 1) + 1
    if number > LAST:
        raise keyfile.BadKeyFile(f"{folder}: no number is left for a key after {LAST}")
    keyfile.load_or_create(folder / KEY_FILE.format(number=number))
    return number


def _belonging(number: int, account_id: int) -> bytes:
    return f"yushan totp {number} {account_id}".encode()
