"""The law: snapshot before + frames = snapshot after, for every scope, whatever people do.

Random deeds of the whole cast through the real casework API; every screen folds what it is sent
and is compared with a fresh snapshot of its scope.
"""

import asyncio
import json
import random
from datetime import timedelta
from typing import Any

import pytest

from command.base import clock, journal
from command.base.addresses import Addresses
from command.base.clock import china_date
from command.base.db import Database
from command.base.event import ScopeKey
from command.casework import keeper, watching
from command.live import frame, snapshot
from tests.casework import stage as casework
from tests.cast import OTHER_TOWNSHIP, TOWNSHIP, VILLAGE
from tests.live import stage as staging
from tests.live.replay import Frame, Told, replay, state_hash
from tests.live.stage import Glass

LOOKING = ("duty", "township", "village", "lead", "support", "other_township", "outsider")
REACHED = {
    "case.opened",
    "case.accepted",
    "case.assigned",
    "case.signed",
    "case.returned",
    "case.facts_updated",
    "case.progressed",
    "case.escalated",
    "case.acknowledged",
    "case.overdue",
    "case.warned",
    "case.resolved",
    "case.visited",
    "case.closed",
    "case.left",
    "case.ruled",
    "case.referred_up",
    "case.handed_down",
    "case.copied",
    "task.asked",
    "clock.asked",
    "clock.refused",
    "clock.granted",
    "clock.resumed",
    "supervision.raised",
    "supervision.answered",
    "supervision.lifted",
    "instruction.given",
    "case.declined",
    "case.withdrawn",
    "case.reopened",
    "case.told",
    "case.merged",
    "case.absorbed",
    "case.unmerged",
    "case.released",
    "case.transferred",
    "case.came_back",
    "case.hearing_called",
    "case.hearing_concluded",
    "case.agreed",
    "case.performed",
    "case.confirmation",
    "case.agreement_broken",
    "case.review_asked",
    "case.review_heard",
    "case.review_concluded",
    "rule.found",
    "case.part_returned",
    "clock.begun",
    "case.informed",
    "case.owned",
    "case.disowned",
    "case.rise_refused",
}
ELSEWHERE = {
    "case.recounted",
    "case.taken_over",
    "case.visit_tried",
    "report.joined",
    "case.linked",
    "case.handed_on",
    "document.issued",
    "strike.entered",
    "strike.counted",
    "strike.appealed",
    "strike.dismissed",
    "strike.void_proposed",
    "strike.void_refused",
    "strike.voided",
    "interview.owed",
    "interview.withdrawn",
    "interview.held",
    "interview.signed",
}
"""A year's calendar came out: tests/casework/test_keeper.py; visits: test_visits.py;
known matters: test_similar.py; somebody left: test_leaving.py; strikes and interviews:
tests/assessment; ledgers: tests/ledger; documents: tests/documents."""
RECEPTIONS = {
    "reception.booked",
    "reception.waiting",
    "reception.begun",
    "reception.interrupted",
    "reception.resumed",
    "reception.ended",
    "reception.changed",
    "reception.closed",
    "reception.no_show",
    "reception.moved",
    "reception.cancelled",
    "reception.left",
    "task.given",
    "task.answered",
}
"""Reached by the receptions of tests/video/test_law.py."""
PLACES = (VILLAGE, "361123002002", f"{OTHER_TOWNSHIP}001", TOWNSHIP)


RETURN = {"ground": "not_competent", "reason": "不属于本单位职责"}


def _handover(dice: random.Random) -> dict[str, Any]:
    lead, support = dice.sample(["rsj", "zjj"], 2)
    return {"lead": lead, "supports": dice.choice([[], [support]]), "reason": "按现场情况"}


def _rating(dice: random.Random) -> dict[str, Any]:
    said = dice.choice(["satisfied", "fairly", "dissatisfied", "refused"])
    return {"satisfaction": said, "words": "电话回访"}


DEEDS: list[tuple[str, str, Any]] = [
    ("dispatcher", "accept", lambda dice: {}),
    ("dispatcher", "assign", _handover),
    ("lead", "sign-for", lambda dice: {}),
    ("support", "sign-for", lambda dice: {}),
    ("lead", "return", lambda dice: RETURN),
    ("duty", "facts", lambda dice: {"headcount": dice.randint(1, 500)}),
    ("duty", "facts", lambda dice: {"place": dice.choice(PLACES)}),
    ("lead", "progress", lambda dice: {"words": "已到现场核实"}),
    ("duty", "escalate", lambda dice: {"level": dice.randint(1, 3), "why": "人数增加"}),
    ("duty", "acknowledge", lambda dice: {}),
    ("support", "answer", lambda dice: {"words": "已配合办理"}),
    ("lead", "resolve", lambda dice: {"words": "已支付"}),
    ("visitor", "visit", _rating),
    ("visitor", "close", lambda dice: {}),
]


async def live_a_while(people: casework.Stage, dice: random.Random, deeds: int) -> None:
    """Deeds by chance; most moves are refused, and those that are not make the story."""
    cases = [(await people.report(kind=kind))["case"] for kind in ("incident", "petition")]
    for _ in range(deeds):
        if dice.random() < 0.08:
            report = {"kind": dice.choice(["incident", "dispute"]), "place": dice.choice(PLACES)}
            cases.append((await people.report(level=dice.randint(1, 4), **report))["case"])
        who, deed, body = dice.choice(DEEDS)
        answer = await people.do(who, dice.choice(cases), deed, **body(dice))
        assert answer.status_code in (200, 403, 404, 409, 422), answer.text


async def a_whole_life(people: casework.Stage) -> None:
    """One case to its end, so that no chance leaves a kind of event out."""
    case = (await people.report(kind="petition"))["case"]
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("dispatcher", "accept", {}),
        ("lead", "sign-for", {}),
        ("lead", "progress", {"words": "已到现场"}),
        ("duty", "escalate", {"level": 2, "why": "人数增加"}),
        ("duty", "acknowledge", {}),
        ("duty", "facts", {"place": PLACES[2]}),
        ("support", "answer", {"words": "已配合办理"}),
        ("lead", "resolve", {"words": "已支付"}),
        ("visitor", "visit", {"satisfaction": "dissatisfied", "words": "不满意"}),
        ("lead", "resolve", {"words": "已补发"}),
        ("visitor", "visit", {"satisfaction": "fairly", "words": "可以"}),
        ("visitor", "close", {}),
    ]
    for who, deed, body in steps:
        await people.done(who, case, deed, **body)
    await _to_and_fro(people)
    await _with_more_time(people)
    await _supervised(people)
    await _over_and_back(people)
    await _before_others(people)


async def _before_others(people: casework.Stage) -> None:
    """Heard, agreed and broken, led to a court and back, reviewed twice."""
    heard = (await people.report(type="noise", kind="dispute"))["case"]
    await people.done("dispatcher", heard, "accept")
    await people.done("village", heard, "sign-for")
    moment = (clock.now() + timedelta(days=3)).isoformat()
    await people.done("village", heard, "hear", held=moment, spot="村委会", words="邻里噪声")
    await people.done("village", heard, "conclude-hearing", words="双方陈述")
    duty = {"words": "降低音量", "due": moment[:10]}
    agreed = {"agreed_on": china_date(clock.now()).isoformat(), "mediators": "村调委会"}
    await people.done("village", heard, "agree", **agreed, words="双方和解", duties=[duty])
    await people.done("village", heard, "perform", on=agreed["agreed_on"])
    await people.done("village", heard, "confirm", outcome="waived")
    await people.done("village", heard, "break-off", words="又有噪声")
    court = {"body": "court", "name": "县人民法院", "words": "起诉", "due": moment[:10]}
    for outcome in ("sent_back", "decided"):
        await people.done("village", heard, "transfer", **court)
        await people.done("village", heard, "come-back", outcome=outcome, words="结果")
    await people.done("visitor", heard, "visit", satisfaction="fairly", words="认可")
    for begun in (None, china_date(clock.now()).isoformat()):
        await people.done("clerk", heard, "ask-review", organ="县人民政府", words="请求复查")
        if begun is not None:
            held = {"begun": begun, "to": begun, "spot": "听证室"}
            await people.done("leader", heard, "hear-review", **held, words="双方陈述")
        await people.done("leader", heard, "conclude-review", outcome="upheld", words="维持")


async def _over_and_back(people: casework.Stage) -> None:
    """Not accepted, taken back, and each handled again; one more ends for good."""
    no = {"ground": "litigation", "door": "县人民法院", "words": "已起诉"}
    for rises in (True, False):
        case = (await people.report(kind="petition"))["case"]
        await people.done("clerk", case, "decline", **no)
        await people.done("clerk", case, "tell", way="letter")
        if rises:
            await people.done("clerk", case, "reopen", words="法院未立案")
    one, other = await people.report(kind="petition"), await people.report(kind="incident")
    await people.done("duty", one["case"], "merge", into=other["receipt"], words="同一事项")
    await people.done("duty", one["case"], "unmerge", words="不是同一事项")
    await people.done("duty", one["case"], "merge", into=other["receipt"], words="同一事项")
    taken_back = (await people.report(kind="incident"))["case"]
    for _ in range(2):
        await people.done("visitor", taken_back, "withdraw", method="phone", words="不再反映")
        await people.done("dispatcher", taken_back, "reopen", words="又起纠纷")


async def _supervised(people: casework.Stage) -> None:
    """Instructed, reminded and ordered, answered and lifted."""
    case = (await people.report(kind="incident"))["case"]
    due = (china_date(clock.now()) + timedelta(days=3)).isoformat()
    await people.done("leader", case, "instruct", words="请专题研究", due=due)
    await people.done("leader", case, "own", plan="每月约谈一次")
    await people.done("leader", case, "disown", words="已移交")
    for step in ("remind", "order"):
        await people.done("supervisor", case, "supervise", step=step, words="请回复", due=due)
    await people.done("lead", case, "reply", number=2, words="已办理")
    await people.done("supervisor", case, "lift", number=2, words="已落实")


async def _raised_by_a_rule(people: casework.Stage) -> None:
    """The rules look at everything; one rise is refused."""
    case = (await people.report(kind="incident", type="gathering", headcount=200))["case"]
    await watching.tick(people.keeper, clock.now())
    (row,) = await people.rows(
        "select finding_id from casework.finding where case_id = $1 and to_level is not null", case
    )
    why = "现场核实人数有误"
    await people.done("duty", case, "inform", words="已电话并书面报市委")
    await people.done("duty", case, "refuse-rise", finding=row["finding_id"], why=why)


async def _to_and_fro(people: casework.Stage) -> None:
    """Twice returned and ruled on, copied, asked for; one level down, one level up."""
    case = (await people.report(kind="incident"))["case"]
    await people.done("lead", case, "return", **RETURN)
    await people.done("dispatcher", case, "assign", lead="zjj", reason="住建监管项目")
    await people.done("support", case, "return", **RETURN)
    await people.done("dispatcher", case, "rule", lead="rsj", reason="属劳动监察职责")
    await people.done("lead", case, "copy", to=["slj"], reason="请知悉")
    await people.done("lead", case, "ask", to="slj", words="协助核查水利")
    await people.done("no_part", case, "return-part", **RETURN)
    other = (await people.report(type="other", kind="dispute"))["case"]
    await people.done("dispatcher", other, "accept")
    await people.done("duty", other, "hand-down", to=f"c{TOWNSHIP}", reason="由街道先行调处")
    local = (await people.report(type="noise", kind="dispute"))["case"]
    await people.done("dispatcher", local, "accept")
    await people.done("village", local, "sign-for")
    await people.done("village", local, "refer-up", reason="需乡镇执法队处理")


async def _with_more_time(people: casework.Stage) -> None:
    """A pause asked for and refused, asked for again, granted, and ended."""
    case = (await people.report(kind="petition"))["case"]
    await people.done("dispatcher", case, "accept")
    asked = {"wish": "pause", "reason": "court", "days": 60, "words": "等待法院判决"}
    for decision in ("refuse", "grant"):
        await people.done("lead", case, "ask-time", **asked)
        await people.done("leader", case, "decide-time", decision=decision, words="已告知")
    await people.done("lead", case, "resume-clock")


async def fresh_state(db: Database, scope: ScopeKey) -> Told:
    """The scope as a screen would get it now."""
    async with db.snapshot() as conn:
        state = await snapshot.read(conn, scope, clock.now())
    hello = {"type": "hello", "epoch": state.epoch, "seq": state.seq, "prev": state.prev}
    greeting = {**hello, "scope": scope, "now": _now(), "heartbeat": 1, "expires": _now()}
    parts = frame.part_frames("snapshot", state.seq, state.prev, state.items)
    return replay([greeting, *(_decoded(part) for part in parts)])


def _decoded(data: bytes) -> Frame:
    (text,) = frame.payloads(data)
    decoded: Frame = json.loads(text)
    return decoded


def _now() -> str:
    return frame.wire_instant(clock.now())


def _at_rest(told: Told, at: str) -> Told:
    return replay([{"type": "heartbeat", "seq": told.seq, "now": at, "as_of": at}], told)


@pytest.mark.parametrize("seed", range(3))
async def test_snapshot_before_and_frames_are_the_snapshot_after(
    database: Database, fresh: Addresses, seed: int
) -> None:
    dice = random.Random(seed)
    async with (
        casework.opened(database) as people,
        staging.opened(database, fresh) as stage,
    ):
        await live_a_while(people, dice, 20)
        glasses = {who: Glass(stage, people.cast.person(who).cookie) for who in LOOKING}
        for glass in glasses.values():
            await glass.dial()
            await glass.until(lambda glass: glass.told.steady)
        await live_a_while(people, dice, 120)
        await a_whole_life(people)
        await _raised_by_a_rule(people)
        await keeper.tick(people.keeper, clock.now() + 30 * keeper.PHOTO_WAITS)
        async with database.reading() as conn:
            last = (await journal.position(conn)).seq
            entries = await journal.read_after(conn, 0)
        assert {entry.type for entry in entries} >= REACHED
        async with asyncio.timeout(30):
            for glass in glasses.values():
                await glass.reach(last)
        for who, glass in glasses.items():
            at = _now()
            held = _at_rest(glass.told, at)
            truth = _at_rest(await fresh_state(database, ScopeKey(glass.told.scope)), at)
            assert held.shown() == truth.shown(), who
            assert state_hash(held) == state_hash(truth), who
            assert set(glass.verdicts) == {"take"}, who
        shown = {who: len(glass.told.cards) for who, glass in glasses.items()}
        assert shown["duty"] > shown["village"] > 0 == shown["outsider"]
