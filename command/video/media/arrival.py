"""How a published stream arrives: loss and jitter for the reports that its sender reads.

Pure; RFC 3550, appendix A. Times are seconds of any steady clock.
"""

from command.video.media.rtcp import Report


class Arrival:
    """Counts one source's packets; numbers are extended."""

    __slots__ = ("_expected", "_first", "_jitter", "_rate", "_received", "_seen", "_transit", "lsr")

    def __init__(self, first: int, rate: int) -> None:
        self._first = first
        self._rate = rate
        self._seen = 0
        self._expected = 0
        self._received = 0
        self._jitter = 0.0
        self._transit: float | None = None
        self.lsr: tuple[int, float] | None = None

    def count(self, timestamp: int, now: float) -> None:
        self._seen += 1
        transit = now * self._rate - timestamp
        if self._transit is not None:
            apart = abs(transit - self._transit)
            if apart < self._rate * 10:  # not where the timestamp wraps
                self._jitter += (apart - self._jitter) / 16
        self._transit = transit

    def reported(self, ntp: int, now: float) -> None:
        """A sender report came: our reports name it, so that the sender can time the way back."""
        self.lsr = (ntp >> 16 & 0xFFFFFFFF, now)

    def report(self, ssrc: int, highest: int, now: float) -> Report:
        """Loss since the last report and since the beginning."""
        expected = highest - self._first + 1
        wanted, came = expected - self._expected, self._seen - self._received
        self._expected, self._received = expected, self._seen
        lost = max(0, wanted - came)
        fraction = min(255, lost * 256 // wanted) if wanted > 0 else 0
        lsr, at = self.lsr or (0, now)
        return Report(
            ssrc,
            fraction,
            expected - self._seen,
            highest,
            int(self._jitter),
            lsr,
            int((now - at) * 65_536) if lsr else 0,
        )
