"""Assessment over HTTP: entries, appeals, voiding, interviews, the veto list, ratings as CSV.

A unit and an officer see what is theirs; an officer's name is told to whoever assesses and to them.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from command.accounts.role import Verb
from command.assessment import actions, listing, ratings, store
from command.assessment.actions import Hand
from command.assessment.listing import InterviewList, StrikeList, VetoList
from command.assessment.strike import (
    DEEDS,
    NO_AWARD_AT,
    STATES,
    TALK_DEEDS,
    TALK_STATES,
    Record,
)
from command.base.clock import china_date, midnight_after, midnight_before
from command.base.http import Call, Endpoint, Reply
from command.base.problem import InvalidInput
from command.base.reading import Reading
from command.base.words import Words
from command.base.written import written
from command.casework.terms import Term

ONE = "/api/strikes/{strike:int}"
TALK = "/api/interviews/{interview:int}"
Year = Annotated[int, Meta(ge=2000, le=2999)]
Said = Annotated[str, written(4, 1000)]
Name = Annotated[str, written(2, 60)]
Minutes = Annotated[str, written(10, 4000)]


class YearQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Without a year the present one, by China's calendar."""

    year: Year | None = None


class Period(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Days of China, both included."""

    from_: date = msgspec.field(name="from")
    to: date


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: Said


class VoidDecision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    decision: Literal["approve", "refuse"]
    words: Said


class TalkRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    talker: Name
    held_on: date
    minutes: Minutes
    rectify_by: date


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A signature says nothing but who gives it."""


class StrikeDone(msgspec.Struct, frozen=True):
    strike: int
    state: str


class InterviewDone(msgspec.Struct, frozen=True):
    interview: int
    state: str


async def get_strikes(call: Call) -> Reply:
    year = _year(call)
    async with call.state.db.snapshot(call.actor) as conn:
        strikes = await store.strikes_of(conn, year)
        units = await store.units_of(conn, year)
        officers = await store.officers_of(conn, year)
    return Reply(
        StrikeList(
            year,
            [listing.strike_item(one, call.actor, call.at) for one in strikes],
            [listing.tally_item(one) for one in units],
            [
                listing.tally_item(one)
                for one in officers
                if listing.knows(call.actor, int(one.key))
            ],
            _named(STATES),
            _named(DEEDS),
        )
    )


async def post_appeal(call: Call) -> Reply:
    done = actions.appeal(call.state.db, call.path["strike"], call.body.words, _hand(call))
    return Reply(await done)


async def post_dismiss(call: Call) -> Reply:
    done = actions.dismiss(call.state.db, call.path["strike"], call.body.words, _hand(call))
    return Reply(await done)


async def post_void(call: Call) -> Reply:
    done = actions.propose_void(call.state.db, call.path["strike"], call.body.words, _hand(call))
    return Reply(await done)


async def post_decide_void(call: Call) -> Reply:
    body: VoidDecision = call.body
    said = (body.decision == "approve", body.words)
    return Reply(await actions.decide_void(call.state.db, call.path["strike"], *said, _hand(call)))


async def get_interviews(call: Call) -> Reply:
    year = _year(call)
    async with call.state.db.reading(call.actor) as conn:
        talks = await store.talks_of(conn, year)
    return Reply(
        InterviewList(
            year,
            [listing.talk_item(one, call.actor) for one in talks],
            _named(TALK_STATES),
            _named(TALK_DEEDS),
        )
    )


async def post_record(call: Call) -> Reply:
    body: TalkRecord = call.body
    said = Record(body.talker.strip(), body.held_on, body.minutes.strip(), body.rectify_by)
    return Reply(await actions.record(call.state.db, call.path["interview"], said, _hand(call)))


async def post_sign(call: Call) -> Reply:
    return Reply(await actions.sign(call.state.db, call.path["interview"], _hand(call)))


async def get_vetoes(call: Call) -> Reply:
    year = _year(call)
    async with call.state.db.snapshot(call.actor) as conn:
        units = await store.units_of(conn, year)
        strikes = await store.strikes_of(conn, year)
    barred = [one for one in units if one.counted >= NO_AWARD_AT]
    return Reply(VetoList(year, NO_AWARD_AT, [listing.veto_item(one, strikes) for one in barred]))


async def get_ratings(call: Call) -> Reply:
    asked: Period = call.query
    if asked.to < asked.from_:
        raise InvalidInput(
            Words("截止日期不能早于起始日期", "The end lies before the beginning"), field="to"
        )
    span = midnight_before(asked.from_), midnight_after(asked.to)
    async with call.state.db.reading(call.actor) as conn:
        lines = await store.ratings(conn, *span)
    name = f"ratings-{asked.from_.isoformat()}-{asked.to.isoformat()}.csv"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    body = ratings.as_csv(lines, asked.from_, asked.to)
    return Reply(body, headers=headers, media_type="text/csv; charset=utf-8")


def _named(terms: Mapping[Any, Term]) -> list[dict[str, str]]:
    return [{"code": str(code), "zh": term.zh, "en": term.en} for code, term in terms.items()]


def _hand(call: Call) -> Hand:
    assert call.key is not None  # every deed is keyed
    return Hand(call.actor, call.at, call.key)


def _year(call: Call) -> int:
    asked: YearQuestion = call.query
    return asked.year or china_date(call.at).year


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET",
        "/api/strikes",
        get_strikes,
        "Entries for dissatisfied visits of a year: all, one's unit's, one's own",
        Verb.READ_CASE,
        query=YearQuestion,
        returns=StrikeList,
        audit=Reading.STAFF,
    ),
    Endpoint(
        "POST",
        f"{ONE}/appeal",
        post_appeal,
        "Appeal against an entry of one's own unit before it counts",
        Verb.RESOLVE,
        body=Reason,
        returns=StrikeDone,
    ),
    Endpoint(
        "POST",
        f"{ONE}/dismiss",
        post_dismiss,
        "Dismiss an appeal: the entry counts",
        Verb.ASSESS,
        body=Reason,
        returns=StrikeDone,
    ),
    Endpoint(
        "POST",
        f"{ONE}/void",
        post_void,
        "Propose to void an entry; another person decides",
        Verb.ASSESS,
        body=Reason,
        returns=StrikeDone,
    ),
    Endpoint(
        "POST",
        f"{ONE}/decide-void",
        post_decide_void,
        "Decide on somebody else's proposal to void",
        Verb.ASSESS,
        body=VoidDecision,
        returns=StrikeDone,
    ),
    Endpoint(
        "GET",
        "/api/interviews",
        get_interviews,
        "Interviews of a year: all, one's unit's, one's own",
        Verb.READ_CASE,
        query=YearQuestion,
        returns=InterviewList,
        audit=Reading.STAFF,
    ),
    Endpoint(
        "POST",
        f"{TALK}/record",
        post_record,
        "Record an interview: who talked, when, the minutes, until when to put right",
        Verb.ASSESS,
        body=TalkRecord,
        returns=InterviewDone,
    ),
    Endpoint(
        "POST",
        f"{TALK}/sign",
        post_sign,
        "Sign the record of an interview for one's unit, as its officer, or both",
        Verb.RESOLVE,
        body=Nothing,
        returns=InterviewDone,
    ),
    Endpoint(
        "GET",
        "/api/vetoes",
        get_vetoes,
        "Units without an award this year, and the entries why",
        Verb.READ_CASE,
        query=YearQuestion,
        returns=VetoList,
        audit=Reading.LIST,
    ),
    Endpoint(
        "GET",
        "/api/ratings",
        get_ratings,
        "What citizens said of each unit in a period, as CSV",
        Verb.ASSESS,
        query=Period,
        returns=bytes,
        audit=Reading.EXPORT,
    ),
)
