"""Reviews and re-reviews of a case, as an officer reads them in its file."""

from collections.abc import Iterable

import msgspec

from command.casework.card import wire_instant
from command.casework.review import Review


class FileReview(msgspec.Struct, frozen=True):
    """`stage` 1 is a review, 2 a re-review; without `outcome` it goes on."""

    round: int
    stage: int
    organ: str
    words: str
    asked: str
    outcome: str | None
    opinion: str
    concluded: str | None


def file_reviews(reviews: Iterable[Review]) -> list[FileReview]:
    return [
        FileReview(
            one.round,
            one.stage,
            one.asked.organ,
            one.asked.words,
            one.asked.on.isoformat() if one.asked.on else wire_instant(one.asked_at)[:10],
            one.verdict,
            one.opinion,
            wire_instant(one.concluded_at) if one.concluded_at else None,
        )
        for one in reviews
    ]
