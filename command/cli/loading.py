"""Loads what a server is made of from a thread of its own, while database and vault start.

Half of a start is reading modules; the other half is waiting for processes.
"""

import threading
from contextlib import suppress
from importlib import import_module


def begin(module: str) -> None:
    """Whoever imports `module` afterwards waits for what is under way, and hears why it fails."""
    threading.Thread(target=_load, args=(module,), name=f"loading {module}", daemon=True).start()


def _load(module: str) -> None:
    with suppress(Exception):  # the import that counts says it again
        import_module(module)
