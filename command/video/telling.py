"""A reception as its record for one reader: names masked, deeds judged, promises as they stand.

Reads nothing: reception, case and places are handed in.
"""

from collections.abc import Iterable, Sequence

from command.casework.card import wire_instant
from command.casework.case import Case
from command.casework.happened import Task
from command.casework.task import state_of
from command.identity.person import mask_name
from command.places.book import PlaceBook
from command.video import judge
from command.video.companion import Companion
from command.video.party import Party, is_host, levels_for
from command.video.reception import Reception, Site
from command.video.record import (
    Attendance,
    Attendant,
    Commitment,
    Outcome,
    Record,
    RecordSite,
    Word,
)
from command.video.seat import Said, Seat, Spoken
from command.video.terms import State

COMPANION = "companion"


def record_of(reception: Reception, case: Case, party: Party, book: PlaceBook) -> Record:
    began, ended = reception.began_at, reception.ended_at
    mine = levels_for(reception, party)
    return Record(
        reception=reception.reception_id,
        case=reception.case_id,
        receipt=case.receipt_number,
        title=case.facts.title,
        state=reception.state,
        petitioner=reception.petitioner,
        starts_at=wire_instant(reception.starts_at),
        began_at=wire_instant(began) if began else None,
        ended_at=wire_instant(ended) if ended else None,
        sites=tuple(_site(reception, one, book, one.level in mine) for one in reception.sites),
        host=is_host(reception, party),
        deeds=judge.offers(reception, party),
        version=reception.version,
        waiting=reception.waiting,
        reason=reception.reason,
        side=str(reception.missing_side or reception.wished_by or ""),
        outcome=_outcome(reception, case) if reception.state is State.CLOSED else None,
    )


def attendance_of(seats: Iterable[Seat], said: Spoken) -> Attendance:
    """Who was there, in the order of coming, and what each said about being heard."""
    lines: list[Attendant] = []
    for seat in seats:
        lines.append(_attendant(seat, said.get((seat.seat, None), ())))
        lines += [
            _beside(seat, one, said.get((seat.seat, one.companion_id), ()))
            for one in seat.companions
        ]
    return Attendance(tuple(lines))


def _attendant(seat: Seat, said: Sequence[Said]) -> Attendant:
    return Attendant(
        seat=seat.seat,
        site=seat.level,
        name=mask_name(seat.name) if seat.account_id else seat.name,
        role=seat.role,
        host=seat.host,
        came_at=wire_instant(seat.taken_at),
        admitted_at=wire_instant(seat.admitted_at) if seat.admitted_at else None,
        consent=seat.consent,
        words=_words(said),
    )


def _beside(seat: Seat, one: Companion, said: Sequence[Said]) -> Attendant:
    return Attendant(
        seat=seat.seat,
        site=seat.level,
        name=one.label,
        role=COMPANION,
        host=False,
        came_at=wire_instant(one.came_at),
        admitted_at=None,
        consent=one.given,
        words=_words(said),
    )


def _words(said: Sequence[Said]) -> tuple[Word, ...]:
    return tuple(Word(one.given, wire_instant(one.at)) for one in said)


def site_name(place: str, book: PlaceBook) -> str:
    found = book.find(place)
    return found.short_name if found else place


def _site(reception: Reception, site: Site, book: PlaceBook, mine: bool) -> RecordSite:
    people = (one for one in reception.members if one.level is site.level)
    return RecordSite(
        level=site.level,
        place=site.place,
        name=site_name(site.place, book),
        people=tuple(mask_name(one.name) for one in people),
        present=site.present,
        consent=site.consent,
        mine=mine,
    )


def _outcome(reception: Reception, case: Case) -> Outcome:
    tasks = [task for task in case.tasks if task.source_id == reception.reception_id]
    return Outcome(tuple(_commitment(task, case) for task in tasks), reception.conclusion)


def _commitment(task: Task, case: Case) -> Commitment:
    return Commitment(
        task=task.number,
        agency=task.agency_name,
        officer=mask_name(task.officer_name),
        words=task.words,
        due=wire_instant(task.due_at),
        state=state_of(task, case),
    )
