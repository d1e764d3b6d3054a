"""Both languages say the same things, and every word a wall asks for is there."""

import re
from typing import Any

import pytest

from command.casework.terms import DeadlineName, State
from tests.browser.conftest import PageFor
from tests.static.stage import ORIGIN, STATIC, a_stage

READ = "async () => (await import('/static/js/thought/words.js')).words"
WALL = {
    path.name: re.findall(r'\bt\("(\w+)"', path.read_text(encoding="utf-8"))
    for path in sorted((STATIC / "js" / "picture").glob("wall*.js"))
}
RECEPTION = {
    path.name: re.findall(r'\bt\("(\w+)"', path.read_text(encoding="utf-8"))
    for path in sorted((STATIC / "js" / "picture").glob("*.js"))
    if path.name.startswith(("reception", "appointment"))
}


async def tables(page_for: PageFor) -> dict[str, dict[str, dict[str, str]]]:
    visitor = await page_for()
    await a_stage([]).put_on(visitor.page)
    await visitor.page.goto(f"{ORIGIN}/blank")
    found: dict[str, Any] = await visitor.page.evaluate(READ)
    return found


async def test_both_languages_have_the_same_keys_and_the_same_blanks(page_for: PageFor) -> None:
    for screen, table in (await tables(page_for)).items():
        assert set(table["zh"]) == set(table["en"]), screen
        for key, word in table["zh"].items():
            assert word.strip()
            blanks = [sorted(set(re.findall(r"{\w+}", table[lang][key]))) for lang in table]
            assert blanks[0] == blanks[1], f"{screen}.{key}"


@pytest.mark.parametrize("file", WALL)
async def test_every_word_the_wall_asks_for_is_known(page_for: PageFor, file: str) -> None:
    found = await tables(page_for)
    known = {**found["common"]["zh"], **found["receptions"]["zh"], **found["wall"]["zh"]}
    assert [key for key in WALL[file] if key not in known] == []


async def test_every_state_and_clock_of_a_card_has_its_word_on_every_screen(
    page_for: PageFor,
) -> None:
    known = (await tables(page_for))["common"]["zh"]
    assert [code for code in (*State, *DeadlineName) if code not in known] == []


@pytest.mark.parametrize("file", RECEPTION)
async def test_every_word_a_reception_asks_for_is_known(page_for: PageFor, file: str) -> None:
    found = await tables(page_for)
    known = {**found["common"]["zh"], **found["reception"]["zh"], **found["appointments"]["zh"]}
    assert [key for key in RECEPTION[file] if key not in known] == []


async def test_no_word_of_the_desk_stands_before_one_of_its_receptions(page_for: PageFor) -> None:
    """Later tables win: "承诺 {n} 项" was once told as "承诺 {n} 天"."""
    read = READ.replace("words.js')).words", "words_desk.js')).desk")
    visitor = await page_for()
    await a_stage([]).put_on(visitor.page)
    await visitor.page.goto(f"{ORIGIN}/blank")
    desk: dict[str, Any] = await visitor.page.evaluate(read)
    found = await tables(page_for)
    for said in (found["receptions"]["zh"], found["appointments"]["zh"]):
        assert {key for key in said if desk["zh"].get(key, said[key]) != said[key]} == set()


async def test_unknown_word_is_a_mistake_and_values_are_plain_text(page_for: PageFor) -> None:
    visitor = await page_for()
    await a_stage([]).put_on(visitor.page)
    await visitor.page.goto(f"{ORIGIN}/blank")
    told = await visitor.page.evaluate("""async () => {
      const { translator, languageOf } = await import("/static/js/thought/i18n.js");
      const t = translator("en", { zh: { a: "甲{n}" }, en: { a: "A {n} {n}" } });
      let thrown = "";
      try { t("b"); } catch (error) { thrown = error.message; }
      return [t("a", { n: "<$&>" }), thrown, languageOf("?lang=en"), languageOf("", "en"),
              languageOf("?lang=fr")];
    }""")
    assert told == ["A <$&> <$&>", "no word for b in en", "en", "en", "zh"]
