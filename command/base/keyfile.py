"""One secret key in a file of its own: made once, read by its owner only.

Refuses to know what the key seals.
"""

import hashlib
import os
import secrets
import shutil
import stat
from pathlib import Path

KEY_BYTES = 32


class BadKeyFile(Exception):
    """A key file that must not be used; the message says what to do."""


def load_or_create(path: Path) -> bytes:
    """The 32 bytes of `path`; made, with its folder, when it is not there.

    Raises BadKeyFile when others may read it or it has another length.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        _create(path)
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise BadKeyFile(f"{path}: others may read this key ({mode:04o}); run chmod 600 on it")
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise BadKeyFile(f"{path}: a key has {KEY_BYTES} bytes, this file {len(key)}; restore it")
    return key


def _create(path: Path) -> None:
    """Made whole under another name and linked, so that nobody ever finds half a key."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.draft")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        _put_in_place(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def name_of(path: Path) -> str:
    """Eight letters that tell one key from another, and nothing of it."""
    return hashlib.sha256(b"yushan key file" + path.read_bytes()).hexdigest()[:8]


def move(path: Path, target: Path) -> None:
    """Whole under its new name, on disk; the old one is still there."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_suffix(".draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out, path.open("rb") as kept:
        shutil.copyfileobj(kept, out)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(target)
    _sync(target.parent)


def _put_in_place(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        return  # another process was first; its key counts
    _sync(path.parent)


def _sync(path: Path) -> None:
    """What a folder holds, on disk."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
