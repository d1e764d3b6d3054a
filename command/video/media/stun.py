"""Connectivity checks of ICE: reading a client's, proving it, answering it (RFC 8489, 8445).

We are ICE-lite: we answer and never ask. The only file that knows aioice.
"""

import struct
from dataclasses import dataclass

from aioice import stun

LARGEST = 548  # a check never comes near


@dataclass(frozen=True, slots=True)
class Check:
    """A binding request; `ours` and `theirs` are the two halves of its user name."""

    ours: str
    theirs: str
    nominates: bool
    message: stun.Message

    def proves(self, password: str) -> bool:
        """The sender knows our password of this connection."""
        return self.message.check_message_integrity(password.encode())


def read(data: bytes) -> Check | None:
    """The check in a datagram; None for whatever else it may be."""
    if len(data) > LARGEST:
        return None
    try:
        message = stun.parse_message(data)
    except (ValueError, struct.error, IndexError):
        return None
    attributes = message.attributes
    is_request = message.message_class == stun.Class.REQUEST
    if not is_request or message.message_method != stun.Method.BINDING:
        return None
    ours, _, theirs = attributes.get("USERNAME", "").partition(":")
    return Check(ours, theirs, "USE-CANDIDATE" in attributes, message)


def answer(check: Check, address: tuple[str, int], password: str) -> bytes:
    """Our answer: where we saw the client, signed."""
    response = stun.Message(
        message_method=stun.Method.BINDING,
        message_class=stun.Class.RESPONSE,
        transaction_id=check.message.transaction_id,
        attributes={"XOR-MAPPED-ADDRESS": address},
    )
    response.add_message_integrity(password.encode())
    return bytes(response)
