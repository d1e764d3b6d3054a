"""Vaults for tests: the same code as `yushan vault`, in a thread, over a real socket.

`shared()` is one for the whole run, begun by the first test that needs it: keys have names of
their own, so databases do not meet in it.
"""

import asyncio
import atexit
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from command.identity.keystore import KeyStore
from command.identity.vault import Vault
from command.identity.vault_server import VaultServer

SECONDS = 10.0


@dataclass(frozen=True)
class Place:
    """A running vault: its everyday socket, that of administrators, and its key folder."""

    path: Path
    admin: Path
    keys: Path

    @cached_property
    def vault(self) -> Vault:
        """The centre's way to it."""
        return Vault(self.path)

    @cached_property
    def administrators(self) -> Vault:
        return Vault(self.admin)

    async def leave(self) -> None:
        """Close what was opened from this loop."""
        await self.vault.close()
        await self.administrators.close()


@contextmanager
def running(keys: Path) -> Iterator[Place]:
    """A vault over the key folder `keys` for the time of the block."""
    sockets = Path(tempfile.mkdtemp(prefix="yv-"))
    place = Place(sockets / "vault.sock", sockets / "admin.sock", keys)
    ready: Future[Callable[[], object]] = Future()

    def work() -> None:
        try:
            with closing(KeyStore(keys)) as store:
                asyncio.run(_serve(store, place, ready))
        except BaseException as failure:
            if ready.done():
                raise
            ready.set_exception(failure)

    thread = threading.Thread(target=work, name="test-vault", daemon=True)
    thread.start()
    leave = ready.result(SECONDS)
    try:
        yield place
    finally:
        leave()
        thread.join(SECONDS)
        shutil.rmtree(sockets, ignore_errors=True)


async def _serve(store: KeyStore, place: Place, ready: "Future[Callable[[], object]]") -> None:
    """Serve until what `ready` was given is called, from any thread.

    No thread of a pool waits for it: those are joined before anything is told to end.
    """
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    task = asyncio.create_task(VaultServer(store).run(place.path, place.admin, stop))
    async with asyncio.timeout(SECONDS):
        while place.vault.says() != "ok":  # noqa: ASYNC110 - it has no event of its own
            await asyncio.sleep(0.005)
    ready.set_result(lambda: loop.call_soon_threadsafe(stop.set))
    await task


@cache
def _shared() -> Place:
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="yv-", dir=memory if memory.is_dir() else None))
    stack = ExitStack()
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    place = stack.enter_context(running(folder / "keys"))
    atexit.register(stack.close)
    return place


def shared() -> Vault:
    """The way to the vault of this run."""
    return _shared().vault


async def leave() -> None:
    """Close the lines to the vault of this run, if there is one."""
    if _shared.cache_info().currsize:
        await _shared().leave()
