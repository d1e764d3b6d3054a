"""The only guarded way to a reception: by its case, or by a seat at one of its sites.

A stranger gets *not found*, as for a number that was never given.
"""

from command.base.db import Connection
from command.base.problem import NotFound
from command.base.words import Words
from command.casework import access as casework
from command.casework import store as cases
from command.casework.case import Case
from command.video import store
from command.video.party import Party, levels_for
from command.video.reception import Reception


class NoSuchReception(NotFound):
    zh = "没有找到这场接访"
    en = "There is no such reception"


async def reception_for(
    conn: Connection, party: Party, reception_id: int, *, for_change: bool = False
) -> tuple[Reception, Case]:
    """The reception and its case, both locked when they will be changed, the case first.

    Raises NoSuchReception.
    """
    case_id = await store.case_of(conn, reception_id) if 0 < reception_id < 2**63 else None
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
