"""Close codes of a reception's WebSocket; the table is in `docs/protocol.md`."""

from enum import IntEnum


class Close(IntEnum):
    LEFT = 1000
    PROTOCOL = 4400  # no signal of ours, too long, or no `enter` within five seconds
    SIGNED_OUT = 4401  # the session or the guest's seat has ended
    NOT_YOUR_SEAT = 4403  # the token is used, expired, or somebody else's
    NO_SUCH_RECEPTION = 4404
    REPLACED = 4409  # a newer page of the same person has the seat
    OVER = 4410  # the reception is over
    FLOOD = 4429  # too many messages, or none taken any more
    BUSY = 4503  # the database does not answer now
