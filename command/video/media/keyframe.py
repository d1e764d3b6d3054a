"""Keyframes: how one is recognised in VP8, and how long we ask for it (RFC 7741).

Pure. A request may be lost, so it is repeated until the keyframe is there; many ask at once, so
it is throttled.
"""

AT_MOST_EVERY = 0.2
PATIENT_AFTER = 10
PATIENTLY_EVERY = 1.0


def is_keyframe(body: bytes) -> bool:
    """The first packet of a VP8 keyframe; every other packet, cut-off ones too, is none."""
    if len(body) < 4 or not body[0] & 0x10 or body[0] & 7:  # begins partition 0
        return False
    at = after_descriptor(body)
    return at < len(body) and not body[at] & 1


def after_descriptor(body: bytes) -> int:
    """Where the VP8 payload begins behind its descriptor; may lie behind the end."""
    if not body[0] & 0x80:
        return 1
    more = body[1]
    at = 2
    if more & 0x80:  # picture id of one byte or two
        at += 2 if len(body) > 2 and body[2] & 0x80 else 1
    if more & 0x40:  # TL0PICIDX
        at += 1
    if more & 0x30:  # TID, Y, KEYIDX
        at += 1
    return at


class KeyframeWish:
    """Decides when a request goes out; times are seconds of any steady clock."""

    __slots__ = ("_last", "_tries", "is_open")

    def __init__(self) -> None:
        self.is_open = False
        self._last = float("-inf")
        self._tries = 0

    def ask(self, now: float) -> bool:
        """Wish for a keyframe; True when a request must go out now."""
        self.is_open = True
        return self.due(now)

    def due(self, now: float) -> bool:
        """True when the wish is open and the last request is old enough to be repeated."""
        pause = AT_MOST_EVERY if self._tries < PATIENT_AFTER else PATIENTLY_EVERY
        if not self.is_open or now - self._last < pause:
            return False
        self._last = now
        self._tries += 1
        return True

    def arrived(self) -> None:
        self.is_open = False
        self._tries = 0
