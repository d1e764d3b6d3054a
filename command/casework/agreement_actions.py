"""Deeds of a mediation agreement: reached, performed, confirmed by a court, or broken off.

`at` is an aware instant. Each returns the JSON answer, kept for repeats.
"""

from dataclasses import dataclass
from datetime import date

from command.base.db import Connection, Database
from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework import agreement, agreement_store
from command.casework.agreement import Agreed, Confirmation
from command.casework.agreement_happened import (
    AgreementBroken,
    CaseAgreed,
    ConfirmationNoted,
    DutyPerformed,
)
from command.casework.agreement_store import Agreement
from command.casework.case import Case, WrongState
from command.casework.deadlines import resolve_by
from command.casework.doing import Hand, Outcome, Target, carry_out
from command.casework.means import Means, promise_of
from command.casework.terms import Deed


@dataclass(frozen=True, slots=True)
class Performance:
    """Which duty was performed on which day; without a number the only one that is open."""

    number: int | None
    on: date
    words: str


async def agree(db: Database, target: Target, agreed: Agreed, hand: Hand) -> bytes:
    """The parties have agreed. Raises InvalidInput naming the field."""

    async def decide(conn: Connection, case: Case) -> Outcome:
        earlier = await agreement_store.of_case(conn, case.case_id)
        first = 1 + sum(len(one.duties) for one in earlier)
        promise = await promise_of(conn)
        duties, confirm_by = agreement.clocks_of(agreed, first, promise, hand.at)
        await agreement_store.add(conn, case.case_id, agreed, first, hand.by.account_id, hand.at)
        fact = CaseAgreed(at=hand.at, duties=duties, confirm_by=confirm_by)
        return Outcome([fact], words=agreed.words, facts={"duties": len(duties)})

    return await carry_out(db, Deed.AGREE, target, decide, hand)


async def perform(db: Database, target: Target, done: Performance, hand: Hand) -> bytes:
    """A duty was performed. Raises InvalidInput naming the field."""

    async def decide(conn: Connection, case: Case) -> Outcome:
        held = await _present(conn, case)
        waiting = [one for one in held.duties if one.performed_on is None]
        found = next((one for one in waiting if done.number in (None, one.number)), None)
        if found is None or (done.number is None and len(waiting) > 1):
            raise InvalidInput(
                Words("请选择一项未履行的义务", "Choose one that waits"), field="number"
            )
        agreement.demand_performed(done.on, held.agreed.agreed_on, hand.at)
        words = done.words.strip()
        values = (found.number, done.on, words, hand.by.account_id, hand.at)
        await agreement_store.perform(conn, case.case_id, *values)
        facts = {"duty": found.number, "on": done.on.isoformat()}
        return Outcome([DutyPerformed(at=hand.at, duty=found.number)], words=words, facts=facts)

    return await carry_out(db, Deed.PERFORM, target, decide, hand)


async def confirm(
    db: Database, target: Target, said: Confirmation, words: str, hand: Hand
) -> bytes:
    """Whether the parties ask a court, and what it says. Raises InvalidInput naming `outcome`."""

    async def decide(conn: Connection, case: Case) -> Outcome:
        agreements = await agreement_store.of_case(conn, case.case_id)
        if not agreements:
            raise WrongState(Words("没有调解协议", "There is no agreement"))
        held = agreements[-1]
        agreement.demand_next(held.confirmation, said)
        values = (held.number, said, words.strip(), hand.by.account_id, hand.at)
        await agreement_store.confirm(conn, case.case_id, *values)
        fact = ConfirmationNoted(at=hand.at, outcome=str(said))
        return Outcome([fact], words=words.strip(), facts={"confirmation": str(said)})

    return await carry_out(db, Deed.CONFIRM, target, decide, hand)


async def break_off(means: Means, target: Target, words: str, hand: Hand) -> bytes:
    """Somebody does not do what was agreed: the matter is handled again."""

    async def decide(conn: Connection, case: Case) -> Outcome:
        promise = await promise_of(conn, means.count)
        due = resolve_by(case.facts.difficulty, promise, hand.at)
        said = words.strip()
        values = ("broken", said, hand.by.account_id, hand.at)
        await agreement_store.end(conn, case.case_id, *values)
        return Outcome([AgreementBroken(at=hand.at, resolve_by=due)], words=said)

    return await carry_out(means.db, Deed.BREAK_OFF, target, decide, hand)


async def _present(conn: Connection, case: Case) -> Agreement:
    """The agreement that is performed now; the state says that there is one."""
    return (await agreement_store.of_case(conn, case.case_id))[-1]
