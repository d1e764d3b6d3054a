"""One row of the audit: who did or read what, when, on which case, for which purpose.

Ids and words of closed lists only; the table refuses Chinese, phones and ID numbers. It refuses
to know whether the deed was right.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from command.base import queries
from command.base.db import Connection

QUERIES = queries.load(__package__)
Fact = int | bool | str | list[int] | None


class What(StrEnum):
    """What is on record, as `noun.verbed`; a new line here needs no migration."""

    REFUSED = "access.refused"

    SIGNED_IN = "session.opened"
    SIGN_IN_REFUSED = "session.refused"
    SIGNED_OUT = "session.ended"
    LOCKED_OUT = "session.locked"

    CASE_READ = "case.read"
    PHOTO_READ = "photo.read"
    LIST_READ = "list.read"
    STAFF_READ = "staff.read"
    EXPORTED = "export.made"
    EXPORT_ASKED = "export.asked"
    EXPORT_DECIDED = "export.decided"
    STREAM_OPENED = "stream.opened"

    IDENTITY_OPENED = "identity.opened"  # needs case, unit and purpose
    IDENTITY_SEARCHED = "identity.searched"
    IDENTITY_REFUSED = "identity.refused"
    IDENTITY_DESTROYED = "identity.destroyed"
    KEY_ROTATED = "key.rotated"

    SEALED_READ = "sealed.read"
    SEALED_CHANGED = "sealed.changed"
    SEALED_TRANSFERRED = "sealed.transferred"
    GLASS_BROKEN = "glass.broken"
    GLASS_CLOSED = "glass.closed"

    ACCOUNT_ADDED = "account.added"
    ACCOUNT_INVITED = "account.invited"
    ACCOUNT_DISABLED = "account.disabled"
    ACCOUNT_RESTORED = "account.restored"
    CASES_HANDED_ON = "account.cases_handed_on"
    ROLE_CHANGED = "account.role_changed"
    PASSWORD_SET = "account.password_set"
    FACTOR_ADDED = "account.factor_added"
    FACTOR_REMOVED = "account.factor_removed"
    FACTOR_DEMANDED = "account.factor_demanded"
    PUT_ON_DUTY = "account.put_on_duty"

    AGENCY_RETIRING = "agency.retiring"
    AGENCY_KEPT = "agency.kept"
    AGENCY_RETIRED = "agency.retired"
    MANDATE_ADDED = "mandate.added"
    MANDATE_DROPPED = "mandate.dropped"
    RULE_ADDED = "rule.added"
    RULE_DROPPED = "rule.dropped"

    ASSESSED = "assessment.changed"
    LEDGER_IMPORTED = "ledger.imported"
    DOCUMENT_ISSUED = "document.issued"
    DOCUMENT_TAKEN = "document.taken"
    CASE_ARCHIVED = "case.archived"
    TEMPLATE_WRITTEN = "template.written"

    KIOSK_MADE = "kiosk.made"
    KIOSK_OPENED = "kiosk.opened"
    KIOSK_REVOKED = "kiosk.revoked"

    AUDIT_READ = "audit.read"
    AUDIT_EXPORTED = "audit.exported"


async def record(  # noqa: PLR0913, PLR0917 - a row has this many columns
    conn: Connection,
    what: What,
    by: int | None,
    at: datetime,
    case_id: int | None = None,
    target: str = "",
    purpose: str = "",
    detail: Mapping[str, Fact] = {},
    *,
    unit: str = "",
) -> int:
    """Add a row in the transaction of `conn` and return its id; commit before you answer.

    `by` is an account id, None for walls, strangers and the server's own administrator; `at` is
    aware; `target` names a thing (`photo:3f2a`, `field:phone`), `purpose` is a code of a closed
    list, `unit` the agency id of whoever acts. Both are demanded, with a case, when an identity
    is opened. The database raises a check violation for anything else.
    """
    return int(
        await conn.fetchval(
            QUERIES["record"],
            str(what),
            by,
            at,
            unit,
            case_id,
            target,
            purpose,
            msgspec.json.encode(detail).decode(),
        )
    )
