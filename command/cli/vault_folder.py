"""Where the vault's keys lie: a folder outside data, repository, environment and database.

Refuses to know what is in it.
"""

import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import click

from command.base.settings import ROOT, Settings, run_folder


def of(settings: Settings, environ: Mapping[str, str] = os.environ) -> Path:
    """The folder of the settings, or one of this data folder's own below the user's configuration.

    The demo falls back to the folder of temporary files. A click error for a folder inside the
    data folder or the repository.
    """
    chosen = settings.vault_keys or _default(settings, environ)
    for place, what in ((settings.data, "the data folder"), (ROOT, "the program's own folder")):
        if chosen.is_relative_to(place):
            raise click.ClickException(
                f"{chosen}: keys must lie outside {what}: name another folder with --vault-keys or"
                " YUSHAN_VAULT_KEYS"
            )
    return chosen


def admin_socket(keys: Path) -> Path:
    """Where the vault of these keys hears administrators' commands."""
    return run_folder(keys) / "admin.sock"


def _default(settings: Settings, environ: Mapping[str, str]) -> Path:
    name = f"{'demo' if settings.demo else 'vault'}-{_digest(settings.data)}"
    given = environ.get("XDG_CONFIG_HOME")
    try:
        configuration = Path(given) if given else Path.home() / ".config"
    except RuntimeError:
        configuration = Path(os.devnull)
    found = configuration / "yushan" / name
    if not settings.demo or _is_ours_to_make(found):
        return found
    return Path(tempfile.gettempdir()) / f"yushan-{name}-{os.getuid()}"


def _digest(data: Path) -> str:
    return hashlib.sha256(os.fsencode(data)).hexdigest()[:16]


def _is_ours_to_make(folder: Path) -> bool:
    existing = next(one for one in (folder, *folder.parents) if one.exists())
    return existing.is_dir() and os.access(existing, os.W_OK)
