"""Seals of releases before the vault: one key for all cases, kept beside the database.

Only opened here, so that the vault can seal them anew; nothing new is sealed this way.
"""

import re
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from command.identity.sealing import NONCE_BYTES, TAG_BYTES, CannotOpen

PATTERN = "identity-*.key"
_VERSION = re.compile(r"^identity-([0-9]{1,3})(?:-[0-9a-f]{8})?$")


def is_of_old(sealed: bytes) -> bool:
    """Old seals begin with the number of their key, 1 to 255."""
    return bool(sealed) and sealed[0] != 0


def version_of(path: Path) -> int | None:
    """The number in the name of a key file; None for a name that is none of ours."""
    found = _VERSION.match(path.stem)
    return int(found[1]) if found and 0 < int(found[1]) < 256 else None


def open_old(sealed: bytes, keys: list[tuple[int, bytes]], case_id: int, column: str) -> str:
    """The text, by whichever key of its number opens it. Raises CannotOpen."""
    if len(sealed) < 1 + NONCE_BYTES + TAG_BYTES:
        raise CannotOpen()
    nonce, hidden = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    belonging = f"yushan identity {sealed[0]} {case_id} {column}".encode()
    for version, key in keys:
        if version == sealed[0]:
            try:
                return AESGCM(key).decrypt(nonce, hidden, belonging).decode()
            except InvalidTag:
                continue
    raise CannotOpen()


def seal_old(text: str, version: int, key: bytes, case_id: int, column: str, nonce: bytes) -> bytes:
    """As releases before the vault sealed; for proofs that their rows are still read."""
    belonging = f"yushan identity {version} {case_id} {column}".encode()
    return bytes([version]) + nonce + AESGCM(key).encrypt(nonce, text.encode(), belonging)
