"""The process that alone holds the keys of personal data: takes its folder, answers until told.

Loads nothing that it does not need. It gets no address of a database and wants none.
"""

import asyncio
import ctypes
import os
import resource
import signal
import sys
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path

import click

from command.base import keyfile, logs
from command.base.keyfile import BadKeyFile
from command.base.settings import Settings
from command.cli import vault_folder
from command.cli.options import base_options
from command.identity import keystore, legacy
from command.identity.keystore import KeyStore, StoreInUse
from command.identity.vault_server import VaultServer

PR_SET_DUMPABLE = 4


@click.command()
@click.option("--attached", is_flag=True, help="End when standard input closes.")
@base_options
def process(settings: Settings, attached: bool) -> None:
    """Hold the keys for whoever started us."""
    hold(settings, attached, ())


def hold(settings: Settings, attached: bool, allowed: Iterable[int]) -> None:
    """Until a signal, or until standard input closes when `attached`. A click error in one line."""
    logs.configure(json=settings.log_json, level=settings.log_level)
    _keep_memory_private()
    folder = vault_folder.of(settings)
    try:
        _take_over(settings.keys, folder)
        with closing(KeyStore(folder)) as store:
            server = VaultServer(store, tuple(allowed))
            asyncio.run(_run(server, settings.vault_at, folder, attached))
    except (BadKeyFile, StoreInUse) as reason:
        raise click.ClickException(str(reason)) from reason
    except OSError as failure:
        where = failure.filename or folder
        raise click.ClickException(f"{where}: {failure.strerror or failure}") from failure


def _keep_memory_private() -> None:
    """No core dump, and no other process of this user looks into our memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def _take_over(keys: Path, folder: Path) -> None:
    """Keys of releases before the vault leave the data folder and come here."""
    if not keys.is_dir():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in keys.glob(legacy.PATTERN):
        if legacy.version_of(path) is None:
            raise BadKeyFile(f"{path}: a key file is named identity-1.key to identity-255.key")
        key = keyfile.load_or_create(path)
        if not any(key == one.read_bytes() for one in folder.glob(legacy.PATTERN)):
            keyfile.move(path, _free_name(folder, path))
        keystore.erase(path)


def _free_name(folder: Path, path: Path) -> Path:
    """Two centres' first keys have one name."""
    plain = folder / path.name
    return plain.with_name(f"{path.stem}-{os.urandom(4).hex()}.key") if plain.exists() else plain


async def _run(server: VaultServer, path: Path, folder: Path, attached: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if attached:
        loop.add_reader(sys.stdin.fileno(), _until_closed, stop)
    click.echo(f"Holding keys of {folder}")
    await server.run(path, vault_folder.admin_socket(folder), stop)


def _until_closed(stop: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 1_024):
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        stop.set()


if __name__ == "__main__":
    process(prog_name="yushan vault")
