"""What lines of a timeline are called on paper: every one has a word, and says which. Pure."""

from collections import Counter

from command.casework import historic, watching
from command.casework.clock_happened import Happening
from command.casework.terms import DEEDS
from command.documents import telling
from command.video import announce

FACTS = {one.name: one.deed for one in telling.facts(Happening.__subclasses__())}
LINES = {*FACTS, watching.NAME, historic.TAKEN_OVER, *announce.NOTES.values()}


def test_every_line_of_a_timeline_has_a_word_and_no_word_is_for_none() -> None:
    assert len(FACTS) > 50
    assert set(telling.words()) == LINES


def test_only_a_fact_that_shares_its_deed_has_another_word_than_the_deed() -> None:
    shared = Counter(FACTS.values())
    assert not telling.OTHERS.keys() & FACTS.keys()
    assert all(shared[FACTS[name]] > 1 for name in telling.NARROWER)
    for name in FACTS.keys() - telling.NARROWER.keys():
        assert telling.told_as(name) == DEEDS[FACTS[name]].zh, name
