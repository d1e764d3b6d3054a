"""What the doctor finds, in words."""

from dataclasses import dataclass

GOOD, DOUBTFUL, BAD = "ok", "look", "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `words` say what was seen, and what to do unless all is well."""

    what: str
    verdict: str
    words: str
