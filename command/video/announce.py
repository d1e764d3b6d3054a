"""A reception as journal events: what it is now, and who may hear of it, which the case decides.

Whoever heard of it before and no longer may hears `reception.left` and nothing else. Pure.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from command.base.event import Event, ScopeKey
from command.casework.announce import scopes_of
from command.casework.card import public_place, wire_instant
from command.casework.case import Case
from command.video.reception import Reception, Site
from command.video.terms import Deed

EVENTS = {
    Deed.BOOK: "reception.booked",
    Deed.MOVE: "reception.moved",
    Deed.CANCEL: "reception.cancelled",
    Deed.OPEN_WAITING: "reception.waiting",
    Deed.BEGIN: "reception.begun",
    Deed.INTERRUPT: "reception.interrupted",
    Deed.RESUME: "reception.resumed",
    Deed.END: "reception.ended",
    Deed.CLOSE: "reception.closed",
    Deed.NO_SHOW: "reception.no_show",
}
NOTES = {**EVENTS, Deed.ASK: "reception.asked", Deed.HAND_OVER: "reception.handed_over"}
"""Lines of the case's timeline; who sits where is nobody else's business."""
CHANGED = "reception.changed"
LEFT = "reception.left"


def as_told(reception: Reception, case: Case) -> Reception:
    """With the case's present title, place and audience."""
    return replace(
        reception,
        title=case.facts.title,
        place=public_place(case),
        audience=audience_of(case, reception.sites),
        told_version=case.version,
    )


def audience_of(case: Case, sites: Iterable[Site]) -> tuple[ScopeKey, ...]:
    """The case's, and whoever hosts a site elsewhere; one over the case's own place adds nothing,
    for a case told by its township only is not told to its village.
    """
    elsewhere = (site.place for site in sites if not case.facts.place.startswith(site.place))
    return tuple(dict.fromkeys((*scopes_of(case), *map(ScopeKey, elsewhere))))


def events_of(name: str, before: Reception | None, after: Reception, at: datetime) -> list[Event]:
    """What to tell; `after` is as told."""
    case_id, heard = after.case_id, before.audience if before else ()
    told = Event(name, at, after.place, after.audience, case_id, {"reception": data_of(after)})
    lost = tuple(scope for scope in heard if scope not in after.audience)
    if not lost or before is None:
        return [told]
    left = {"left": after.reception_id}
    return [told, Event(LEFT, at, before.place, lost, case_id, left)]


def data_of(reception: Reception) -> dict[str, Any]:
    """The same fields as `video.open_reception` gives the stream's snapshot; names nobody."""
    began = reception.began_at
    return {
        "id": reception.reception_id,
        "case": reception.case_id,
        "state": str(reception.state),
        "title": reception.title,
        "place": reception.place,
        "starts_at": wire_instant(reception.starts_at),
        "began_at": wire_instant(began) if began else None,
        "sites": [_site(site, reception.place) for site in reception.sites],
        "waiting": reception.waiting,
    }


def _site(site: Site, told: str) -> dict[str, Any]:
    """Its place no finer than the case's is told."""
    place = told if site.place.startswith(told) else site.place
    return {"level": str(site.level), "place": place, "present": site.present}
