"""Taking the whole file of a closed case away as one PDF: on record, marked with who took it."""

from datetime import datetime

from command.accounts.role import Actor
from command.audit.record import What, record
from command.base.problem import Conflict
from command.casework import access
from command.casework.means import Means
from command.casework.terms import ENDS
from command.documents import press, store
from command.documents.actions import mark_of
from command.documents.archive import job_of, photos_of
from command.documents.content import digest_of
from command.documents.reading import issuer_of, matter_of

MOST_PICTURES = 60


class NotClosed(Conflict):
    code = "case-not-closed"
    zh = "事项尚未结案,不能归档"
    en = "The case is not closed yet"


async def take(means: Means, case_id: int, by: Actor, at: datetime) -> bytes:
    """The file of the case. Raises NoSuchCase, NotClosed."""
    async with means.db.snapshot(by) as conn:
        matter = await matter_of(conn, by, case_id, at, means.book)
        if matter.file.card.state not in ENDS:
            raise NotClosed()
        issuer = await issuer_of(conn, by, at)
        contents = await store.contents_of(conn, case_id)
        wanted = photos_of(matter.file)[:MOST_PICTURES]
        pictures = [await access.photo_for(conn, by, one) for one in wanted]
    job = job_of(matter, list(contents.values()), pictures, issuer, mark_of(by, at))
    made = await press.drawn(job)
    async with means.db.transaction(by) as conn:
        told = ("pdf", 0, digest_of(made))
        await store.add_copy(conn, case_id, None, told, by.account_id, at)
        what, unit = What.CASE_ARCHIVED, by.agency_id
        await record(conn, what, by.account_id, at, case_id, f"case:{case_id}", unit=unit)
    return made
