"""Who is there: an actor, by which session, and until when. Refuses to know cookies and rows."""

from dataclasses import dataclass
from datetime import datetime

from command.accounts.role import Actor


@dataclass(frozen=True, slots=True)
class Presence:
    """A session that holds at this instant; `kiosk_id` is set for a wall's.

    `county` is the code of the county the actor's agency or wall stands in. An open socket ends
    at `expires_at`, and when a `session.ended` names this session, kiosk or account.
    """

    actor: Actor
    session_id: int
    kiosk_id: int | None
    expires_at: datetime
    county: str

    def is_ended_by(self, data: object) -> bool:
        """Whether a `session.ended` event with this data ends it."""
        if not isinstance(data, dict):
            return False
        mine = {"session": self.session_id, "kiosk": self.kiosk_id}
        if self.actor.account_id:
            mine["account"] = self.actor.account_id
        return any(value is not None and mine.get(name) == value for name, value in data.items())
