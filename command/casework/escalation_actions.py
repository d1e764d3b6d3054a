"""A person refuses a rise that a rule asked for, with the reason; the finding stays on record.

`at` is an aware instant. Returns the JSON answer, kept for repeats.
"""

from dataclasses import dataclass

from command.base.db import Connection, Database
from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework import found_store
from command.casework.case import Case
from command.casework.doing import Hand, Outcome, Target, carry_out
from command.casework.escalation import Rise, standing_level
from command.casework.rule_happened import RiseRefused
from command.casework.terms import Deed
from command.casework.title import check_public


@dataclass(frozen=True, slots=True)
class Refused:
    """Which finding, and why, for everybody in scope."""

    finding: int
    why: str


async def refuse_rise(db: Database, target: Target, refused: Refused, hand: Hand) -> bytes:
    """The case goes back to where it was, unless another rule asks for more.

    Raises InvalidInput naming the field.
    """

    async def decide(conn: Connection, case: Case) -> Outcome:
        why = check_public(refused.why, "why")
        if len(why) < 2:
            raise InvalidInput(Words("请写明理由", "Say why"), field="why")
        standing = {
            one.finding_id: Rise(one.level, one.before)
            for one in await found_store.of_case(conn, case.case_id)
            if one.level is not None and one.refused_at is None
        }
        rise = standing.pop(refused.finding, None)
        if rise is None:
            raise InvalidInput(
                Words("没有这项未拒绝的升级", "There is no such rise to refuse"), field="finding"
            )
        by = hand.by.account_id
        await found_store.refuse(conn, case, refused.finding, why, by, hand.at)
        level = standing_level(case, rise, list(standing.values()))
        facts: dict[str, object] = {"finding": refused.finding}
        if level != case.facts.level:
            facts["level"] = [int(case.facts.level), int(level)]
        return Outcome([RiseRefused(at=hand.at, level=level, why=why)], words=why, facts=facts)

    return await carry_out(db, Deed.REFUSE_RISE, target, decide, hand)
