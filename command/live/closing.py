"""Close codes: 40xx ends for good, 41xx asks to come back later, 42xx to come back at once.

The table is shown in `docs/protocol.md`; the browser's words for 40xx are keyed by the name.
"""

from enum import IntEnum


class Close(IntEnum):
    NOT_SIGNED_IN = 4001  # the session was ended
    SCOPE_REVOKED = 4003  # the kiosk or the account may no longer look
    MISUSE = 4008  # frames from the client that are too big, too many or not acks
    PROTOCOL = 4026  # another version of this protocol
    BUSY = 4100  # the database does not answer now
    SESSION_EXPIRED = 4201
    JOURNAL_CHANGED = 4202  # restored from a backup: numbers mean something else now
    SLOW = 4290
