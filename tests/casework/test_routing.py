"""Who answers: the reviewed table of matters, and what happens when nobody is there."""

import csv
from importlib import resources

import pytest

from command.base.problem import InvalidInput
from command.casework.routing import (
    Matter,
    NobodyToAssign,
    Post,
    UnstaffedAgency,
    candidates,
    choose_agencies,
    chosen_by_hand,
    mandates,
)
from command.casework.taxonomy import types
from command.casework.terms import Kind
from tests.cast import AT, COUNTY, TOWNSHIP, VILLAGE

TABLE = mandates()
CENTRES = {COUNTY: f"c{COUNTY}", TOWNSHIP: f"c{TOWNSHIP}", VILLAGE: f"c{VILLAGE}"}
C, T, V = CENTRES.values()


def _agency_ids() -> list[str]:
    text = resources.files("command.accounts").joinpath("data/agencies.csv").read_text("utf-8")
    return [row["agency_id"] for row in csv.DictReader(text.splitlines())]


def everybody() -> dict[str, Post]:
    ids = [*_agency_ids(), *CENTRES.values()]
    return {agency: Post(agency, f"{agency}简称", n, f"示例{n}") for n, agency in enumerate(ids)}


P, D, E, L, A, X = (
    Kind.PETITION,
    Kind.DISPUTE,
    Kind.INCIDENT,
    Kind.LEGAL_AID,
    Kind.ARBITRATION,
    Kind.COUNSELLING,
)
#: type, kind, place -> lead, supporters
ROUTES = [
    ("neighbour", D, VILLAGE, V, []),
    ("neighbour", D, TOWNSHIP, T, []),
    ("neighbour", D, COUNTY, C, []),
    ("neighbour", E, VILLAGE, T, ["gaj", V]),
    ("noise", P, VILLAGE, V, ["sthjj"]),
    ("family", D, VILLAGE, V, ["hyjtw", "flh"]),
    ("family", L, VILLAGE, "sfj", ["flh"]),
    ("family", X, VILLAGE, "wjw", ["flh"]),
    ("house_plot", D, VILLAGE, V, ["zrzyj"]),
    ("house_plot", P, TOWNSHIP, T, ["zrzyj"]),
    ("house_plot", P, COUNTY, "zrzyj", []),
    ("house_plot", L, VILLAGE, "sfj", []),
    ("land_contract", D, VILLAGE, V, ["nyncj"]),
    ("land_contract", A, VILLAGE, "nyncj", [T]),
    ("water", D, VILLAGE, V, ["slj"]),
    ("forest_land", D, VILLAGE, T, ["lyj", "zrzyj", "slw"]),
    ("forest_land", E, VILLAGE, T, ["gaj", "lyj"]),
    ("village_affairs", P, VILLAGE, T, ["nyncj", "mzj"]),
    ("tort", D, VILLAGE, T, ["sfj"]),
    ("tort", D, COUNTY, "sfj", []),
    ("wage_arrears", P, VILLAGE, "rsj", ["zjj"]),
    ("wage_arrears", E, VILLAGE, "rsj", ["xfj", "zjj", "gaj", T]),
    ("wage_arrears", E, COUNTY, "rsj", ["xfj", "zjj", "gaj"]),
    ("wage_arrears", L, VILLAGE, "sfj", ["rsj"]),
    ("wage_arrears", A, VILLAGE, "rsj", ["zjj"]),
    ("labour", A, TOWNSHIP, "rsj", ["ldzyw"]),
    ("social_insurance", P, VILLAGE, "rsj", []),
    ("land_taking", P, VILLAGE, "zrzyj", ["zjj", T]),
    ("land_taking", E, VILLAGE, T, ["zrzyj", "zjj", "gaj"]),
    ("environment", P, VILLAGE, "sthjj", ["hjwrw", T]),
    ("environment", E, VILLAGE, "sthjj", ["yjglj", T]),
    ("medical", D, TOWNSHIP, "wjw", ["yhjfw"]),
    ("medical", E, TOWNSHIP, "wjw", ["gaj", "yhjfw"]),
    ("road", D, VILLAGE, "jtsgw", ["gaj"]),
    ("traffic_accident", E, TOWNSHIP, "gaj", ["jtysj", "wjw", T]),
    ("flood", E, TOWNSHIP, T, ["slj", "yjglj"]),
    ("landslide", E, VILLAGE, T, ["zrzyj", "yjglj"]),
    ("fire", E, VILLAGE, "yjglj", ["gaj", T]),
    ("work_accident", E, VILLAGE, "yjglj", ["wjw", T]),
    ("public_health", E, VILLAGE, "wjw", ["scjgj", T]),
    ("gathering", E, VILLAGE, T, ["xfj", "gaj"]),
    ("missing_person", E, VILLAGE, "gaj", [V, T]),
    ("self_harm", E, VILLAGE, "gaj", ["wjw", T]),
    ("family_violence", E, VILLAGE, "gaj", ["flh", "mzj", T]),
    ("minor_protection", E, VILLAGE, "mzj", ["gaj", "flh", T]),
    ("school_injury", E, VILLAGE, "jytyj", ["gaj", "wjw"]),
    ("education", P, TOWNSHIP, "jytyj", []),
    ("consumer", D, TOWNSHIP, "scjgj", []),
    ("property_mgmt", D, VILLAGE, "zjj", ["wyjfw", V]),
    ("reservoir", P, VILLAGE, "slj", [T]),
    ("veterans", P, VILLAGE, "tyjrswj", [T]),
    ("welfare", P, VILLAGE, "mzj", [T]),
    ("litigation", P, COUNTY, "fy", ["xfj"]),
    ("suggestion", P, COUNTY, "xfj", []),
    ("legal_advice", L, VILLAGE, "sfj", []),
    ("mental_support", X, VILLAGE, "wjw", [T]),
    ("religion_ethnic", P, TOWNSHIP, "xwtzb", [T]),
    ("other", P, VILLAGE, C, []),
    ("other", E, TOWNSHIP, C, []),
]


@pytest.mark.requirement("R62")
@pytest.mark.requirement("R43")
@pytest.mark.parametrize(
    ("case_type", "kind", "place", "lead", "supports"),
    ROUTES,
    ids=lambda value: "+".join(value) if isinstance(value, list) else str(value),
)
def test_a_matter_goes_to(
    case_type: str, kind: Kind, place: str, lead: str, supports: list[str]
) -> None:
    routing = choose_agencies(Matter(case_type, kind, place), TABLE, everybody())
    assert routing.lead.agency_id == lead
    assert [post.agency_id for post in routing.supports] == supports
    assert routing.lead.agency_name in routing.why


@pytest.mark.requirement("R43")
def test_the_reviewed_table_is_long_enough_and_right_about_kinds() -> None:
    assert len(ROUTES) >= 40
    assert all(kind in types()[case_type].kinds for case_type, kind, *_ in ROUTES)


def test_every_mandate_speaks_of_known_types_kinds_levels_and_agencies() -> None:
    known = {*_agency_ids(), "village", "township", "county"}
    for (case_type, kind, level, place), mandate in TABLE.items():
        assert place == "*"
        assert case_type in {*types(), "*"}
        assert kind in {*Kind, "*"}
        assert level in {"village", "township", "county", "*"}
        assert known.issuperset((*mandate.leads, *mandate.supports)), case_type


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("case_type", list(types()))
def test_the_county_centre_is_always_the_last_candidate(case_type: str, kind: Kind) -> None:
    leads, supports = candidates(Matter(case_type, kind, VILLAGE), TABLE)
    assert leads[-1] == C
    assert len(set(leads)) == len(leads)
    assert len(set(supports)) == len(supports)


def test_a_village_centre_without_officers_passes_the_case_up_and_says_so() -> None:
    posts = everybody()
    del posts[V]
    routing = choose_agencies(Matter("neighbour", D, VILLAGE), TABLE, posts)
    assert routing.lead.agency_id == T
    assert f"{V}无人可签收" in routing.why


def test_a_bureau_without_officers_passes_the_case_to_the_county_centre() -> None:
    posts = everybody()
    del posts["rsj"], posts["zjj"]
    routing = choose_agencies(Matter("wage_arrears", P, VILLAGE), TABLE, posts)
    assert routing.lead.agency_id == C
    assert "rsj无人可签收" in routing.why
    assert routing.supports == ()
    assert "协办zjj无人可签收" in routing.why


def test_the_reason_names_agencies_as_people_do() -> None:
    posts = everybody()
    del posts["rsj"], posts["zjj"]
    matter = Matter("wage_arrears", P, VILLAGE)
    routing = choose_agencies(matter, TABLE, posts, names={"rsj": "人社局", "zjj": "住建局"})
    assert "人社局无人可签收" in routing.why
    assert "协办住建局无人可签收" in routing.why


def test_an_agency_that_returned_the_case_is_passed_over() -> None:
    routing = choose_agencies(
        Matter("wage_arrears", P, VILLAGE), TABLE, everybody(), refused_by=["rsj"]
    )
    assert routing.lead.agency_id == C
    assert "rsj已退回" in routing.why


def test_nobody_anywhere_is_a_refusal() -> None:
    with pytest.raises(NobodyToAssign):
        choose_agencies(Matter("other", P, VILLAGE), TABLE, {})


def test_every_part_has_a_named_person_and_the_lead_stands_first() -> None:
    routing = choose_agencies(Matter("wage_arrears", E, VILLAGE), TABLE, everybody())
    parts = routing.parts(AT)
    assert [part.part for part in parts] == ["lead", "support", "support", "support", "support"]
    assert all(part.officer_name.startswith("示例") for part in parts)
    assert {part.assigned_at for part in parts} == {AT}


@pytest.mark.requirement("R44")
def test_a_dispatchers_choice_is_checked_field_by_field() -> None:
    posts = everybody()
    assert chosen_by_hand("lyj", ["gaj"], posts).lead.agency_id == "lyj"
    with pytest.raises(UnstaffedAgency) as lead:
        chosen_by_hand("nobody", [], posts)
    assert lead.value.field == "lead"
    with pytest.raises(UnstaffedAgency) as support:
        chosen_by_hand("lyj", ["gaj", "nobody"], posts)
    assert support.value.field == "supports[1]"
    for twice in (["lyj"], ["gaj", "gaj"]):
        with pytest.raises(InvalidInput):
            chosen_by_hand("lyj", twice, posts)
