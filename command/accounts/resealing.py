"""A new key for one-time-code secrets, and every secret sealed with it.

Nobody is asked to set up anything again, and the centre works on meanwhile. The keys before are
told, so that whoever runs the machine erases them.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from command.accounts import factor_store, seal
from command.accounts.seal import CannotOpen, Seal
from command.audit.record import What, record
from command.base.db import Database


@dataclass(frozen=True, slots=True)
class Resealed:
    """The new key's number, how many secrets it seals now, and how many no key here opens."""

    number: int
    secrets: int
    unreadable: int


async def reseal(db: Database, folder: Path, at: datetime) -> Resealed:
    """Nothing is sealed meanwhile: enrolments wait for the commit. Raises keyfile.BadKeyFile."""
    keys, done, lost = Seal.of(folder), 0, 0
    async with db.transaction() as conn:
        await factor_store.hold_totp(conn, alone=True)
        number = seal.another(folder)
        for account_id, sealed in await factor_store.sealed_secrets(conn):
            try:
                secret = keys.open(sealed, account_id)
            except CannotOpen:
                lost += 1
                continue
            await factor_store.save_sealed(conn, account_id, keys.seal(secret, account_id))
            done += 1
        await record(conn, What.KEY_ROTATED, None, at, target="accounts")
    return Resealed(number, done, lost)


def superseded(folder: Path) -> list[Path]:
    """Keys that seal nothing any more after a rotation that left nothing unreadable."""
    return [folder / seal.KEY_FILE.format(number=one) for one in seal.numbers(folder)[:-1]]
