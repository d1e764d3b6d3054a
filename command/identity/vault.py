"""The way to the vault: the app asks over a unix socket and never sees a key.

Connections are kept and shared; a request whose connection broke is asked once more, for asking
twice changes nothing. A vault that does not answer is a refusal in words, never an error.
"""

import asyncio
import socket
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from command.base.problem import Refusal
from command.identity import vault_wire
from command.identity.vault_wire import (
    Answer,
    BadFrame,
    FindKeys,
    Found,
    Index,
    Opened,
    OpenSeals,
    Refused,
    Request,
    Seal,
    Sealed,
    SealTexts,
    Text,
)

WAIT_SECONDS = 2.0  # as long as for a connection of the database
RECORDED_SECONDS = 10.0
"""What is already on record as opened is waited for longer."""
ANSWER_SECONDS = 10.0
PAUSE = 0.02
KEPT_LINES = 16
A = TypeVar("A")
Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class VaultAway(Refusal):
    status = 503
    code = "vault-away"
    zh = "密钥服务暂时不可用,内容未丢失,请稍后重试"
    en = "The key service does not answer; nothing was lost, try again in a moment"


class IdentityDestroyed(Refusal):
    status = 410
    code = "identity-destroyed"
    zh = "该事项个人信息的密钥已销毁,无法查看"
    en = "The key of this matter's personal data was destroyed; nobody can read it"


class IdentityUnreadable(Refusal):
    status = 409
    code = "identity-unreadable"
    zh = "密钥服务里没有打开此项的密钥,请联系系统管理员"
    en = "The key service has no key that opens this; ask the system administrator"


class VaultRefused(Refusal):
    status = 503
    code = "vault-refused"
    zh = "密钥服务拒绝了请求,请联系系统管理员"
    en = "The key service refused; ask the system administrator"


REFUSALS: Mapping[str, type[Refusal]] = {
    "destroyed": IdentityDestroyed,
    "unreadable": IdentityUnreadable,
}


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a table that holds sealed values."""

    table: str
    column: str


class Vault:
    """The vault behind `path`; one for the whole app."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: list[Line] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    # What rooms ask

    async def seal(
        self,
        case_id: int,
        key_id: UUID,
        texts: Mapping[Field, str],
        index: Mapping[str, str] = {},
    ) -> Sealed:
        """Texts of a case sealed under its key, in order; `index` by kind, in order.

        Raises VaultAway, IdentityDestroyed.
        """
        wanted = [Text(field.table, field.column, text) for field, text in texts.items()]
        found = [Index(kind, text) for kind, text in index.items()]
        return await self.ask(SealTexts(case_id, key_id, wanted, found), Sealed)

    async def open(
        self, case_id: int, field: Field, sealed: bytes, entry: int | None = None
    ) -> str:
        """The text; `entry` is the committed row of the audit that it is opened for.

        Raises VaultAway, IdentityDestroyed, IdentityUnreadable.
        """
        wanted = [Seal(field.table, field.column, sealed)]
        answer = await self.ask(OpenSeals(case_id, wanted, entry), Opened, RECORDED_SECONDS)
        return answer.texts[0]

    async def find(self, kind: str, text: str) -> Sequence[bytes]:
        """The index of a text under every key still in use. Raises VaultAway."""
        return (await self.ask(FindKeys(Index(kind, text)), Found)).keys

    async def reach(self) -> None:
        """Make sure that it answers, before anything else is begun. Raises VaultAway."""
        self._give_back(await self._line(asyncio.get_running_loop().time() + WAIT_SECONDS))

    async def ask(self, request: Request, kind: type[A], patience: float | None = None) -> A:
        """One answer of `kind`; `patience` are seconds to wait for a vault that is away.

        Raises VaultAway and what the vault refuses with.
        """
        answer = await self._asked(request, WAIT_SECONDS if patience is None else patience)
        if isinstance(answer, Refused):
            if answer.why == "store":
                raise VaultAway()
            raise REFUSALS.get(answer.why, VaultRefused)(answer.words)
        if not isinstance(answer, kind):
            raise VaultAway()
        return answer

    def says(self) -> str:
        """`ok`, or what is wrong, for the readiness of the house."""
        with closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as probe:
            probe.settimeout(0.2)
            try:
                probe.connect(str(self.path))
            except OSError:
                return "does not answer"
        return "ok"

    async def close(self) -> None:
        """Leave every line; a later request opens one anew."""
        for _, writer in self._idle:
            writer.close()
        self._idle = []

    # Lines

    async def _asked(self, request: Request, patience: float) -> Answer:
        """Asked again on a new line when one broke: asking twice changes nothing."""
        late = asyncio.get_running_loop().time() + patience
        while True:
            line = await self._line(late)
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    answer = await _spoken(line, request)
            except TimeoutError as reason:
                line[1].close()
                raise VaultAway() from reason
            except (OSError, asyncio.IncompleteReadError, BadFrame):
                line[1].close()  # it was killed; the next line waits for a new one
                continue
            except BaseException:
                line[1].close()  # its answer would be taken for the next one's
                raise
            self._give_back(line)
            return answer

    async def _line(self, late: float) -> Line:
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._idle, self._loop = [], loop  # those of another loop died with it
        while self._idle:
            reader, writer = self._idle.pop()
            if not reader.at_eof() and not writer.is_closing():
                return reader, writer
            writer.close()
        return await self._opened(late)

    async def _opened(self, late: float) -> Line:
        """A new line; a vault that is being started again is waited for."""
        while True:
            try:
                return await asyncio.open_unix_connection(self.path)
            except OSError as reason:
                if asyncio.get_running_loop().time() > late:
                    raise VaultAway() from reason
                await asyncio.sleep(PAUSE)

    def _give_back(self, line: Line) -> None:
        if len(self._idle) < KEPT_LINES:
            self._idle.append(line)
        else:
            line[1].close()


async def _spoken(line: Line, request: Request) -> Answer:
    reader, writer = line
    writer.write(vault_wire.packed(request))
    await writer.drain()
    return vault_wire.answer_from(await vault_wire.read_frame(reader))
