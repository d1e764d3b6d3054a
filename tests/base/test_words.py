"""Sentences of the house in the language of whoever reads them."""

import contextvars
from collections.abc import Iterator

import msgspec
import pytest

from command.base.words import Words, encode, read_in, recalled, spoken

SIGNED = Words("本单位已签收", "Your agency has signed already")


class Answer(msgspec.Struct):
    reason: str
    facts: dict[str, str]


@pytest.fixture(autouse=True)
def chinese_again() -> Iterator[None]:
    yield
    read_in("")


@pytest.mark.parametrize("asked", ["", "zh-CN", "zh-CN,en;q=0.5", "fr", "*"])
def test_whoever_asks_for_no_english_reads_chinese(asked: str) -> None:
    read_in(asked)
    assert spoken(SIGNED) == "本单位已签收"
    assert encode(Answer(SIGNED, {"why": SIGNED})).decode().count("本单位已签收") == 2


@pytest.mark.parametrize("asked", ["en", "en-GB,zh;q=0.5", "EN"])
def test_whoever_asks_for_english_reads_english_at_any_depth(asked: str) -> None:
    read_in(asked)
    said = encode({"answer": Answer(SIGNED, {"why": SIGNED}), "plain": "照原样"}).decode()
    assert said.count(SIGNED.en) == 2
    assert "照原样" in said
    assert "签收" not in said


def test_one_reader_does_not_change_the_language_of_another() -> None:
    contextvars.copy_context().run(read_in, "en")
    assert spoken(SIGNED) == "本单位已签收"


def test_what_is_kept_comes_back_in_both_languages() -> None:
    back = recalled(msgspec.json.decode(msgspec.json.encode(SIGNED.kept)))
    assert (back, back.en) == (SIGNED, SIGNED.en)
    assert recalled({"zh": "一", "more": "二"}) == {"zh": "一", "more": "二"}
    assert recalled("旧") == "旧"


def test_chinese_text_is_what_databases_and_logs_get() -> None:
    assert type(spoken(SIGNED)) is str
    assert f"{SIGNED}。" == "本单位已签收。"


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(TypeError, match="not JSON: object"):
        encode({"x": object()})
