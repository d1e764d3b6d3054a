"""The vault: seals a personal field so that only its own case and field open it again.

AES-256-GCM with a random nonce; case and field are associated data, so a sealed value moved to
another row does not open. The first byte says which key. Refuses to know who asks.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from command.base import keyfile
from command.base.keyfile import BadKeyFile

NONCE_BYTES = 12
TAG_BYTES = 16
FIRST_VERSION = 1
_NAME = "identity-{version}.key"


class CannotOpen(Exception):
    """Sealed bytes that were changed, belong to another case or field, or need another key."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Sealing keys by version; the newest one seals. Never printed."""

    by_version: Mapping[int, bytes] = field(repr=False)

    @classmethod
    def load_or_create(cls, folder: Path) -> Self:
        """Every `identity-N.key` of `folder`; makes the first one when there is none.

        Raises BadKeyFile when others may read a key or it is not 32 bytes long.
        """
        paths = _versions(folder) or {FIRST_VERSION: folder / _NAME.format(version=FIRST_VERSION)}
        return cls({version: keyfile.load_or_create(path) for version, path in paths.items()})

    @property
    def newest(self) -> int:
        return max(self.by_version)


class Sealer:
    """Seals and opens single fields with `keys`."""

    def __init__(self, keys: Keys) -> None:
        self.version = keys.newest
        self._ciphers = {version: AESGCM(key) for version, key in keys.by_version.items()}

    def seal(self, text: str, case_id: int, field: str) -> bytes:
        """Key version, nonce, ciphertext and tag; different every time."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._ciphers[self.version].encrypt(
            nonce, text.encode(), _belonging(self.version, case_id, field)
        )
        return bytes([self.version]) + nonce + sealed

    def open(self, sealed: bytes, case_id: int, field: str) -> str:
        """The text. Raises CannotOpen, which does not say why."""
        cipher = self._ciphers.get(sealed[0]) if sealed else None
        if cipher is None or len(sealed) < 1 + NONCE_BYTES + TAG_BYTES:
            raise CannotOpen()
        nonce, hidden = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, hidden, _belonging(sealed[0], case_id, field)).decode()
        except InvalidTag:
            raise CannotOpen() from None


def _belonging(version: int, case_id: int, field: str) -> bytes:
    return f"yushan identity {version} {case_id} {field}".encode()


def _versions(folder: Path) -> dict[int, Path]:
    found = {}
    for path in folder.glob(_NAME.format(version="*")):
        number = path.stem.removeprefix("identity-")
        if not number.isascii() or not number.isdigit() or not 0 < int(number) < 256:
            raise BadKeyFile(f"{path}: a key file is named identity-1.key to identity-255.key")
        found[int(number)] = path
    return found
