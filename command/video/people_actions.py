"""Who sits where, changed after the booking: somebody is asked to a site, the host hands over.

Both stand on the case's timeline with whoever did it. `at` is an aware instant.
"""

from dataclasses import replace

from command.accounts.role import Actor
from command.base.db import Connection
from command.base.problem import NotPermitted
from command.casework import access as casework
from command.identity.person import mask_name
from command.video import access, members, store
from command.video.doing import Hand, Means, Outcome, Scene, Target, carry_out
from command.video.reception import Reception, moved
from command.video.seat_store import save_seat, seats_of
from command.video.terms import Deed, Level


async def ask(means: Means, target: Target, account_id: int, level: Level, hand: Hand) -> bytes:
    """Somebody of the case or of a site comes to a site; who has a seat takes it along."""

    async def decide(conn: Connection, scene: Scene) -> Outcome:
        before = moved(scene.reception, Deed.ASK, hand.at)
        actor = await _officer(conn, account_id, scene)
        after = members.asked(before, actor, level)
        facts = {"site": str(level)}
        return await _reseated(conn, before, after, account_id, facts)

    return await carry_out(means, Deed.ASK, target, decide, hand)


async def hand_over(means: Means, target: Target, account_id: int, hand: Hand) -> bytes:
    """Another leader takes the chair; whoever gives it stays as one of the people."""

    async def decide(conn: Connection, scene: Scene) -> Outcome:
        before = moved(scene.reception, Deed.HAND_OVER, hand.at)
        if hand.by.actor is None:
            raise NotPermitted()
        actor = await _officer(conn, account_id, scene)
        if actor is not None and not casework.may_see(scene.case, actor):
            actor = None
        after = members.handed_over(before, hand.by.actor, actor)
        return await _reseated(conn, before, after, account_id, {})

    return await carry_out(means, Deed.HAND_OVER, target, decide, hand)


async def _officer(conn: Connection, account_id: int, scene: Scene) -> Actor | None:
    actor = (await store.people(conn, [account_id])).get(account_id)
    sites = scene.reception.sites
    may = actor is not None and access.may_take_part(scene.case, sites, actor)
    return actor if may else None


async def _reseated(
    conn: Connection, before: Reception, after: Reception, account_id: int, facts: dict[str, str]
) -> Outcome:
    """Seats that were taken follow the list; the line in the timeline names whom it is about."""
    for seat in await seats_of(conn, after.reception_id):
        held = after.member(seat.account_id) if seat.account_id else None
        if held is not None and (held.level, held.host) != (seat.level, seat.host):
            await save_seat(conn, replace(seat, level=held.level, host=held.host))
    changed = replace(after, version=before.version + 1)
    member = after.member(account_id)
    return Outcome(changed, words=mask_name(member.name) if member else "", facts=facts)
