"""Phones in one form, names in one form, and masks that tell no more than they must."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command.identity.person import (
    BadName,
    BadPhone,
    clean_name,
    mask_name,
    mask_phone,
    normalise_phone,
)

MOBILES = st.from_regex(r"\A1[3-9][0-9]{9}\Z")
NAMES = st.text(st.characters(categories=["Lo", "Lu", "Ll"]), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13800000000", "13800000000"),
        (" 138 0000 0000 ", "13800000000"),
        ("138-0000-0000", "13800000000"),
        ("138\u20110000\u20130000", "13800000000"),
        ("\uff11\uff13\uff18\uff10\uff10\uff10\uff10\uff10\uff10\uff10\uff10", "13800000000"),
        ("\uff0b\uff18\uff16 138\uff0d0000\uff0d0000", "13800000000"),
        ("+86 138 0000 0000", "13800000000"),
        ("+8613800000000", "13800000000"),
        ("+86-138-0000-0000", "13800000000"),
        ("(+86)13800000000", "13800000000"),
        ("008613800000000", "13800000000"),
        ("8613800000000", "13800000000"),
        ("86 138-0000-0000", "13800000000"),
        ("0793-2550000", "07932550000"),
        ("(0793)2550000", "07932550000"),
        ("0793 2550000", "07932550000"),
        ("+86 793 2550000", "07932550000"),
        ("+86-793-2550000-801", "07932550000-801"),
        ("+86 (10) 6255 0000", "01062550000"),
        ("+86 0793 2550000", "07932550000"),
        ("0793-2550000-801", "07932550000-801"),
        ("0793-2550000转801", "07932550000-801"),
        ("0793-2550000 ext. 801", "07932550000-801"),
        ("010-62550000", "01062550000"),
        ("2550000", "2550000"),
        ("400-800-0000", "4008000000"),
        ("+86 400-800-0000", "4008000000"),
        ("+852 2550 0000", "+85225500000"),
        ("", ""),
        ("   ", ""),
        ("\u3000", ""),
    ],
)
def test_phone_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert normalise_phone(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "138000000",
        "138000000000",
        "12800000000",
        "1380000000x",
        "0793",
        "110-110",
        "没有",
        "+86",
        "-",
        "1" * 31,
        "13800000000 13900000000",
        "360000199001010000",
        "13800000000'; drop table",
        "😀3800000000",
        "①③⑧",
    ],
)
def test_phone_that_cannot_be_called_is_refused_by_its_field(typed: str) -> None:
    with pytest.raises(BadPhone) as refusal:
        normalise_phone(typed)
    assert refusal.value.field == "reporter.phone"
    assert typed not in refusal.value.detail


@given(MOBILES)
def test_every_way_to_type_a_mobile_is_one_number(phone: str) -> None:
    full_width = phone.translate({ord("0") + n: 0xFF10 + n for n in range(10)})
    for typed in (full_width, f"+86{phone}", f"86{phone}", f"{phone[:3]} {phone[3:7]}-{phone[7:]}"):
        assert normalise_phone(typed) == phone


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_a_refusal_and_a_number_stays_itself(text: str) -> None:
    try:
        kept = normalise_phone(text)
    except BadPhone:
        return
    assert normalise_phone(kept) == kept


@given(MOBILES)
def test_masked_mobile_keeps_its_ends(phone: str) -> None:
    masked = mask_phone(phone)
    assert masked == f"{phone[:3]}****{phone[7:]}"
    assert len(masked) == 11


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800000000", "138****0000"),
        ("07932550012", "****12"),
        ("07932550012-801", "****12"),
        ("2550012", "****12"),
        ("+85225500012", "****12"),
        ("", ""),
    ],
)
def test_masked_number(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@given(st.sampled_from(["07932550000", "2550000", "4008000000", "+85225500000"]))
def test_mask_of_another_number_shows_two_digits(phone: str) -> None:
    assert sum(sign.isdigit() for sign in mask_phone(phone)) == 2


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张**"),
        ("张", "张**"),
        ("张某某某", "张**"),
        ("欧阳某某", "欧**"),
        ("𠮷野某", "𠮷**"),
        ("葛\U000e0100某", "葛\U000e0100**"),
        ("买买提·某某", "买**"),
        ("E\u0301lodie", "É**"),
        (" 张三", "张**"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_mask_shows_one_character(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@given(NAMES)
def test_mask_tells_neither_length_nor_the_rest(name: str) -> None:
    masked = mask_name(name)
    assert masked.endswith("**")
    shown = masked.removesuffix("**")
    assert unicodedata.normalize("NFC", name).startswith(shown)
    assert sum(not unicodedata.combining(sign) for sign in shown) <= 1
    assert mask_name(f"{name}某某") == masked or unicodedata.combining(name[-1])


@given(st.text(max_size=50))
def test_any_text_has_a_mask_that_is_short(text: str) -> None:
    masked = mask_name(text)
    assert masked == "" or masked.endswith("**")
    assert (masked == "") == (text.strip() == "")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 张三 ", "张三"),
        ("\u3000张三\u3000", "张三"),
        ("张  某", "张 某"),
        ("欧阳某某", "欧阳某某"),
        ("𠮷野某", "𠮷野某"),
        ("买买提·某某", "买买提·某某"),
        ("张先生(匿名)", "张先生(匿名)"),
        ("", ""),
        (" ", ""),
    ],
)
def test_name_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize("typed", ["某" * 41, "12345", "---", "张\u200b三", "张\u202e三", "😀"])
def test_what_is_no_name_is_refused_by_its_field(typed: str) -> None:
    with pytest.raises(BadName) as refusal:
        clean_name(typed)
    assert refusal.value.field == "reporter.name"
    assert typed not in refusal.value.detail
