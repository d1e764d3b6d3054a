"""Who takes part: an officer by their session, or a guest by the cookie of their seat. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from command.accounts.role import Actor, Role, Verb
from command.video.reception import Reception, Site
from command.video.terms import Level

GUEST_ROLE = "petitioner"
GUEST_LABEL = "来访人"


@dataclass(frozen=True, slots=True)
class Guest:
    """A petitioner without an account, of one reception and one site, until `expires_at`."""

    guest_id: int
    reception_id: int
    level: Level
    label: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Party:
    """Exactly one of the two; `expires_at` is when the session or the guest's seat ends.

    `by_seat`: an officer who is booked here while the case is none of theirs.
    """

    expires_at: datetime
    actor: Actor | None = None
    guest: Guest | None = None
    by_seat: bool = False

    @property
    def name(self) -> str:
        return self.actor.name if self.actor else self.guest.label if self.guest else ""

    @property
    def role(self) -> str:
        return str(self.actor.role) if self.actor else GUEST_ROLE

    def is_same(self, other: "Party") -> bool:
        """One person, whatever their session."""
        if self.guest is not None:
            return other.guest is not None and self.guest.guest_id == other.guest.guest_id
        own, theirs = self.actor, other.actor
        return own is not None and theirs is not None and own.account_id == theirs.account_id


def levels_for(reception: Reception, party: Party) -> frozenset[Level]:
    """The sites where the party may sit: where they were asked, else where their centre is."""
    if party.guest is not None:
        own = party.guest.reception_id == reception.reception_id
        return frozenset({party.guest.level}) if own else frozenset()
    actor = party.actor
    if actor is None or actor.role is Role.KIOSK or not actor.may(Verb.READ_CASE):
        return frozenset()
    asked = reception.member(actor.account_id)
    if asked is not None:
        return frozenset({asked.level})
    return frozenset(site.level for site in reception.sites if site.place == actor.place)


def works_at(sites: Iterable[Site], actor: Actor) -> bool:
    """Whether one of the sites is where the actor's centre is."""
    return any(site.place == actor.place for site in sites)


def is_host(reception: Reception, party: Party) -> bool:
    """Whoever booked it hosts it, until it is handed over; a host may receive and has the case."""
    actor = party.actor
    if actor is None or party.by_seat or not actor.may(Verb.RECEIVE):
        return False
    asked = reception.member(actor.account_id)
    return asked is not None and asked.host


def is_petitioner(reception: Reception, party: Party) -> bool:
    """The petitioner's side sits in the village."""
    return Level.VILLAGE in levels_for(reception, party)
