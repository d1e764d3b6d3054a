"""Cases that live by chance: what may be done to one, and what was found of it afterwards.

Knows no rule of a case: bodies of deeds as people would write them, and rows as the database has
them. The machine of `test_stateful.py` draws from it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from command.base.clock import china_date
from command.casework.terms import Deed, State
from command.casework.transitions import TRANSITIONS
from tests.casework.stage import Stage

Body = dict[str, Any]
Written = Callable[[Random, datetime], Body]
AGENCIES = ("rsj", "zjj", "slj", "lyj", "c361123", "c361123002", "c361123002001")
PEOPLE = (
    *("duty", "dispatcher", "clerk", "lead", "lead2", "support", "township", "village", "leader"),
    *("visitor", "supervisor", "outsider", "no_part", "other_township"),
)
WORDS = {"words": "已按要求办理(虚构)"}
REASON = {"reason": "现场情况需要"}
ENDS = ("satisfied", "fairly", "dissatisfied", "dissatisfied", "refused")
CLASSES = ("simple", "general", "complex", "difficult")
#: Of a line of the timeline or an event that changes nothing of the case itself.
BESIDE = ("case.left", "case.linked")


def _as_it_is(body: Body) -> Written:
    return lambda dice, at: body


def _hands(dice: Random, at: datetime) -> Body:
    if dice.random() < 0.3:
        return {}
    lead, *supports = dice.sample(AGENCIES, dice.randint(1, 3))
    return {"lead": lead, "supports": supports, **REASON}


def _facts(dice: Random, at: datetime) -> Body:
    if dice.random() < 0.5:
        return {"headcount": dice.randint(0, 300)}
    return {"level": dice.randint(1, 4), "why": REASON["reason"]}


def _visit(dice: Random, at: datetime) -> Body:
    return (
        {"reached": False} if dice.random() < 0.3 else {"satisfaction": dice.choice(ENDS), **WORDS}
    )


def _wish(dice: Random, at: datetime) -> Body:
    days = dice.randint(1, 15)
    wishes = (
        {"wish": "pause", "reason": dice.choice(("citizen", "court")), "days": days},
        {"wish": "extension", "days": days},
        {"wish": "difficulty", "difficulty": dice.choice(CLASSES)},
    )
    return {**dice.choice(wishes), **WORDS}


def _due(dice: Random, at: datetime) -> Body:
    day = china_date(at + timedelta(days=dice.randint(1, 6)))
    return {"due": day.isoformat(), **WORDS}


def _supervision(dice: Random, at: datetime) -> Body:
    step = dice.choice(("remind", "order", "yellow-card", "list"))
    return {"step": step, **_due(dice, at)}


def _day(at: datetime, days: int) -> str:
    return china_date(at + timedelta(days=days)).isoformat()


def _way_out(dice: Random, at: datetime) -> Body:
    body = dice.choice(("court", "arbitration", "inspection"))
    return {"body": body, "name": "某机关(虚构)", "due": _day(at, dice.randint(1, 40)), **WORDS}


def _agreement(dice: Random, at: datetime) -> Body:
    duties = [{**WORDS, "due": _day(at, n)} for n in range(dice.randint(1, 2))]
    return {"agreed_on": _day(at, 0), "mediators": "调委会", "duties": duties, **WORDS}


def _hearing(dice: Random, at: datetime) -> Body:
    held = (at + timedelta(days=dice.randint(1, 9))).isoformat()
    return {"held": held, "spot": "听证室", **WORDS}


#: What leads a case off its plain way, and back.
TURNS: Mapping[Deed, Written] = {
    Deed.DECLINE: _as_it_is({"ground": "unclear", "door": "补充材料后再来", **WORDS}),
    Deed.WITHDRAW: _as_it_is({"method": "phone", **WORDS}),
    Deed.REOPEN: _as_it_is(WORDS),
    Deed.TELL: lambda dice, at: {"way": dice.choice(("phone", "letter", "unable")), **WORDS},
    Deed.TRANSFER: _way_out,
    Deed.COME_BACK: lambda dice, at: {
        "outcome": dice.choice(("decided", "sent_back")),
        **WORDS,
    },
    Deed.HEAR: _hearing,
    Deed.CONCLUDE_HEARING: _as_it_is(WORDS),
    Deed.AGREE: _agreement,
    Deed.PERFORM: lambda dice, at: {"number": dice.randint(1, 3), "on": _day(at, 0), **WORDS},
    Deed.CONFIRM: lambda dice, at: {
        "outcome": dice.choice(("waived", "applied", "confirmed")),
        **WORDS,
    },
    Deed.BREAK_OFF: _as_it_is(WORDS),
    Deed.ASK_REVIEW: _as_it_is({"organ": "县人民政府", **WORDS}),
    Deed.HEAR_REVIEW: lambda dice, at: {
        "begun": _day(at, 0),
        "to": _day(at, 0),
        "spot": "听证室",
        **WORDS,
    },
    Deed.CONCLUDE_REVIEW: lambda dice, at: {
        "outcome": dice.choice(("upheld", "changed")),
        **WORDS,
    },
}
BODIES: Mapping[Deed, Written] = {
    **TURNS,
    Deed.ACCEPT: _hands,
    Deed.ASSIGN: _hands,
    Deed.RULE: _hands,
    Deed.SIGN_FOR: _as_it_is({}),
    Deed.RETURN: _as_it_is({"ground": "not_competent", **REASON}),
    Deed.FACTS: _facts,
    Deed.PROGRESS: _as_it_is(WORDS),
    Deed.ESCALATE: lambda dice, at: {"level": dice.randint(1, 4), "why": REASON["reason"]},
    Deed.ACKNOWLEDGE: _as_it_is({}),
    Deed.RESOLVE: _as_it_is(WORDS),
    Deed.VISIT: _visit,
    Deed.CLOSE: _as_it_is({}),
    Deed.ANSWER: _as_it_is(WORDS),
    Deed.REFER_UP: _as_it_is(REASON),
    Deed.HAND_DOWN: lambda dice, at: {"to": dice.choice(AGENCIES[-2:]), **REASON},
    Deed.COPY: lambda dice, at: {"to": [dice.choice(AGENCIES)], **REASON},
    Deed.ASK: lambda dice, at: {"to": dice.choice(AGENCIES), **WORDS},
    Deed.ASK_TIME: _wish,
    Deed.DECIDE_TIME: lambda dice, at: {"decision": dice.choice(("grant", "refuse")), **WORDS},
    Deed.RESUME_CLOCK: _as_it_is({}),
    Deed.SUPERVISE: _supervision,
    Deed.INSTRUCT: _due,
    Deed.REPLY: _as_it_is(WORDS),
    Deed.LIFT: _as_it_is(WORDS),
}


def a_report(dice: Random) -> Body:
    return {
        "kind": dice.choice(("petition", "dispute", "incident")),
        "difficulty": dice.choice(CLASSES[:2]),
        "channel": dice.choice(("window", "phone", "grid")),
        "reporter": None,
    }


@dataclass(frozen=True)
class Seen:
    """A case as the database has it: its state, what its timeline and its journal tell in order."""

    state: str
    version: int
    lines: tuple[tuple[str, int | None], ...]
    events: tuple[str, ...]
    receipts: frozenset[str]
    has_clock: bool
    said: int
    late: int
    late_lines: int


LIVES = """
select c.case_id, c.state, c.version,
       (select json_agg(json_build_array(e.type, e.by_id) order by e.entry_id)
          from casework.entry e where e.case_id = c.case_id and e.type <> all ($1)) as lines,
       (select json_agg(j.type order by j.seq) from journal.event j
         where j.case_id = c.case_id and j.type <> all ($1)) as events,
       (select json_agg(r.receipt_number) from casework.report r
         where r.case_id = c.case_id and r.receipt_number is not null) as receipts,
       c.receipt_number,
       exists (select from casework.deadline d
                where d.case_id = c.case_id and d.met_at is null) as has_clock,
       (select count(*) from casework.clock_step s where s.case_id = c.case_id) as said,
       (select count(*) from casework.clock_step s where s.case_id = c.case_id and s.late) as late,
       (select count(*) from casework.entry e
         where e.case_id = c.case_id and e.facts -> 'late' = 'true') as late_lines
  from casework.case_file c order by c.case_id
"""


async def lives(stage: Stage) -> dict[int, Seen]:
    """Every case."""
    found = {}
    for row in await stage.rows(LIVES, list(BESIDE)):
        told = {key: json.loads(row[key] or "[]") for key in ("lines", "events", "receipts")}
        found[row["case_id"]] = Seen(
            row["state"],
            row["version"],
            tuple((name, by) for name, by in told["lines"]),
            tuple(told["events"]),
            frozenset([row["receipt_number"], *told["receipts"]]),
            row["has_clock"],
            row["said"],
            row["late"],
            row["late_lines"],
        )
    return found


def is_listed(deed: Deed, before: str | None, after: str) -> bool:
    """Whether the table has a line for this move, whoever makes it."""
    state = State(before) if before else None
    return any(
        line.deed is deed and state in line.before and State(after) is (line.after or state)
        for line in TRANSITIONS
    )
