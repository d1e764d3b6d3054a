"""The facts that close open sockets: a session, an account or a kiosk has ended.

They steer the house itself, so only the house hears them. Pure.
"""

from datetime import datetime

from command.base.event import SYSTEM, Event

TYPE = "session.ended"


def session_ended(session_id: int, county: str, at: datetime) -> Event:
    return _ended({"session": session_id}, county, at)


def account_ended(account_id: int, county: str, at: datetime) -> Event:
    return _ended({"account": account_id}, county, at)


def kiosk_ended(kiosk_id: int, county: str, at: datetime) -> Event:
    return _ended({"kiosk": kiosk_id}, county, at)


def _ended(data: dict[str, int], county: str, at: datetime) -> Event:
    return Event(type=TYPE, at=at, place=county, audience=(SYSTEM,), data=data)
