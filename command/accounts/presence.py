"""Who is there: an actor, by which session, and until when. Refuses to know cookies and rows."""

from dataclasses import dataclass, replace
from datetime import datetime

from command.accounts.role import Actor


@dataclass(frozen=True, slots=True)
class Presence:
    """A session that holds at this instant; `kiosk_id` is set for a wall's.

    `county` is the code of the county the actor's agency or wall stands in. An open socket ends
    at `expires_at`, and when a `session.ended` names this session, kiosk or account. `seen_at` is
    set for sessions that end when they are not used; `lacks_factor` says that the role demands a
    second factor which this person has not set up: nothing but that is open to them.
    """

    actor: Actor
    session_id: int
    kiosk_id: int | None
    expires_at: datetime
    county: str
    seen_at: datetime | None = None
    lacks_factor: bool = False

    def proven_by(self, token: str) -> "Presence":
        """The same, its actor carrying the session's token to the database."""
        return replace(self, actor=replace(self.actor, proof=token))

    def is_ended_by(self, data: object) -> bool:
        """Whether a `session.ended` event with this data ends it."""
        if not isinstance(data, dict):
            return False
        mine = {"session": self.session_id, "kiosk": self.kiosk_id}
        if self.actor.account_id:
            mine["account"] = self.actor.account_id
        return any(value is not None and mine.get(name) == value for name, value in data.items())
