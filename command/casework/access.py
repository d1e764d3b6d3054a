"""The only guarded way to a case: by the place prefix of a centre, or by a part in the case.

A stranger gets *not found*, as for a number that was never given.
"""

from collections.abc import Sequence

from command.accounts.role import Actor, Role, Verb
from command.base.db import Connection
from command.base.problem import NotFound
from command.base.words import Words
from command.casework import glass, store, timeline
from command.casework.case import Case
from command.casework.store import Reach


class NoSuchCase(NotFound):
    zh = "没有找到这个事项"
    en = "There is no such case"


class NoSuchPhoto(NotFound):
    zh = "没有找到这张照片"
    en = "There is no such photo"


async def case_for(
    conn: Connection, actor: Actor, case_id: int, *, for_change: bool = False
) -> Case:
    """The case, locked until the transaction ends when it will be changed. Raises NotFound."""
    case = await store.find(conn, case_id, for_change=for_change) if _readable(case_id) else None
    if case is None or not (
        may_see(case, actor) or (not for_change and await glass.is_opened(conn, case_id))
    ):
        raise NoSuchCase(Words(f"没有编号为 {case_id} 的事项", f"There is no case {case_id}"))
    return case


async def cases_for(conn: Connection, actor: Actor, case_ids: Sequence[int]) -> list[Case]:
    """Those of the cases that the actor may see."""
    return [case for case in await store.find_many(conn, case_ids) if may_see(case, actor)]


def may_see(case: Case, actor: Actor) -> bool:
    """Whether the case lies in the actor's reach; walls read cards, never cases."""
    if actor.role is Role.KIOSK or not actor.may(Verb.READ_CASE):
        return False
    reach = reach_for(actor)
    in_place = reach.place is not None and case.facts.place.startswith(reach.place)
    return in_place or not case.agencies.isdisjoint(reach.agencies)


def reach_for(actor: Actor) -> Reach:
    """What the actor's queues and screens hold, as the stream of their scope does."""
    named = [f"c{actor.place}"] if actor.place else []
    agencies = [actor.agency_id] if actor.agency_id else []
    return Reach(actor.place, tuple(dict.fromkeys([*named, *agencies])))


def _readable(case_id: int) -> bool:
    """Numbers that PostgreSQL's bigint holds."""
    return 0 < case_id < 2**63


async def photo_for(conn: Connection, actor: Actor, photo_id: str) -> bytes:
    """A photo of a case the actor may see, or their own one that waits for its report."""
    found = await timeline.find_photo(conn, photo_id)
    if found is None or (found.case_id is None and found.uploaded_by != actor.account_id):
        raise NoSuchPhoto(Words("没有这张照片", "There is no such photo"))
    if found.case_id is not None:
        await case_for(conn, actor, found.case_id)
    return found.jpeg
