"""What ends: sessions, accounts and kiosks as facts that close sockets, and what must not end yet.

The facts steer the house itself, so only the house hears them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from command.base.db import CheckViolation
from command.base.event import SYSTEM, Event
from command.base.problem import Conflict
from command.base.words import Words

TYPE = "session.ended"


class HoldsCases(Conflict):
    """Somebody answers for open cases: they are handed on first."""

    code = "holds-cases"
    zh = "名下还有未办结的事项,须先移交"
    en = "Open cases are handed on first"


@contextmanager
def demanding_nothing_held() -> Iterator[None]:
    """Raises HoldsCases, with how many, when the database finds open cases in these hands."""
    try:
        yield
    except CheckViolation as violated:
        if violated.constraint_name != "answers_leaves_nothing":
            raise
        held = int(violated.detail or 0)
        said = Words(
            f"名下还有{held}件未办结的事项,须先移交", f"{held} open cases are handed on first"
        )
        raise HoldsCases(said, extra={"cases": held}) from violated


def session_ended(session_id: int, county: str, at: datetime) -> Event:
    return _ended({"session": session_id}, county, at)


def account_ended(account_id: int, county: str, at: datetime) -> Event:
    return _ended({"account": account_id}, county, at)


def kiosk_ended(kiosk_id: int, county: str, at: datetime) -> Event:
    return _ended({"kiosk": kiosk_id}, county, at)


def _ended(data: dict[str, int], county: str, at: datetime) -> Event:
    return Event(type=TYPE, at=at, place=county, audience=(SYSTEM,), data=data)
