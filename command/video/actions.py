"""What people do to a reception, one function a deed; seats and guests stand beside.

`at` is an aware instant. Every function returns the JSON answer, kept for repeats.
"""

from collections.abc import Sequence
from datetime import datetime

from command.accounts.role import Actor
from command.base import idempotency, journal
from command.base.db import Connection
from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework import access as casework
from command.casework import task_actions, timeline
from command.casework.card import public_place, wire_instant
from command.casework.case import Case
from command.casework.doing import Hand as CaseHand
from command.casework.task import Commitment, Source
from command.casework.timeline import Note
from command.video import access, announce, booking, store
from command.video.booking import AlreadyBooked, CaseClosed
from command.video.doing import Hand, Means, Outcome, Scene, Target, carry_out, encoded
from command.video.party import GUEST_LABEL
from command.video.reception import (
    Reception,
    ReceptionId,
    begun,
    called_off,
    concluded,
    failed,
    moved,
    put_off,
)
from command.video.record import Booking, Moving, OutcomeWish
from command.video.seat import admitted, held
from command.video.seat_store import renew_guests, save_seat, seats_of
from command.video.terms import Deed, Side, State


async def book(means: Means, wish: Booking, by: Actor, hand: Hand) -> bytes:
    """A hearing of an open case at three sites. Raises CaseClosed, AlreadyBooked, InvalidInput."""
    async with means.ground.transaction(hand.by) as conn:
        earlier = await idempotency.earlier_reply(conn, hand.key, hand.at)
        if earlier is not None:
            return earlier
        case = await casework.case_for(conn, by, wish.case, for_change=True)
        if not case.is_open:
            raise CaseClosed(field="case")
        new = await _planned(conn, means, wish, case, by, hand.at)
        booked = await store.add(conn, new)
        if booked is None:
            raise AlreadyBooked(field="case")
        facts = {"reception": booked.reception_id, "starts_at": wire_instant(booked.starts_at)}
        name = announce.EVENTS[Deed.BOOK]
        await timeline.add_entry(conn, case.case_id, Note(hand.at, name, by, "", facts))
        reply = encoded(booked, case, hand.by, means.book)
        await idempotency.keep_reply(conn, hand.key, reply)
        await journal.append(conn, announce.events_of(name, None, booked, hand.at))
        return reply


async def move(means: Means, target: Target, wish: Moving, hand: Hand) -> bytes:
    """Another time; links that were given out follow it, and the gate closes again."""

    async def decide(conn: Connection, scene: Scene) -> Outcome:
        booking.check_time(wish.starts_at, hand.at)
        before = scene.reception
        after = put_off(before, wish.starts_at, wish.side, wish.reason, hand.at)
        await renew_guests(conn, after, hand.at)
        times = [wire_instant(before.starts_at), wire_instant(after.starts_at)]
        facts = {"side": str(wish.side), "starts_at": times}
        return Outcome(after, words=after.reason, facts=facts)

    return await carry_out(means, Deed.MOVE, target, decide, hand)


async def cancel(means: Means, target: Target, side: Side, reason: str, hand: Hand) -> bytes:
    """It will not take place; at whose wish, and why, stays with the case."""

    async def decide(conn: Connection, scene: Scene) -> Outcome:
        after = called_off(scene.reception, side, reason, hand.at)
        await renew_guests(conn, after, hand.at)
        return Outcome(after, words=after.reason, facts={"side": str(side)})

    return await carry_out(means, Deed.CANCEL, target, decide, hand)


async def open_waiting(means: Means, target: Target, hand: Hand) -> bytes:
    """The gate opens: parties are received, and wait."""
    return await _move(means, Deed.OPEN_WAITING, target, hand)


async def begin(means: Means, target: Target, reason: str, hand: Hand) -> bytes:
    """In session; whoever stands at the gate and is not held back comes in."""

    async def decide(conn: Connection, scene: Scene) -> Outcome:
        after = begun(scene.reception, reason, hand.at)
        for seat in await seats_of(conn, after.reception_id):
            if seat.waits_since and not seat.admitted_at and not seat.held_at:
                await save_seat(conn, admitted(seat, hand.at))
        await renew_guests(conn, after, hand.at)
        return Outcome(after, words=after.reason, facts={"sites": _levels(after)})

    return await carry_out(means, Deed.BEGIN, target, decide, hand)


async def interrupt(means: Means, target: Target, hand: Hand) -> bytes:
    """Nobody hears anybody until it is resumed."""
    return await _move(means, Deed.INTERRUPT, target, hand)


async def resume(means: Means, target: Target, hand: Hand) -> bytes:
    return await _move(means, Deed.RESUME, target, hand)


async def end(means: Means, target: Target, hand: Hand) -> bytes:
    """The hearing is over, its outcome is not yet recorded. The petitioner's side may end it."""

    async def decide(conn: Connection, scene: Scene) -> Outcome:
        after = moved(scene.reception, Deed.END, hand.at, scene.when)
        side = Side.PETITIONER if scene.when else Side.OFFICIAL
        return Outcome(after, facts={"side": str(side)})

    return await carry_out(means, Deed.END, target, decide, hand)


async def close(means: Means, target: Target, wish: OutcomeWish, hand: Hand) -> bytes:
    """The outcome: its promises become tasks of the case in the same transaction."""

    async def decide(conn: Connection, scene: Scene) -> Outcome:
        promises = [
            Commitment(one.agency, one.officer, one.words, one.due) for one in wish.commitments
        ]
        after = concluded(scene.reception, len(promises), wish.conclusion, hand.at)
        actor = hand.by.actor
        if actor is None:
            raise InvalidInput(
                Words("须由主持人登记结果", "The host records the outcome"), field="outcome"
            )
        source = Source(after.reception_id, actor.account_id)
        by = CaseHand(actor, hand.at, hand.key)
        case, events = await task_actions.give(
            conn, scene.case, promises, source, by, "outcome.commitments"
        )
        await renew_guests(conn, after, hand.at)
        facts = {"commitments": len(promises), "minutes": minutes_of(after)}
        return Outcome(after, case, after.conclusion, facts, events)

    return await carry_out(means, Deed.CLOSE, target, decide, hand)


async def no_show(means: Means, target: Target, side: Side, reason: str, hand: Hand) -> bytes:
    """One side was not there; which, and why, stays with the case."""

    async def decide(conn: Connection, scene: Scene) -> Outcome:
        after = failed(scene.reception, side, reason, hand.at)
        await renew_guests(conn, after, hand.at)
        return Outcome(after, words=after.reason, facts={"side": str(side)})

    return await carry_out(means, Deed.NO_SHOW, target, decide, hand)


async def admit(means: Means, target: Target, seat: str, hand: Hand) -> bytes:
    """Let one party through the gate."""
    return await _gate(means, Deed.ADMIT, target, [seat], hand)


async def hold(means: Means, target: Target, seat: str, hand: Hand) -> bytes:
    """Send one party back to the gate; it is not called until somebody admits it."""
    return await _gate(means, Deed.HOLD, target, [seat], hand)


async def call_next(means: Means, target: Target, waiting: Sequence[str], hand: Hand) -> bytes:
    """Admit whoever is first of those who wait now."""
    return await _gate(means, Deed.CALL_NEXT, target, waiting, hand)


async def _gate(
    means: Means, deed: Deed, target: Target, names: Sequence[str], hand: Hand
) -> bytes:
    async def decide(conn: Connection, scene: Scene) -> Outcome:
        moved(scene.reception, deed, hand.at, scene.when)
        if not names:
            raise InvalidInput(Words("没有人在候场", "Nobody is waiting"), field="seat")
        seats = await seats_of(conn, scene.reception.reception_id)
        gated = {seat.seat: seat for seat in seats}
        called = [gated[name] for name in names if name in gated]
        if deed is Deed.CALL_NEXT:  # whoever another host has just called is no longer waiting
            called = [seat for seat in called if seat.admitted_at is None] or called
        found = next(iter(called), None)
        if found is None:
            raise InvalidInput(Words("没有这个座位", "There is no such seat"), field="seat")
        change = held if deed is Deed.HOLD else admitted
        await save_seat(conn, change(found, hand.at))
        return Outcome(scene.reception)

    return await carry_out(means, deed, target, decide, hand)


def minutes_of(reception: Reception) -> int:
    """How long the session ran, in whole minutes; 0 when it never began."""
    began, ended = reception.began_at, reception.ended_at
    return int((ended - began).total_seconds() // 60) if began and ended else 0


def _levels(reception: Reception) -> list[str]:
    return [str(site.level) for site in reception.sites if site.present]


async def _move(means: Means, deed: Deed, target: Target, hand: Hand) -> bytes:
    async def decide(conn: Connection, scene: Scene) -> Outcome:
        return Outcome(moved(scene.reception, deed, hand.at, scene.when))

    return await carry_out(means, deed, target, decide, hand)


async def _planned(
    conn: Connection, means: Means, wish: Booking, case: Case, by: Actor, at: datetime
) -> Reception:
    booking.check_time(wish.starts_at, at)
    wishes = booking.wishes_of(wish, case)
    sites = booking.sites_of(wishes, means.book)
    asked = [one for site in wishes for one in site.people]
    found = await store.people(conn, asked)
    people = {key: one for key, one in found.items() if access.may_take_part(case, sites, one)}
    members = booking.members_of(wishes, people, by)
    return Reception(
        reception_id=ReceptionId(0),
        case_id=case.case_id,
        state=State.BOOKED,
        petitioner=booking.label_of(wish.petitioner, "petitioner", GUEST_LABEL),
        starts_at=wish.starts_at,
        booked_by=by.account_id,
        booked_at=at,
        sites=sites,
        members=members,
        title=case.facts.title,
        place=public_place(case),
        audience=announce.audience_of(case, sites),
        told_version=case.version,
    )
