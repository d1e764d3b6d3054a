"""A leader takes a hard case on (领导包案), with a plan, and it is ended with a reason.

`at` is an aware instant. Each returns the JSON answer, kept for repeats.
"""

from command.base.db import Connection, Database
from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework.case import Case
from command.casework.doing import Hand, Outcome, Target, carry_out
from command.casework.rule_happened import CaseDisowned, CaseOwned, Ownership
from command.casework.terms import Deed

FEWEST_LETTERS = 2


async def own(db: Database, target: Target, plan: str, hand: Hand) -> bytes:
    """Whoever owned it before is followed by who acts now; how far it is stays."""

    async def decide(conn: Connection, case: Case) -> Outcome:
        said = _words(plan, "plan")
        percent = case.ownership.percent if case.ownership else 0
        by = hand.by
        taken = Ownership(by.account_id, by.name, hand.at, said, percent)
        return Outcome([CaseOwned(at=hand.at, ownership=taken)], words=said)

    return await carry_out(db, Deed.OWN, target, decide, hand)


async def disown(db: Database, target: Target, why: str, hand: Hand) -> bytes:
    async def decide(conn: Connection, case: Case) -> Outcome:
        said = _words(why, "words")
        facts = {"leader": case.ownership.leader} if case.ownership else {}
        return Outcome([CaseDisowned(at=hand.at)], words=said, facts=facts)

    return await carry_out(db, Deed.DISOWN, target, decide, hand)


def _words(text: str, field: str) -> str:
    said = text.strip()
    if len(said) < FEWEST_LETTERS:
        raise InvalidInput(Words("请写明内容", "Say it in words"), field=field)
    return said
