"""Destroying a case's key: on record first, then for ever, in the store and in every copy of it.

What it sealed stays as bytes nobody can read, here and in every backup.
"""

from datetime import datetime
from enum import StrEnum

from command.audit.record import What, record
from command.base.db import Database
from command.base.problem import NotFound
from command.identity import resealing, store
from command.identity.vault import Vault
from command.identity.vault_wire import Destroy, State


class Why(StrEnum):
    """Why a case's identities may have to go."""

    RETENTION = "retention"  # 保存期满
    EMERGENCY_OVER = "emergency_over"  # 突发事件应对结束
    REQUEST = "request"  # 本人要求删除
    COURT = "court"  # 司法裁定


class NoIdentity(NotFound):
    code = "no-identity"
    zh = "该事项没有留存个人信息"
    en = "This matter keeps no identity"


async def destroy(db: Database, vault: Vault, case_id: int, why: Why, at: datetime) -> State:
    """Destroy the keys of a case's people; `vault` is the administrators' way, `db` the owner's.

    Returns how the vault is: copies that could not be reached are `due`. Raises NoIdentity,
    VaultAway. Asked again after a failure it goes on where it stood.
    """
    async with db.reading() as conn:
        is_old = await store.has_old_seals(conn, case_id)
    if is_old:
        await resealing.reseal(db, vault)  # one key sealed all cases then
    async with db.transaction() as conn:
        keys = await store.keys_of(conn, case_id)
        if not keys:
            raise NoIdentity()
        detail = {"keys": len(keys)}
        await record(conn, What.IDENTITY_DESTROYED, None, at, case_id, "", why, detail)
    told = await vault.ask(Destroy(keys), State)
    async with db.transaction() as conn:
        await store.empty(conn, keys)
    return told
