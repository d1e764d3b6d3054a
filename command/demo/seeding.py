"""Carries out the invented month with casework's own deeds, each at its instant in the past.

Every deed has a fixed key, so that a start cut short is taken up where it was. Knows no SQL.
"""

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from command.accounts.role import Actor
from command.base.db import Database
from command.base.idempotency import RequestKey
from command.casework import (
    access,
    actions,
    clock_store,
    handover_actions,
    intake_actions,
    keeper,
    store,
    task_actions,
    visit_actions,
)
from command.casework.card import Card
from command.casework.doing import Target
from command.casework.intake import Report
from command.casework.joining import TakenIn
from command.casework.means import Choice, Means, No, Raised, Told
from command.casework.terms import Level, ReturnGround, Satisfaction
from command.casework.visiting import Attempt
from command.demo.history import Act

Tell = Callable[[int, int], None]


class CardReply(msgspec.Struct, frozen=True):
    """What a deed answers: the case after it."""

    card: Card


class People:
    """Everybody who can act, by login and by agency."""

    def __init__(self, actors: Sequence[Actor]) -> None:
        self._by_login = {actor.login: actor for actor in actors}
        self._of_agency: dict[str, Actor] = {}
        for actor in actors:
            self._of_agency.setdefault(actor.agency_id, actor)

    def login(self, login: str) -> Actor:
        return self._by_login[login]

    def of(self, agency_id: str) -> Actor:
        return self._of_agency[agency_id]


class Month:
    """One month at work: the cases its stories have opened so far."""

    def __init__(self, means: Means, people: People) -> None:
        self._means = means
        self._people = people
        self._cases: dict[int, int] = {}
        self._cards: dict[int, Card] = {}  # by story; forgotten when a clock speaks

    async def live(self, acts: Sequence[Act], tell: Tell) -> None:
        """Carry out `acts`, oldest first; between them clocks speak, each at its instant."""
        for number, act in enumerate(acts):
            await self._keep_until(act.at)
            await self._do(act, number)
            tell(number + 1, len(acts))

    async def _keep_until(self, at: datetime) -> None:
        """What was due before `at` is told when it was due."""
        while (due := await self._nearest()) is not None and due <= at:
            if not await keeper.raise_overdue(self._means.db, due):
                return
            self._cards.clear()

    async def _nearest(self) -> datetime | None:
        async with self._means.db.reading() as conn:
            return await clock_store.nearest(conn)

    async def _do(self, act: Act, number: int) -> None:
        if act.deed == "report":
            clerk = self._people.login(act.by)
            report = msgspec.convert(act.told, Report, strict=False)
            key = self._key(act, number)
            reply = await intake_actions.take_in(self._means, report, clerk, act.at, key)
            taken = msgspec.json.decode(reply, type=TakenIn)
            self._cases[act.story], self._cards[act.story] = taken.case, taken.card
            return
        card = await self._card(act.story)
        by = self._actor(act, card)
        if by is not None:
            hand = _Hand(self._means, card, by, self._key(act, number), self._people)
            reply = await DEEDS[act.deed](hand, act)
            self._cards[act.story] = msgspec.json.decode(reply, type=CardReply).card

    def _key(self, act: Act, number: int) -> RequestKey:
        """One key whoever acts: taken up again, a lead may be another one by now."""
        name = f"demo-month-{act.story}-{number}-{act.deed}"
        fingerprint = hashlib.sha256(name.encode()).digest()
        return RequestKey(self._people.login("duty").account_id, name, fingerprint)

    async def _card(self, story: int) -> Card:
        if story in self._cards:
            return self._cards[story]
        async with self._means.db.reading() as conn:
            return (await store.cards(conn, [self._cases[story]]))[0]

    def _actor(self, act: Act, card: Card) -> Actor | None:
        """Who acts; None for the support of a case that has none, or whose part is signed."""
        if act.by == "lead" and card.lead is not None:
            return self._people.of(card.lead.agency)
        if act.by == "support":
            waiting = [part for part in card.supports if part.signed is None]
            return self._people.of(waiting[0].agency) if waiting else None
        return self._people.login(act.by)


@dataclass(frozen=True, slots=True)
class _Hand:
    """What a deed needs beside the act."""

    means: Means
    card: Card
    by: Actor
    key: RequestKey
    people: People

    @property
    def db(self) -> Database:
        return self.means.db

    @property
    def target(self) -> Target:
        return Target(self.card.case, self.card.version)


async def _assign(hand: _Hand, act: Act) -> bytes:
    """By the mandates; after a return, to the centre over the place unless it was the one."""
    choice = Choice()
    if act.told.get("by_hand"):
        township = f"c{hand.card.place[:9]}"
        refused = hand.card.lead.agency if hand.card.lead else ""
        lead = township if refused != township else "sfj"
        choice = Choice(lead=lead, reason="经协调,指定承办(演示)")
    assign = handover_actions.assign
    return await assign(hand.db, hand.target, choice, hand.by, act.at, hand.key)


async def _sign_for(hand: _Hand, act: Act) -> bytes:
    return await actions.sign_for(hand.db, hand.target, hand.by, act.at, hand.key)


async def _return(hand: _Hand, act: Act) -> bytes:
    no = No(ReturnGround.NOT_COMPETENT, act.told["reason"])
    return await actions.give_back(hand.db, hand.target, no, hand.by, act.at, hand.key)


async def _escalate(hand: _Hand, act: Act) -> bytes:
    raised = Raised(Level(act.told["level"]), act.told["why"])
    return await actions.escalate(hand.db, hand.target, raised, hand.by, act.at, hand.key)


async def _acknowledge(hand: _Hand, act: Act) -> bytes:
    return await actions.acknowledge(hand.db, hand.target, hand.by, act.at, hand.key)


async def _progress(hand: _Hand, act: Act) -> bytes:
    told = Told(act.told["words"])
    return await actions.progress(hand.db, hand.target, told, hand.by, act.at, hand.key)


async def _resolve(hand: _Hand, act: Act) -> bytes:
    """The supporters answer what they were asked before the lead says what the result is."""
    async with hand.db.reading(hand.by) as conn:
        case = await access.case_for(conn, hand.by, hand.card.case)
    version = hand.card.version
    for task in case.open_tasks:
        said = task_actions.Said(task.number, "已配合办理,情况已告牵头单位(演示)。")
        key = replace(hand.key, key=f"{hand.key.key}-task-{task.number}")
        by = hand.people.of(task.agency_id)
        target = Target(hand.card.case, version)
        reply = await task_actions.answer(hand.db, target, said, by, act.at, key)
        version = msgspec.json.decode(reply, type=CardReply).card.version
    target, told = Target(hand.card.case, version), Told(act.told["words"])
    return await actions.resolve(hand.db, target, told, hand.by, act.at, hand.key)


async def _visit(hand: _Hand, act: Act) -> bytes:
    attempt = Attempt(Satisfaction(act.told["satisfaction"]), act.told["words"])
    return await visit_actions.visit(hand.means, hand.target, attempt, hand.by, act.at, hand.key)


async def _close(hand: _Hand, act: Act) -> bytes:
    return await actions.close(hand.db, hand.target, hand.by, act.at, hand.key)


DEEDS: Mapping[str, Callable[[_Hand, Act], Awaitable[bytes]]] = {
    "assign": _assign,
    "sign-for": _sign_for,
    "return": _return,
    "escalate": _escalate,
    "acknowledge": _acknowledge,
    "progress": _progress,
    "resolve": _resolve,
    "visit": _visit,
    "close": _close,
}
