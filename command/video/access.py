"""The only guarded way to a reception: by its case, or by a seat at one of its sites.

A stranger gets *not found*, as for a number that was never given. Whoever is booked where the case
is none of theirs is served like a guest of the site: the reception, and nothing of the file.
"""

from collections.abc import Sequence
from dataclasses import replace

from command.accounts.role import Actor, Verb
from command.base.db import Connection
from command.base.problem import NotFound
from command.base.words import Words
from command.casework import access as casework
from command.casework import store as cases
from command.casework.case import Case
from command.video import store
from command.video.ground import Ground
from command.video.party import Party, levels_for, works_at
from command.video.reception import Reception, Site
from command.video.store import Search


class NoSuchReception(NotFound):
    zh = "没有找到这场接访"
    en = "There is no such reception"


async def as_served(ground: Ground, party: Party, reception_id: int) -> Party:
    """The party as this reception is served to them; their own eyes decide, conflicts included."""
    if party.actor is None or not _is_number(reception_id):
        return party
    own = replace(party, by_seat=False)
    async with ground.snapshot(own) as conn:
        return replace(own, by_seat=await store.is_by_seat(conn, reception_id))


async def listed(ground: Ground, party: Party, asked: Search) -> list[tuple[Reception, Case]]:
    """Receptions the party may see, by their time; of a case that is not theirs by the seat."""
    async with ground.snapshot(party) as conn:
        found = await store.search(conn, asked)
        known = [await cases.find(conn, one.case_id) for one in found]
    if None in known:
        async with ground.snapshot(replace(party, by_seat=True)) as conn:
            known = [
                case or await cases.find(conn, one.case_id)
                for one, case in zip(found, known, strict=True)
            ]
    pairs = zip(found, known, strict=True)
    return [(one, case) for one, case in pairs if case is not None and may_see(one, case, party)]


async def reception_for(
    conn: Connection, party: Party, reception_id: int, *, for_change: bool = False
) -> tuple[Reception, Case]:
    """The reception and its case, both locked when they will be changed, the case first.

    Raises NoSuchReception.
    """
    case_id = await store.case_of(conn, reception_id) if _is_number(reception_id) else None
    if case_id is not None:
        case = await cases.find(conn, case_id, for_change=for_change)
        reception = await store.find(conn, reception_id, for_change=for_change)
        if case is not None and reception is not None and may_see(reception, case, party):
            return reception, case
    raise NoSuchReception(
        Words(f"没有编号为 {reception_id} 的接访", f"There is no reception {reception_id}")
    )


def may_see(reception: Reception, case: Case, party: Party) -> bool:
    if levels_for(reception, party):
        return True
    return party.actor is not None and casework.may_see(case, party.actor)


def may_take_part(case: Case, sites: Sequence[Site], actor: Actor) -> bool:
    """Whom one may ask: whoever sees the case, or works where one of the sites is."""
    if casework.may_see(case, actor):
        return True
    return actor.may(Verb.READ_CASE) and works_at(sites, actor)


def _is_number(reception_id: int) -> bool:
    """Numbers that PostgreSQL's bigint holds."""
    return 0 < reception_id < 2**63
