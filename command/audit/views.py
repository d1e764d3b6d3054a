"""The auditor's view over HTTP: rows, how far the chain is, exports and checkpoints to take along.

Read on the auditor's own login, which sees the audit and nothing else.
"""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from command.audit import checking, export, store
from command.audit.checkpoint import Checkpoint
from command.audit.record import What
from command.base.db import Database, Row
from command.base.http import Call, Endpoint, Reply
from command.base.problem import NotFound
from command.base.reading import Reading

READ_AUDIT = "read_audit"
PAGE = 100
PART = 20_000  # rows of one exported part, some 6 MB
CHECKED = 20_000
LINES = "application/jsonl"
RowNumber = Annotated[int, Meta(ge=0, le=2**63 - 1)]


class NoCheckpoint(NotFound):
    code = "no-checkpoint"
    zh = "还没有签名检查点,首次记录后片刻生成"
    en = "There is no signed checkpoint yet; the first comes soon after the first row"


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`after` is the cursor of a page; `actor` an account."""

    after: RowNumber | None = None
    actor: RowNumber | None = None
    case: RowNumber | None = None
    what: What | None = None


class PartQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The part follows on row `after` of the chain."""

    after: RowNumber = 0


class AuditItem(msgspec.Struct, frozen=True):
    """`seq` is null while the row waits for its place in the chain."""

    row: int
    seq: int | None
    at: datetime
    what: str
    by: int | None
    unit: str
    case: int | None
    target: str
    purpose: str
    detail: dict[str, Any]


class ChainState(msgspec.Struct, frozen=True):
    """`waiting` rows have no place yet; `signed` is the newest checkpoint."""

    chain: str
    seq: int
    hash: str
    waiting: int
    signed: Checkpoint | None


class AuditPage(msgspec.Struct, frozen=True):
    items: list[AuditItem]
    next: int | None
    state: ChainState


class ChainFinding(msgspec.Struct, frozen=True):
    kind: str
    seq: int
    words: str


class ChainChecked(msgspec.Struct, frozen=True):
    """Rows `first` to `last` were walked; up to `anchored` a checkpoint holds them."""

    first: int
    last: int
    anchored: int
    sound: bool
    findings: list[ChainFinding]


async def list_rows(call: Call) -> Reply:
    asked: Question = call.query
    wanted = store.Filter(asked.after, asked.actor, asked.case, asked.what)
    async with _audit(call).snapshot() as conn:
        rows = await store.found(conn, wanted, PAGE + 1)
        state = await store.state(conn)
        signed = await store.newest_checkpoint(conn)
    shown = [_item(row) for row in rows[:PAGE]]
    tip = state.tip
    chain = ChainState(tip.chain, tip.seq, tip.hash, state.waiting, signed)
    return Reply(AuditPage(shown, shown[-1].row if len(rows) > PAGE else None, chain))


async def check_newest(call: Call) -> Reply:
    """The newest rows; the whole chain is for the command line, which has the time."""
    async with _audit(call).snapshot() as conn:
        reader = call.state.signer.reader
        verdict = await checking.check(conn, reader, [], call.at, CHECKED)
    problems = [ChainFinding(one.kind, one.seq, one.words) for one in verdict.findings]
    walked = verdict.first, verdict.last, verdict.anchored
    return Reply(ChainChecked(*walked, verdict.is_sound, problems))


async def export_part(call: Call) -> Reply:
    """Rows of the chain as `yushan audit verify` takes them; `x-next` is where to go on."""
    asked: PartQuestion = call.query
    async with _audit(call).snapshot() as conn:
        after = await store.start_at(conn, asked.after)
        if after is None:
            raise NotFound()
        lines = await store.lines_after(conn, asked.after, PART)
    body = export.head_line(after) + b"".join(export.row_line(line) for line in lines)
    headers = {"x-next": str(lines[-1].seq)} if len(lines) == PART else {}
    return Reply(body, headers=headers, media_type=LINES)


async def newest_checkpoint(call: Call) -> Reply:
    async with _audit(call).reading() as conn:
        found = await store.newest_checkpoint(conn)
    if found is None:
        raise NoCheckpoint()
    return Reply(found)


async def public_key(call: Call) -> Reply:
    return Reply(call.state.signer.pem, media_type="application/x-pem-file")


def _audit(call: Call) -> Database:
    db: Database = call.state.audit
    return db


def _item(row: Row) -> AuditItem:
    detail = msgspec.json.decode(row["detail"])
    who = row["by_id"], row["unit"], row["case_id"], row["target"], row["purpose"]
    return AuditItem(row["entry_id"], row["seq"], row["at"], row["what"], *who, detail)


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/audit",
        list_rows,
        "Rows of the audit, the newest first, and how far the chain is",
        READ_AUDIT,
        query=Question,
        returns=AuditPage,
        audit=Reading.AUDIT,
    ),
    Endpoint(
        "GET",
        "/api/audit/check",
        check_newest,
        "Verify the newest part of the chain",
        READ_AUDIT,
        returns=ChainChecked,
        audit=Reading.AUDIT,
    ),
    Endpoint(
        "GET",
        "/api/audit/export",
        export_part,
        "Rows of the chain as lines of JSON, for `yushan audit verify`",
        READ_AUDIT,
        query=PartQuestion,
        returns=bytes,
        audit=Reading.EXPORT,
    ),
    Endpoint(
        "GET",
        "/api/audit/checkpoint",
        newest_checkpoint,
        "The newest signed checkpoint, to be kept elsewhere",
        READ_AUDIT,
        returns=Checkpoint,
        audit=Reading.AUDIT,
    ),
    Endpoint(
        "GET",
        "/api/audit/key",
        public_key,
        "The public key of the checkpoints",
        READ_AUDIT,
        returns=bytes,
        audit=Reading.OPEN,
    ),
)
