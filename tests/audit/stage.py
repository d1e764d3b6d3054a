"""An audit on a database of its own: rows, a keeper of the chain, a superuser who spoils it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from command.audit import checking, keeper
from command.audit.checkpoint import Checkpoint, Signer
from command.audit.record import What, record
from command.audit.verify import Verdict
from command.base import db
from command.base.addresses import Addresses
from command.base.db import Address, Database

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stage:
    """`web` adds rows, `chainer` chains and signs, `reader` is the auditor."""

    web: Database
    chainer: Database
    reader: Database
    signer: Signer
    superuser: Address

    async def add(self, count: int = 1, at: datetime = AT, case_id: int | None = 12) -> None:
        """Rows, each a second after the other."""
        async with self.web.transaction() as conn:
            for number in range(count):
                when = at + timedelta(seconds=number)
                await record(conn, What.CASE_READ, 7, when, case_id, "GET /api/cases", unit="rsj")

    async def tick(self, at: datetime = AT) -> int:
        return await keeper.tick(self.chainer, self.signer, at)

    async def signed(self, at: datetime = AT) -> Checkpoint:
        """The tip, signed now."""
        found = await keeper.sign_now(self.chainer, self.signer, at)
        assert found is not None
        return found

    async def check(self, given: Sequence[Checkpoint] = (), newest: int | None = None) -> Verdict:
        late = AT + timedelta(days=1)
        async with self.reader.snapshot() as conn:
            return await checking.check(conn, self.signer.reader, given, late, newest)

    async def spoil(self, *statements: str) -> None:
        """Do what only a superuser can: behind triggers and foreign keys."""
        conn = await db.connect(self.superuser)
        try:
            await conn.execute("set session_replication_role = replica")
            for statement in statements:
                await conn.execute(statement)
        finally:
            await conn.close()


def a_signer() -> Signer:
    return Signer(Ed25519PrivateKey.generate())


@asynccontextmanager
async def staged(fresh: Addresses, superuser: Address) -> AsyncIterator[Stage]:
    opened = [
        await Database.open(address, size=4, reserved=0)
        for address in (fresh.web, fresh.keeper, fresh.auditor)
    ]
    try:
        yield Stage(opened[0], opened[1], opened[2], a_signer(), superuser)
    finally:
        for one in opened:
            await one.close()
