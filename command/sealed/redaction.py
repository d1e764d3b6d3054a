"""What an abstract may say: the matter, in other words than the complaint's, and nobody's name.

Pure. A whole sentence of the original tells its author to whoever knows how they write.
"""

import re

from command.base.problem import InvalidInput
from command.base.words import Words
from command.casework.title import check_public

LONGEST_RUN = 12
"""So many letters in a row, blanks and punctuation apart, may be the same."""
_LETTERS = re.compile(r"\w")


class NotRedacted(InvalidInput):
    code = "not-redacted"
    zh = "摘要须隐去反映人,且不得照抄原文"
    en = "An abstract hides who complains and copies no sentence"


def check_abstract(abstract: str, original: str, name: str) -> str:
    """The abstract, stripped. Raises PersonalPattern or NotRedacted, naming `words`."""
    text = check_public(abstract, "words")
    if len(text) < 2:
        raise NotRedacted(Words("摘要至少两个字", "At least two letters"), field="words")
    if len(name) >= 2 and _letters(name) in _letters(text):
        raise NotRedacted(Words("摘要中有反映人的姓名", "It holds a name"), field="words")
    if copied := shared_run(text, original):
        raise NotRedacted(
            Words(f"这一段与原文相同:{copied}", f"This stands in the original: {copied}"),
            field="words",
        )
    return text


def shared_run(text: str, original: str, longest: int = LONGEST_RUN) -> str:
    """The first run of more than `longest` letters that both hold; "" when there is none."""
    ours, theirs = _letters(text), _letters(original)
    size = longest + 1
    for start in range(len(ours) - size + 1):
        if ours[start : start + size] in theirs:
            return ours[start : start + size]
    return ""


def _letters(text: str) -> str:
    return "".join(_LETTERS.findall(text)).casefold()
