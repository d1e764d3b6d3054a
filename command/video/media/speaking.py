"""Whether somebody speaks, from the level that every audio packet carries (RFC 6464).

Pure. A word is not yet speaking, a breath not yet silence: the mark must not flicker.
"""

LOUD = 45  # -dBov: louder is smaller; a quiet room lies above 60
BEGINS_AFTER = 5  # packets of 20 ms
ENDS_AFTER = 0.8  # seconds


class Speaking:
    __slots__ = ("_loud", "_since", "now")

    def __init__(self) -> None:
        self.now = False
        self._loud = 0
        self._since = 0.0

    def heard(self, level: int, at: float) -> None:
        """A packet of this level, 0 the loudest and 127 silence."""
        if level >= LOUD:
            self._loud = max(0, self._loud - 1)
            return
        self._loud = min(BEGINS_AFTER, self._loud + 1)
        if self._loud >= BEGINS_AFTER:
            self._since = at

    def changed(self, at: float) -> bool | None:
        """The new state when it has changed since the last look; None otherwise."""
        speaks = self._since > 0.0 and at - self._since < ENDS_AFTER
        if speaks == self.now:
            return None
        self.now = speaks
        return speaks
