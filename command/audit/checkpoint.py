"""Checkpoints: the tip of the chain, signed with Ed25519, to be kept where nobody here can reach.

Whoever has one and the public key sees any change to the rows before it. Refuses to know rows.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from command.audit.chain import Tip
from command.base import keyfile

PRIVATE, PUBLIC = "audit-1.key", "audit-1.pub"


class BadKey(ValueError):
    """A public key that is none; the message says which file."""


class Checkpoint(msgspec.Struct, frozen=True):
    """`hash` and `signature` in hex; `key` are the first 16 hex digits of the public key's hash."""

    chain: str
    seq: int
    hash: str
    at: datetime
    key: str
    signature: str

    @property
    def tip(self) -> Tip:
        return Tip(self.chain, self.seq, self.hash)


@dataclass(frozen=True, slots=True)
class Reader:
    """The public half: says whether a checkpoint was signed by our key."""

    public: Ed25519PublicKey

    @classmethod
    def of(cls, pem: bytes) -> Self:
        """Raises BadKey for anything but an Ed25519 public key in PEM."""
        try:
            public = serialization.load_pem_public_key(pem)
        except ValueError as reason:
            raise BadKey("this is no public key in PEM") from reason
        if not isinstance(public, Ed25519PublicKey):
            raise BadKey("this is no Ed25519 key")
        return cls(public)

    @property
    def key_id(self) -> str:
        return hashlib.sha256(self.public.public_bytes_raw()).hexdigest()[:16]

    def has_signed(self, checkpoint: Checkpoint) -> bool:
        try:
            signature = bytes.fromhex(checkpoint.signature)
            self.public.verify(signature, message(checkpoint.tip, checkpoint.at))
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signer:
    """The private half; never printed."""

    private: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def of(cls, keys: Path) -> Self:
        """The key of the folder, made when it is not there; the public one lies beside it.

        Raises BadKeyFile when others may read it.
        """
        signer = cls(Ed25519PrivateKey.from_private_bytes(keyfile.load_or_create(keys / PRIVATE)))
        public = keys / PUBLIC
        if not public.exists() or public.read_bytes() != signer.pem:
            public.write_bytes(signer.pem)
        return signer

    @property
    def reader(self) -> Reader:
        return Reader(self.private.public_key())

    @property
    def pem(self) -> bytes:
        """The public key, for whoever verifies."""
        return self.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def sign(self, tip: Tip, at: datetime) -> Checkpoint:
        """A checkpoint of `tip` at the aware instant `at`."""
        signature = self.private.sign(message(tip, at)).hex()
        return Checkpoint(tip.chain, tip.seq, tip.hash, at, self.reader.key_id, signature)


def message(tip: Tip, at: datetime) -> bytes:
    """What is signed."""
    instant = at.astimezone(UTC).isoformat(timespec="microseconds")
    return f"yushan audit checkpoint 1\n{tip.chain}\n{tip.seq}\n{tip.hash}\n{instant}\n".encode()
