"""Who handles a complaint, and what an abstract may say: tables without a database."""

import pytest

from command.accounts.agency import Agency, AgencyId, AgencyKind, centre_id
from command.casework.title import PersonalPattern
from command.places.jurisdiction import PlaceCode
from command.sealed.handling import Accused, NobodyAbove, demand_outside, handling_unit, is_under
from command.sealed.redaction import NotRedacted, check_abstract, shared_run
from command.sealed.terms import Deed, State
from command.sealed.transitions import DISSATISFIED, ELSEWHERE, find, possible
from tests.sealed.stage import WORDS

PLACES = ("361123", "361123002", "361123002001", "361123002002", "361123101", "361123101001")


def agency(name: str, place: str, kind: AgencyKind) -> Agency:
    return Agency(AgencyId(name), name, name, kind, PlaceCode(place))


CENTRES = [agency(centre_id(place), place, AgencyKind.CENTRE) for place in PLACES]
KNOWN = {one.agency_id: one for one in CENTRES} | {
    name: agency(name, "361123", AgencyKind.BUREAU) for name in ("rsj", "zjj")
}


def named(*ids: str) -> list[Agency]:
    return [KNOWN[AgencyId(one)] for one in ids]


@pytest.mark.parametrize(
    ("accused", "unit"),
    [
        (("c361123002001",), "c361123002"),
        (("c361123002001", "c361123002002"), "c361123002"),
        (("c361123002",), "c361123"),
        (("c361123002001", "c361123002"), "c361123"),
        (("c361123002001", "c361123101001"), "c361123"),
        (("rsj",), "c361123"),
        (("rsj", "zjj"), "c361123"),
        (("rsj", "c361123002001"), "c361123"),
    ],
)
def test_the_lowest_unit_above_all_accused_handles_it(accused: tuple[str, ...], unit: str) -> None:
    assert handling_unit(named(*accused), CENTRES).agency_id == unit


@pytest.mark.parametrize("accused", [("c361123",), ("c361123", "rsj"), ()])
def test_above_the_county_nobody_is_left(accused: tuple[str, ...]) -> None:
    with pytest.raises(NobodyAbove):
        handling_unit(named(*accused), CENTRES)


def test_a_centre_without_anybody_handles_nothing() -> None:
    staffed = [one for one in CENTRES if one.agency_id != "c361123002"]
    assert handling_unit(named("c361123002001"), staffed).agency_id == "c361123"


@pytest.mark.parametrize(
    ("one", "accused", "under"),
    [
        ("c361123002", "c361123002", True),
        ("c361123002001", "c361123002", True),
        ("c361123002", "c361123002001", False),
        ("c361123101", "c361123002", False),
        ("rsj", "rsj", True),
        ("zjj", "rsj", False),
        ("c361123", "rsj", False),
        ("rsj", "c361123002", False),
    ],
)
def test_what_stands_under_an_accused_unit(one: str, accused: str, under: bool) -> None:
    receiver, other = named(one, accused)
    assert is_under(receiver, other) is under
    if under:
        with pytest.raises(Accused):
            demand_outside(receiver, [other])
    else:
        demand_outside(receiver, [other])


def test_an_abstract_in_other_words_may_go() -> None:
    text = " 请核实某街道征地补偿发放标准与公示情况 "
    assert check_abstract(text, WORDS, "甄虚构") == text.strip()


@pytest.mark.parametrize(
    ("abstract", "error"),
    [
        ("反映人甄虚构称补偿少发", NotRedacted),
        ("反映人甄 虚 构称补偿少发", NotRedacted),
        ("据称征地补偿款发放中少发三户账目长期没有公开", NotRedacted),
        ("联系13800000000核实", PersonalPattern),
        ("联系一三八零零零零零零零零核实", PersonalPattern),
        ("\u200b\u200b\u200b", NotRedacted),
    ],
)
def test_an_abstract_that_tells_who_complains_is_refused(
    abstract: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        check_abstract(abstract, WORDS, "甄虚构")


def test_punctuation_between_copied_letters_hides_no_copy() -> None:
    assert shared_run("征地,补偿款-发放中 少发三户。账", WORDS) == "征地补偿款发放中少发三户账"
    assert shared_run("征地补偿款发放", WORDS) == ""


def test_a_move_out_of_the_table_is_none() -> None:
    assert find(State.CLOSED, Deed.ACCUSE) is None
    assert find(State.FILED, Deed.ANSWER) is None
    elsewhere = find(State.ANSWERED, Deed.ACCUSE, ELSEWHERE)
    again = find(State.ANSWERED, Deed.CLOSE, DISSATISFIED)
    assert elsewhere is not None
    assert elsewhere.after is State.FILED
    assert again is not None
    assert again.after is State.HANDLING
    assert possible(State.CLOSED) == ()
    assert Deed.REPLY not in possible(State.HANDLING)
