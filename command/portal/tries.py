"""How often somebody without an account may ask or file: so many in a while from one address.

A query code has 60 random bits; this keeps the house from being asked for nothing. It forgets with
the process, and remembers a bounded number of addresses.
"""

from collections import OrderedDict
from datetime import datetime, timedelta

from command.base.problem import TooManyTries

MOST = 20
WINDOW = timedelta(minutes=1)
FILINGS, HOUR = 10, timedelta(hours=1)
"""Complaints that one address files alone, which may be a whole village behind one line."""
ADDRESSES = 10_000


class Tries:
    """Counts tries by address; the address that was quiet longest is forgotten first."""

    def __init__(self, most: int = MOST, window: timedelta = WINDOW) -> None:
        self.most = most
        self.window = window
        self._seen: OrderedDict[str, tuple[datetime, int]] = OrderedDict()

    def take(self, address: str, at: datetime) -> None:
        """Note a try at `at`. Raises TooManyTries."""
        began, count = self._seen.get(address, (at, 0))
        if at - began >= self.window:
            began, count = at, 0
        self._seen[address] = began, count + 1
        self._seen.move_to_end(address)
        while len(self._seen) > ADDRESSES:
            self._seen.popitem(last=False)
        if count >= self.most:
            raise TooManyTries()
