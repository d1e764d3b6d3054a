"""What kind of reading a route is: declared in the route table, put on record by the audit.

Refuses to know who reads, and how it is recorded.
"""

from enum import StrEnum


class Reading(StrEnum):
    """`OPEN` tells nothing of cases or people; `OWN` only what concerns the reader themselves.

    A `DEED` changes something and is recorded by the room that does it. The others are on record
    with every answer.
    """

    OPEN = "open"
    OWN = "own"
    DEED = "deed"
    CASE = "case"
    PHOTO = "photo"
    LIST = "list"
    STAFF = "staff"
    EXPORT = "export"
    AUDIT = "audit"
    SEALED = "sealed"

    @property
    def is_recorded(self) -> bool:
        return self not in (Reading.OPEN, Reading.OWN, Reading.DEED)
