"""Two at the same moment: the slower one is told, and shown what the case has become.

Two officers on one case, or a case given to somebody who leaves at that instant.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from command.base.db import CheckViolation
from command.base.problem import Conflict
from command.base.words import Words
from command.casework.card import card_data
from command.casework.case import Case


class StaleCase(Conflict):
    """Carries the present version and card, so that a screen can show the difference."""

    code = "stale-case"
    zh = "事项已被他人更新"
    en = "Somebody else has changed the case"

    def __init__(self, present: Case) -> None:
        super().__init__(
            Words(
                f"现为第{present.version}版,请核对后再办理",
                f"It is at version {present.version} now: look again first",
            ),
            field="version",
            extra={"version": present.version, "card": card_data(present)},
        )


class PersonLeft(Conflict):
    """Who was named a moment ago does not work there any more."""

    code = "person-left"
    zh = "承办人已离岗,请重新办理"
    en = "The named person has just left; do it again"


@contextmanager
def demanding_person() -> Iterator[None]:
    """Raises PersonLeft when the database finds nobody at the post that is written."""
    try:
        yield
    except CheckViolation as violated:
        if violated.constraint_name == "answers_works_there":
            raise PersonLeft() from violated
        raise


def demand_version(case: Case, version: int) -> None:
    """Raises StaleCase unless the person has seen the case as it is now."""
    if case.version != version:
        raise StaleCase(case)
