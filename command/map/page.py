"""The shell of the map: folium writes it once, without data; our module draws on it.

The only file that knows folium; `shell.py` runs it in a process of its own. folium's header
(inline styles, a script) is dropped: the page's head and the map's size are ours. Same input, same
bytes; no other host, no inline code.
"""

import hashlib
import sys
from typing import Any

import folium
import msgspec
from branca.element import MacroElement
from folium.map import CustomPane
from folium.template import Template

from command.map.shell import Shell

LEAFLET = "/static/vendor/leaflet-1.9.4/"
NAME = "wall"
"""Makes `map_wall` of the map: the div's id, and the variable our module finds."""

ZOOM: dict[str, Any] = {"minZoom": 8, "maxZoom": 17, "zoomSnap": 0.1, "zoomDelta": 0.5}
NO_FRILLS: dict[str, Any] = {
    "attributionControl": False,
    "boxZoom": False,
    "doubleClickZoom": False,
}
PANES = (("land", 350), ("cases", 450), ("names", 460))
"""Ground, names of townships, open cases: one above the other, whenever they are drawn."""


class ShellMap(folium.Map):
    """folium's map with our own copy of Leaflet and nothing else to load."""

    default_js = [("leaflet", f"{LEAFLET}leaflet.js")]  # noqa: RUF012 (folium's own shape)
    default_css = [("leaflet_css", f"{LEAFLET}leaflet.css")]  # noqa: RUF012


class HandOver(MacroElement):
    """Hands the Leaflet map to our module (`static/js/picture/map_live.js`)."""

    _template = Template("""
        {% macro script(this, kwargs) %}
            window.map_wall = {{ this._parent.get_name() }};
        {% endmacro %}
    """)

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "HandOver"


def render_shell(lon: float, lat: float, zoom: int) -> Shell:
    """The shell around a centre in WGS-84 degrees. `zoom` lasts until the map fits itself."""
    root = _shell_map(lon, lat, zoom).get_root()
    root.render()
    script = f"{root.script.render().strip()}\n".encode()
    digest = hashlib.sha256(script).hexdigest()[:16]
    return Shell(root.html.render().strip(), script, f'"shell-{digest}"')


def _shell_map(lon: float, lat: float, zoom: int) -> Any:
    shown = ShellMap(
        [lat, lon], zoom_start=zoom, tiles=None, zoom_control=False, **ZOOM, **NO_FRILLS
    )
    shown._id = NAME
    for name, above in PANES:
        _fixed(CustomPane(name, z_index=above, pointer_events=name == "cases"), name).add_to(shown)
    _fixed(HandOver(), NAME).add_to(shown)
    return shown


def _fixed(element: Any, name: str) -> Any:
    """folium gives each element a random id, new at every rendering; ours are named."""
    element._id = name
    return element


if __name__ == "__main__":
    east, north, near = sys.argv[1:]
    written = render_shell(float(east), float(north), int(near))
    sys.stdout.buffer.write(msgspec.json.encode(written))
