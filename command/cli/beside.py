"""How processes beside a server are kept: their environment, and the pauses between two lives.

Refuses to know what they do.
"""

import os

SHORT_LIFE = 2.0
PAUSES = (0.05, 5.0)  # the first restart is at once, the next ones wait longer
FAREWELL = 3.0
_KEPT = ("YUSHAN_LOG_FORMAT", "YUSHAN_MEDIA_NICE")
_OURS = ("YUSHAN_", "DATABASE_URL", "PG", "PORT")


def environment() -> dict[str, str]:
    """This process's, without what opens the database or the keys."""
    return {
        name: value
        for name, value in os.environ.items()
        if name in _KEPT or not name.startswith(_OURS)
    }
