"""How place names are spoken."""

import pytest

from command.places.readings import initials_of, pinyin_of, readings_of, without_tones


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("六都", "liudu", "ld"),
        ("十七都", "shiqidu", "sqd"),
        ("八磜村", "baqicun", "bqc"),
        ("长塘", "changtang", "ct"),
        ("绿洲A", "lvzhoua", "lza"),
    ],
)
def test_likeliest_spelling(name: str, pinyin: str, initials: str) -> None:
    assert (pinyin_of(name), initials_of(name)) == (pinyin, initials)


def test_liudu_is_spoken_in_two_ways() -> None:
    assert readings_of("六都")[0] == ("liu", "lu")


def test_polyphonic_character_keeps_every_reading_the_likeliest_first() -> None:
    assert readings_of("长")[0] == ("chang", "zhang")
    assert readings_of("都")[0] == ("du", "dou")


def test_what_is_not_han_has_no_reading() -> None:
    assert readings_of("A1") == ((), ())


def test_tones_are_taken_off() -> None:
    assert without_tones("Lǜ Dū shì") == "lv du shi"
