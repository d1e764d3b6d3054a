"""Audience: which scope a signed-in person or wall may listen to, and at which kind of screen.

The scope comes from the session; a client can only ask for less. Pure.
"""

from enum import IntEnum

from command.accounts.presence import Presence
from command.accounts.role import Actor, Verb
from command.base.event import PLACE_LENGTHS, ScopeKey


class Screen(IntEnum):
    """Kinds of screens in the order in which they are served."""

    WALL = 0
    DESK = 1
    PHONE = 2


HEARTBEAT_SECONDS = {Screen.WALL: 1.0, Screen.DESK: 15.0, Screen.PHONE: 15.0}


def scope_of(actor: Actor, asked: str | None = None) -> ScopeKey | None:
    """The scope to open; None when it is not theirs.

    `asked` may name a place inside the actor's own; an agency's scope cannot be narrowed.
    """
    if not actor.may(Verb.WATCH):
        return None
    if asked is None or asked == actor.scope:
        return actor.scope
    within = actor.place is not None and asked.startswith(actor.place)
    is_place = asked.isascii() and asked.isdigit() and len(asked) in PLACE_LENGTHS
    return ScopeKey(asked) if within and is_place else None


def screen_of(presence: Presence, named: str | None) -> Screen | None:
    """The kind of screen a client says it is; a kiosk is a wall. None for an unknown word."""
    if named is None:
        return Screen.WALL if presence.kiosk_id is not None else Screen.DESK
    return {screen.name.lower(): screen for screen in Screen}.get(named)
