"""Keys that the centre itself holds, the lane's and the second factors': beside the vault's own.

They lie outside the data folder, so that neither a copy of it nor a backup opens what they seal.
"""

from dataclasses import replace
from pathlib import Path

import click

from command.base import keyfile
from command.base.keyfile import BadKeyFile
from command.base.settings import Settings
from command.cli import vault_folder
from command.identity import keystore

NAMES = ("accounts-1.key", "sealed-1.key")  # of second factors, of the lane


def settled(settings: Settings) -> Settings:
    """Settings that name the folder; keys of earlier releases have moved there. A click error."""
    folder = vault_folder.of(settings)
    try:
        for name in NAMES:
            _adopt(settings.keys / name, folder / name)
    except BadKeyFile as reason:
        raise click.ClickException(str(reason)) from reason
    except OSError as failure:
        where = failure.filename or folder
        raise click.ClickException(f"{where}: {failure.strerror or failure}") from failure
    return replace(settings, house_keys=folder)


def _adopt(old: Path, target: Path) -> None:
    """A key in the data folder is an earlier release's, or came with its backup: it counts.

    One that lay here before is kept aside, for it may have sealed something too.
    """
    if not old.exists():
        return
    key = keyfile.load_or_create(old)
    if target.exists() and target.read_bytes() != key:
        target.replace(target.with_name(f"{target.stem}-{keyfile.name_of(target)}.key"))
    if not target.exists():
        keyfile.move(old, target)
    keystore.erase(old)
