"""The map's shell as the app serves it: written by `page.py` in a process of its own.

folium takes a second to load and memory to keep, for one script a county. Here it writes while
the app opens its database, and has gone when the first wall asks.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from threading import Lock

import msgspec

from command.base.settings import ROOT

PATIENCE = 60.0  # seconds, on a machine that has much else to do
NOT_FOR_IT = ("YUSHAN_", "DATABASE_URL", "PG")


class Shell(msgspec.Struct, frozen=True):
    """`html` is the map's element, `script` is served by itself; `etag` is of the script."""

    html: str
    script: bytes
    etag: str


_written: dict[tuple[float, float, int], Shell] = {}
_one_at_a_time = Lock()


def kept_shell(lon: float, lat: float, zoom: int) -> Shell | None:
    """The shell around a centre, when it has been written; never waits."""
    return _written.get((lon, lat, zoom))


def shell_around(lon: float, lat: float, zoom: int) -> Shell:
    """The shell around a centre in WGS-84 degrees; blocks until it has been written once.

    Raises subprocess.SubprocessError when it cannot be.
    """
    asked = (lon, lat, zoom)
    with _one_at_a_time:
        if asked not in _written:
            _written[asked] = _write(*asked)
        return _written[asked]


def _write(lon: float, lat: float, zoom: int) -> Shell:
    words = [sys.executable, "-m", "command.map.page", repr(lon), repr(lat), str(zoom)]
    how: Mapping[str, str] = {
        name: value for name, value in os.environ.items() if not name.startswith(NOT_FOR_IT)
    }
    ran = subprocess.run(
        words,
        check=True,
        stdout=subprocess.PIPE,
        timeout=PATIENCE,
        cwd=ROOT,
        env=how,
        start_new_session=True,  # Ctrl-C is for the server
    )
    return msgspec.json.decode(ran.stdout, type=Shell)
