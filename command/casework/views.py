"""Reports, photos, queues and case files over HTTP: parse, act, answer.

The deeds on a case stand in `deed_views`; their lines are part of `ENDPOINTS`.
"""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from command.accounts.role import Verb
from command.base.http import SIGNED_IN, Call, Endpoint, Reply
from command.base.problem import InvalidInput
from command.base.reading import Reading
from command.base.words import Words
from command.casework import access, file, intake_actions, lookup, photo, queue, reveal, similar
from command.casework.agreement import CONFIRMATIONS, FORMS
from command.casework.agreement_views import AGREEMENT_ENDPOINTS
from command.casework.asking import DECISIONS, PAUSE_DAYS
from command.casework.away_views import AWAY_ENDPOINTS
from command.casework.card import Card
from command.casework.deadlines import PROMISED_DAYS
from command.casework.deed_views import CASE, DEED_ENDPOINTS, means_of
from command.casework.ending import DECLINE_GROUNDS
from command.casework.ending_views import ENDING_ENDPOINTS
from command.casework.export_views import EXPORT_ENDPOINTS
from command.casework.file import CaseFile
from command.casework.finding import wanted
from command.casework.glass_views import GLASS_ENDPOINTS
from command.casework.intake import Headcount, PlaceText, Report
from command.casework.intake_actions import KeptPhoto
from command.casework.joining import TakenIn
from command.casework.judge import OFFERED
from command.casework.leaving_views import LEAVING_ENDPOINTS
from command.casework.lookup import Looked, LookupWish
from command.casework.mandate_views import MANDATE_ENDPOINTS
from command.casework.marks import named as marks_named
from command.casework.merge_views import MERGE_ENDPOINTS
from command.casework.notice import BY_HAND, MATTERS, WAYS
from command.casework.notice_views import NOTICE_ENDPOINTS
from command.casework.outside import BODIES, COMES_BACK, OUTCOMES
from command.casework.party import NATURES, PERSON_PARTS
from command.casework.photo import MEDIA, PHOTO_BYTES
from command.casework.position import ground_of
from command.casework.queue import Queue, Search, cursor_from
from command.casework.reveal import Revealed, RevealWish
from command.casework.review import SAID, VERDICTS
from command.casework.review_views import REVIEW_ENDPOINTS
from command.casework.rule_book import RECIPIENTS, RULES, URGENCIES
from command.casework.rule_views import RULE_ENDPOINTS
from command.casework.similar import Similar
from command.casework.supervision import DEMANDING, GRADES, STEPS
from command.casework.supervision_views import SUPERVISION_ENDPOINTS
from command.casework.taxonomy import find_type, types
from command.casework.terms import (
    CHANNELS,
    DEADLINES,
    DEED_KEYS,
    DEEDS,
    DIFFICULTIES,
    KINDS,
    LEVELS,
    PAUSE_REASONS,
    RETURN_GROUNDS,
    SATISFACTIONS,
    STATES,
    WISHES,
    Deed,
    Level,
    State,
    Term,
)
from command.casework.title import suggest_title
from command.casework.visiting import KNOWN, METHODS, RATINGS, REACHED
from command.identity.opening import LookupPurpose

FOUND_PLACES = 50
PHOTO_HEADERS = {
    "Cache-Control": "private, no-cache",
    "Content-Disposition": 'inline; filename="photo.jpg"',
    "X-Content-Type-Options": "nosniff",
}


class TitleQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    type: Annotated[str, Meta(max_length=40)]
    place: PlaceText
    headcount: Headcount = 0


class Title(msgspec.Struct, frozen=True):
    title: str


class QueueQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Each word of `q` fits what was said, the title or spot, as written or in pinyin; a part of a
    receipt number; or a place by name, pinyin, initials."""

    queue: Queue = Queue.ALL
    q: Annotated[str, Meta(max_length=60)] = ""
    level: Level | None = None
    state: State | None = None
    after: Annotated[str, Meta(max_length=100)] | None = None


class QueuePage(msgspec.Struct, frozen=True):
    items: list[Card]
    next: str | None
    counts: dict[str, int]


async def post_report(call: Call) -> Reply:
    assert call.key is not None
    taken = intake_actions.take_in(means_of(call), call.body, call.actor, call.at, call.key)
    return Reply(await taken, status=201)


async def post_similar(call: Call) -> Reply:
    return Reply(await similar.similar(means_of(call), call.body, call.actor, call.at))


async def post_title(call: Call) -> Reply:
    case_type = find_type(call.body.type)
    ground = ground_of(call.body.place, call.state.places)
    named = ground.township if case_type.no_point else ground.place
    return Reply(Title(suggest_title(case_type, named.short_name, call.body.headcount)))


async def post_photo(call: Call) -> Reply:
    assert call.key is not None
    prepared = await photo.prepare(call.body)
    kept = intake_actions.keep_photo(call.state.db, prepared, call.actor, call.at, call.key)
    return Reply(await kept, status=201)


async def get_photo(call: Call) -> Reply:
    async with call.state.db.reading(call.actor) as conn:
        jpeg = await access.photo_for(conn, call.actor, call.path["photo_id"])
    return Reply(jpeg, media_type="image/jpeg", headers=PHOTO_HEADERS)


async def get_cases(call: Call) -> Reply:
    asked: QueueQuestion = call.query
    after = cursor_from(asked.after) if asked.after else None
    sought = wanted(asked.q, lambda text: _codes(call, text))
    search = Search(asked.queue, sought, asked.level, asked.state)
    async with call.state.db.reading(call.actor) as conn:
        page = await queue.list_queue(conn, call.actor, search, after)
        counts = await queue.count_queues(conn, call.actor)
    return Reply(QueuePage(page.items, page.next, dict(counts)))


async def get_case(call: Call) -> Reply:
    async with call.state.db.snapshot(call.actor) as conn:
        return Reply(await file.file_for(conn, call.actor, call.path["case_id"], call.at))


async def post_reveal(call: Call) -> Reply:
    wish: RevealWish = call.body
    case_id = call.path["case_id"]
    return Reply(await reveal.reveal(means_of(call), case_id, wish, call.actor, call.at))


async def post_lookup(call: Call) -> Reply:
    wish: LookupWish = call.body
    if wish.purpose is LookupPurpose.DUPLICATE:
        raise InvalidInput(
            Words("查重由系统在受理时进行", "The house looks for duplicates by itself"),
            field="purpose",
        )
    return Reply(await lookup.look_up(means_of(call), wish, call.actor, call.at))


async def get_taxonomy(call: Call) -> Reply:
    return Reply(_taxonomy())


def _codes(call: Call, text: str) -> list[str]:
    """Places whose name or pinyin fits; the search of places is the places' own."""
    return [hit.code for hit in call.state.places.search(text, limit=FOUND_PLACES)]


def _taxonomy() -> dict[str, Any]:
    """Every closed list with its two names, for screens."""
    return {
        "kinds": _named(KINDS),
        "types": [
            {
                "code": found.code,
                "zh": found.zh,
                "en": found.en,
                "kinds": sorted(found.kinds),
                "difficulty": found.difficulty,
                "sensitive": found.sensitive,
                "no_point": found.no_point,
            }
            for found in types().values()
        ],
        "difficulties": [
            {**line, "days": days}
            for line, days in zip(_named(DIFFICULTIES), PROMISED_DAYS.values(), strict=True)
        ],
        "levels": _named(LEVELS),
        "states": _named(STATES),
        "deeds": [{**_line(d, DEEDS[d]), "key": DEED_KEYS.get(d, "")} for d in OFFERED],
        "satisfactions": _named(SATISFACTIONS),
        "ratings": _named(RATINGS),
        "methods": _named(METHODS),
        "reached": _named(REACHED),
        "known": _named(KNOWN),
        "deadlines": _named(DEADLINES),
        "channels": _named(CHANNELS),
        "person_parts": _named(PERSON_PARTS),
        "natures": _named(NATURES),
        "grounds": _named(RETURN_GROUNDS),
        "declines": _named(DECLINE_GROUNDS),
        "matters": _named(MATTERS),
        "ways": _named(WAYS),
        "ways_by_hand": _named(BY_HAND),
        "forms": _named(FORMS),
        "verdicts": _named(VERDICTS),
        "verdicts_said": _named(SAID),
        "confirmations": _named(CONFIRMATIONS),
        "bodies": _named(BODIES),
        "outcomes": _named(OUTCOMES),
        "comes_back": _named(COMES_BACK),
        "wishes": _named(WISHES),
        "decisions": _named(DECISIONS),
        "grades": _named(GRADES),
        "steps": _named({step: STEPS[step] for step in DEMANDING}),
        "rules": [{"code": code, "zh": one.zh, "en": one.en} for code, one in RULES.items()],
        "urgencies": _named(URGENCIES),
        "recipients": _named(RECIPIENTS),
        "marks": _named(marks_named()),
        "pauses": [{**line, "days": PAUSE_DAYS[line["code"]]} for line in _named(PAUSE_REASONS)],
    }


def _named(terms: Any) -> list[dict[str, Any]]:
    return [_line(code, term) for code, term in terms.items()]


def _line(code: Deed | str | int, term: Term) -> dict[str, Any]:
    return {"code": code, "zh": term.zh, "en": term.en}


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "POST",
        "/api/reports",
        post_report,
        "Take a report in; answered after the commit",
        Verb.REPORT,
        body=Report,
        returns=TakenIn,
        status=201,
    ),
    Endpoint(
        "POST",
        "/api/reports/similar",
        post_similar,
        "Known matters that a report may belong to, before it is registered; on record",
        Verb.REPORT,
        body=Report,
        returns=Similar,
        keyed=False,
        audit=Reading.LIST,
    ),
    Endpoint(
        "POST",
        "/api/titles",
        post_title,
        "Suggest a public title",
        Verb.REPORT,
        body=TitleQuestion,
        returns=Title,
        keyed=False,
    ),
    Endpoint(
        "POST",
        "/api/photos",
        post_photo,
        "Upload a photo for a report or for progress",
        Verb.READ_CASE,
        body=bytes,
        returns=KeptPhoto,
        status=201,
        media=MEDIA,
        limit=PHOTO_BYTES,
    ),
    Endpoint(
        "GET",
        "/api/photos/{photo_id}",
        get_photo,
        "A photo of a case",
        Verb.READ_CASE,
        audit=Reading.PHOTO,
    ),
    Endpoint(
        "GET",
        "/api/cases",
        get_cases,
        "A page of a queue, the nearest deadline first",
        Verb.READ_CASE,
        query=QueueQuestion,
        returns=QueuePage,
        audit=Reading.LIST,
    ),
    Endpoint(
        "GET",
        CASE,
        get_case,
        "The file of a case",
        Verb.READ_CASE,
        returns=CaseFile,
        audit=Reading.CASE,
    ),
    Endpoint(
        "POST",
        f"{CASE}/reveal",
        post_reveal,
        "Open one sealed field of the reporter, for a purpose; on record before the answer",
        Verb.READ_CASE,
        body=RevealWish,
        returns=Revealed,
        keyed=False,
    ),
    Endpoint(
        "POST",
        "/api/lookup",
        post_lookup,
        "Cases of whoever has this phone or identity number; on record before the answer",
        Verb.REPORT,
        body=LookupWish,
        returns=Looked,
        keyed=False,
    ),
    Endpoint(
        "GET",
        "/api/taxonomy",
        get_taxonomy,
        "Every closed list, named twice",
        SIGNED_IN,
        audit=Reading.OPEN,
    ),
    *DEED_ENDPOINTS,
    *SUPERVISION_ENDPOINTS,
    *ENDING_ENDPOINTS,
    *NOTICE_ENDPOINTS,
    *MERGE_ENDPOINTS,
    *AWAY_ENDPOINTS,
    *AGREEMENT_ENDPOINTS,
    *REVIEW_ENDPOINTS,
    *GLASS_ENDPOINTS,
    *EXPORT_ENDPOINTS,
    *LEAVING_ENDPOINTS,
    *MANDATE_ENDPOINTS,
    *RULE_ENDPOINTS,
)
