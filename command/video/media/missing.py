"""Missing packets of a publisher: which to ask for again, how often, when to give up.

Pure; times are seconds of any steady clock, numbers are extended.
"""

TRIES = 8
EVERY = 0.06
AT_MOST = 300  # a longer gap is an outage: a keyframe mends it sooner


class Missing:
    __slots__ = ("_asked",)

    def __init__(self) -> None:
        self._asked: dict[int, tuple[int, float]] = {}

    def gap(self, after: int, before: int, now: float) -> list[int]:
        """What lies between two numbers is missing: ask for these at once; none after an outage."""
        if before - after - 1 > AT_MOST:
            self._asked.clear()
            return []
        gone = list(range(after + 1, before))
        self._asked.update((number, (1, now)) for number in gone)
        while len(self._asked) > AT_MOST:
            del self._asked[next(iter(self._asked))]
        return gone

    def arrived(self, number: int) -> None:
        self._asked.pop(number, None)

    def due(self, now: float) -> list[int]:
        """What to ask for again, oldest first; what was asked for eight times is given up."""
        again = []
        for number, (tries, last) in list(self._asked.items()):
            if now - last < EVERY:
                continue
            if tries >= TRIES:
                del self._asked[number]
                continue
            self._asked[number] = (tries + 1, now)
            again.append(number)
        return sorted(again)

    def __bool__(self) -> bool:
        return bool(self._asked)
