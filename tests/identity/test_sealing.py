"""Sealed fields open in their own place only; wrapped keys under their own master only."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command.identity import sealing
from command.identity.id_number import (
    BadIdNumber,
    check_sign,
    mask_id_number,
    normalise_id_number,
)
from command.identity.legacy import open_old, seal_old
from command.identity.sealing import CannotOpen, KeyName, Spot

KEY, OTHER = bytes(range(32)), bytes(range(32, 64))
NAME = KeyName(UUID(int=7), 1)
SPOT = Spot("identity.person", "name", 7)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(TEXTS, st.integers(1, 2**63 - 1))
def test_what_was_sealed_opens_again(text: str, case_id: int) -> None:
    spot = replace(SPOT, case_id=case_id)
    sealed = sealing.seal(text, KEY, NAME, spot)
    assert sealing.name_of(sealed) == NAME
    assert sealing.unseal(sealed, KEY, spot) == text


def test_sealing_twice_gives_other_bytes_without_the_text() -> None:
    first, second = (sealing.seal("张三某", KEY, NAME, SPOT) for _ in range(2))
    assert first != second
    assert first[19:31] != second[19:31], "the nonce"
    assert "张三某".encode() not in first


@pytest.mark.parametrize(
    "spot",
    [
        Spot("identity.person", "name", 8),
        Spot("identity.person", "phone", 7),
        Spot("base.request_key", "name", 7),
        Spot("identity.person", "name", -7),
    ],
)
def test_another_table_column_or_case_does_not_open(spot: Spot) -> None:
    sealed = sealing.seal("13800000000", KEY, NAME, SPOT)
    with pytest.raises(CannotOpen):
        sealing.unseal(sealed, KEY, spot)
    with pytest.raises(CannotOpen):
        sealing.unseal(sealed, OTHER, SPOT)


@given(st.data())
def test_any_changed_bit_does_not_open(data: st.DataObject) -> None:
    """The version too: a row cannot be taken back to an older key."""
    sealed = bytearray(sealing.seal("张三某", KEY, NAME, SPOT))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(CannotOpen):
        sealing.unseal(bytes(sealed), KEY, SPOT)


@given(st.binary(max_size=80))
def test_rubbish_does_not_open(rubbish: bytes) -> None:
    with pytest.raises(CannotOpen):
        sealing.unseal(rubbish, KEY, SPOT)
    with pytest.raises(CannotOpen):
        open_old(rubbish, [(n, KEY) for n in range(1, 256)], 7, "name")


def test_a_wrapped_key_opens_under_its_master_and_for_its_name_only() -> None:
    kept = sealing.wrap(KEY, OTHER, 1, "case 7 1")
    assert sealing.unwrap(kept, OTHER, 1, "case 7 1") == KEY
    for master, number, what in ((KEY, 1, "case 7 1"), (OTHER, 2, "case 7 1"), (OTHER, 1, "x")):
        with pytest.raises(CannotOpen):
            sealing.unwrap(kept, master, number, what)


def test_an_index_is_the_same_for_the_same_text_kind_and_key_only() -> None:
    found = sealing.index_of("13800000000", KEY, "phone")
    assert len(found) == 32
    assert found == sealing.index_of("13800000000", KEY, "phone")
    others = [
        sealing.index_of("13800000001", KEY, "phone"),
        sealing.index_of("13800000000", OTHER, "phone"),
        sealing.index_of("13800000000", KEY, "id_number"),
    ]
    assert found not in others


def test_a_seal_of_an_earlier_release_opens_by_its_number() -> None:
    sealed = seal_old("张三某", 2, KEY, 7, "name", bytes(12))
    keys = [(1, OTHER), (2, OTHER), (2, KEY)]
    assert open_old(sealed, keys, 7, "name") == "张三某"
    for case_id, column in ((8, "name"), (7, "phone")):
        with pytest.raises(CannotOpen):
            open_old(sealed, keys, case_id, column)


# The citizen's number; the ones here are made up


def test_a_wrong_check_sign_is_refused_without_the_number() -> None:
    head = "36112319900101001"
    wrong = head + ("1" if check_sign(head) != "1" else "2")
    with pytest.raises(BadIdNumber) as refusal:
        normalise_id_number(wrong)
    assert refusal.value.field == "reporter.id_number"
    assert wrong not in refusal.value.detail


@given(st.integers(0, 999), st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_number_with_its_check_sign_is_kept_in_one_form(order: int, born: date) -> None:
    head = f"361123{born:%Y%m%d}{order:03d}"
    number = head + check_sign(head)
    typed = f" {number[:6]} {number[6:14]}-{number[14:].lower()} "
    assert normalise_id_number(typed) == number
    masked = mask_id_number(number)
    assert masked[:3] + masked[-2:] == number[:3] + number[-2:]
    assert set(masked[3:-2]) == {"*"}


@pytest.mark.parametrize("typed", ["361123199013010013", "36112319900101", "x" * 18, "０"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(BadIdNumber):
        normalise_id_number(typed)


def test_nothing_stays_nothing() -> None:
    assert normalise_id_number(" ") == ""
    assert mask_id_number("") == ""
