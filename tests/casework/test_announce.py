"""What the journal is told: the card after the fact, the right scopes, no more."""

from dataclasses import replace

import msgspec
import pytest

from command.base.event import ScopeKey
from command.casework.announce import announce, scopes_of
from command.casework.card import Card, card_data, card_of
from command.casework.case import evolve
from command.casework.happened import (
    CaseAssigned,
    CaseClosed,
    CaseEscalated,
    CaseVisited,
    FactsUpdated,
)
from command.casework.taxonomy import types
from command.casework.terms import Kind, Level, PartKind, Satisfaction, State
from tests.casework.builders import (
    HOUR,
    LEAD,
    LIFE,
    OTHER_VILLAGE,
    a_case,
    a_part,
    opened,
    some_facts,
)
from tests.cast import AT, COUNTY, OTHER_TOWNSHIP, TOWNSHIP, VILLAGE

LATER = AT + 9 * HOUR


def test_an_opened_case_is_told_to_its_village_township_and_county() -> None:
    event = opened()
    case = a_case()
    (told,) = announce(event, None, case, "窗口")
    assert told.type == "case.opened"
    assert list(told.audience) == [COUNTY, TOWNSHIP, VILLAGE]
    assert told.data == {"card": card_data(case), "by": "窗口"}
    assert (told.case, told.place, told.at) == (12, VILLAGE, AT)


def test_agencies_with_a_part_hear_of_the_case() -> None:
    scopes = scopes_of(a_case(State.ASSIGNED))
    assert list(scopes) == [COUNTY, TOWNSHIP, VILLAGE, "agency:rsj", "agency:zjj"]


def test_a_centre_with_a_part_elsewhere_hears_of_it_under_its_place() -> None:
    case = replace(a_case(State.ASSIGNED), parts=(a_part(f"c{OTHER_TOWNSHIP}"),))
    assert ScopeKey(OTHER_TOWNSHIP) in scopes_of(case)
    own = replace(case, parts=(a_part(f"c{TOWNSHIP}"),))
    assert scopes_of(own).count(ScopeKey(TOWNSHIP)) == 1


def test_an_agency_that_is_dropped_hears_only_that_the_case_has_left() -> None:
    case = a_case(State.RETURNED)
    event = CaseAssigned(at=LATER, parts=(a_part("xfj"), a_part("zjj", PartKind.SUPPORT)))
    told, left = announce(event, case, evolve(case, event), "分流")
    assert "agency:rsj" not in told.audience
    assert "agency:xfj" in told.audience
    assert (left.type, left.audience, left.data) == ("case.left", ("agency:rsj",), {"case": 12})


def test_a_case_that_moves_leaves_the_village_it_was_in() -> None:
    case = a_case(State.ASSIGNED)
    event = FactsUpdated(at=LATER, facts=some_facts(place=OTHER_VILLAGE), deadlines=())
    told, left = announce(event, case, evolve(case, event), "值班")
    assert OTHER_VILLAGE in told.audience
    assert VILLAGE not in told.audience
    assert list(left.audience) == [VILLAGE]
    assert left.place == VILLAGE


def test_an_escalation_says_why_and_from_which_level() -> None:
    case = a_case(State.HANDLING)
    event = CaseEscalated(at=LATER, level=Level.SERIOUS, why="人数 20→60")
    (told,) = announce(event, case, evolve(case, event), "值班")
    assert (told.data["why"], told.data["from_level"]) == ("人数 20→60", 4)
    assert told.data["card"]["level"] == 3


def test_the_rating_is_told_at_the_end_only() -> None:
    case = a_case(State.RESOLVED)
    visit = CaseVisited(at=LATER, satisfaction=Satisfaction.FAIRLY)
    (told,) = announce(visit, case, visited := evolve(case, visit), "回访")
    assert "satisfaction" not in told.data
    close = CaseClosed(at=LATER)
    (ended,) = announce(close, visited, evolve(visited, close), "回访")
    assert ended.data["satisfaction"] == "fairly"


@pytest.mark.parametrize("state", list(State))
def test_a_card_survives_the_wire(state: State) -> None:
    card = card_of(a_case(state))
    assert msgspec.json.decode(msgspec.json.encode(card), type=Card) == card
    assert card.version == 1 + len(LIFE[state])


def test_a_card_masks_officers_and_speaks_utc() -> None:
    card = card_of(a_case(State.HANDLING))
    assert card.lead is not None
    assert card.lead.officer == "程**"
    assert card.lead.signed == "2026-11-24T08:00:00Z"
    assert card.opened == "2026-11-24T06:00:00Z"
    assert (card.due, card.due_name) == ("2026-11-30T16:00:00Z", "resolve_by")


@pytest.mark.parametrize("code", [code for code, found in types().items() if found.no_point])
def test_hidden_types_have_no_point_spot_or_village(code: str) -> None:
    case = a_case(State.ASSIGNED, Kind.INCIDENT, type=code)
    card = card_of(case)
    assert (card.lon, card.lat, card.precision, card.spot) == (None, None, "none", "")
    assert card.place == TOWNSHIP
    (told,) = announce(opened(Kind.INCIDENT, type=code), None, case, "窗口")
    assert told.place == TOWNSHIP
    assert ScopeKey(TOWNSHIP) in told.audience
    assert ScopeKey(VILLAGE) not in told.audience


def test_family_violence_minors_and_health_are_hidden() -> None:
    hidden = {code for code, found in types().items() if found.no_point}
    assert {"family_violence", "minor_protection", "medical", "self_harm", "family"} <= hidden


def test_supporters_stand_in_the_order_of_their_ids() -> None:
    helpers = [a_part(agency, PartKind.SUPPORT) for agency in ("zjj", "gaj", "xfj")]
    case = replace(a_case(State.ASSIGNED), parts=(LEAD, *helpers))
    assert [part.agency for part in card_of(case).supports] == ["gaj", "xfj", "zjj"]
