"""The map's shell as the app serves it: written by `page.py` in a process of its own.

folium takes a second to load and memory to keep, for one script a county. Here it writes while
the app opens its database, and has gone when the first wall asks.
"""

from threading import Lock

import msgspec

from command.base.apart import done_apart


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
    written = done_apart("command.map.page", repr(lon), repr(lat), str(zoom))
    return msgspec.json.decode(written, type=Shell)
