"""The deed of telling a citizen what they must know: how and when goes on record."""

from command.base.db import Connection, Database
from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework import notice
from command.casework.case import Case
from command.casework.doing import Hand, Outcome, Target, carry_out
from command.casework.notice import Notice, Telling
from command.casework.terms import Deed
from command.casework.turn_happened import CaseTold


async def tell(
    db: Database, target: Target, number: int | None, telling: Telling, hand: Hand
) -> bytes:
    """Without a number the oldest that waits. Raises InvalidInput naming the field."""

    async def decide(conn: Connection, case: Case) -> Outcome:
        told = notice.told(_meant(case, number), telling, hand.by.account_id, hand.at)
        facts = {"notice": told.number, "matter": str(told.matter), "way": str(told.way)}
        fact = CaseTold(at=hand.at, notice=told)
        return Outcome([fact], words=told.words, facts=facts)

    return await carry_out(db, Deed.TELL, target, decide, hand)


def _meant(case: Case, number: int | None) -> Notice:
    waiting = case.untold
    found = next((one for one in waiting if number in (None, one.number)), None)
    if found is None:
        raise InvalidInput(Words("请选择一项待告知事项", "Choose one that waits"), field="number")
    return found
