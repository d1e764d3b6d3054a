"""Seals: a field under its case's key, that key under the master, and keyed indexes. Pure.

AES-256-GCM; table, column, case, key and its version are associated data, so that a sealed value
opens in its own place only. Refuses to know where keys lie and who asks.
"""

import hashlib
import hmac
import secrets
import struct
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
_HEAD = struct.Struct(">B16sH")
_FORM = 0  # seals of releases before the vault begin with 1 to 255


class CannotOpen(Exception):
    """Sealed bytes that were changed, belong to another place, or need another key."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value stands: it opens nowhere else."""

    table: str
    column: str
    case_id: int


@dataclass(frozen=True, slots=True)
class KeyName:
    """A key of a case: `version` is its generation."""

    key_id: UUID
    version: int


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def seal(text: str, key: bytes, name: KeyName, spot: Spot) -> bytes:
    """The key's name, a nonce, ciphertext and tag; different every time."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    hidden = AESGCM(key).encrypt(nonce, text.encode(), _belonging(name, spot))
    return _HEAD.pack(_FORM, name.key_id.bytes, name.version) + nonce + hidden


def name_of(sealed: bytes) -> KeyName:
    """Which key opens it. Raises CannotOpen for what is no seal of ours."""
    if len(sealed) < _HEAD.size + NONCE_BYTES + TAG_BYTES or sealed[0] != _FORM:
        raise CannotOpen()
    _, key_id, version = _HEAD.unpack_from(sealed)
    return KeyName(UUID(bytes=key_id), version)


def unseal(sealed: bytes, key: bytes, spot: Spot) -> str:
    """The text. Raises CannotOpen, which does not say why."""
    name = name_of(sealed)
    nonce = sealed[_HEAD.size : _HEAD.size + NONCE_BYTES]
    hidden = sealed[_HEAD.size + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, hidden, _belonging(name, spot)).decode()
    except InvalidTag:
        raise CannotOpen() from None


def wrap(key: bytes, master: bytes, number: int, what: str) -> bytes:
    """A key as it is kept: sealed under master `number`, for `what` and nothing else."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(master).encrypt(nonce, key, _wrapped(number, what))


def unwrap(kept: bytes, master: bytes, number: int, what: str) -> bytes:
    """Raises CannotOpen."""
    try:
        return AESGCM(master).decrypt(
            kept[:NONCE_BYTES], kept[NONCE_BYTES:], _wrapped(number, what)
        )
    except InvalidTag:
        raise CannotOpen() from None


def index_of(text: str, key: bytes, kind: str) -> bytes:
    """32 bytes that are the same for the same text, and tell nothing without the key."""
    return hmac.digest(key, f"yushan index 1\n{kind}\n{text}".encode(), hashlib.sha256)


def _belonging(name: KeyName, spot: Spot) -> bytes:
    lines = (spot.table, spot.column, spot.case_id, name.key_id, name.version)
    return "\n".join(("yushan seal 2", *map(str, lines))).encode()


def _wrapped(number: int, what: str) -> bytes:
    return f"yushan wrap 1\n{number}\n{what}".encode()
