"""A viewer: one open socket, whom it belongs to, and how far it has been told.

Holds facts for the hub; decides nothing.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from command.accounts.presence import Presence
from command.base.event import ScopeKey
from command.live.audience import Screen
from command.live.link import Link


@dataclass(frozen=True, slots=True)
class Shown:
    """What a screen last said it shows."""

    seq: int
    hash: str | None
    at: datetime


@dataclass(slots=True, eq=False)
class Viewer:
    """`prev` is the newest number of its scope that was written to it, -1 before the first.

    While it is live the hub writes to it; while it is behind its own task catches it up.
    `behind_since` and `stuck_since` are loop times.
    """

    link: Link
    presence: Presence
    scope: ScopeKey
    screen: Screen
    prev: int = -1
    is_live: bool = False
    behind_since: float = 0.0
    stuck_since: float | None = None
    shown: Shown | None = None
    fell: asyncio.Event = field(default_factory=asyncio.Event)
