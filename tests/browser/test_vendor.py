"""What we ship of others works in a page as it is: no bundler, no import map, no other host."""

import contextlib
import csv
import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.browser.conftest import PageFor

ROOT = Path(__file__).parents[2]
PAGE = """<!doctype html><meta charset="utf-8"><title>vendor</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/vendor/noto-sans-sc-5.3.1/noto-sans-sc.css">
<link rel="stylesheet" href="/vendor/leaflet-1.9.4/leaflet.css">
<script src="/vendor/leaflet-1.9.4/leaflet.js"></script>
<p id="at" style="font: 40px 'Noto Sans SC'"></p><div id="map" style="height: 300px"></div>"""
DRAW = """async () => {
  const { html, render } = await import("/vendor/lit-html-3.3.3/lit-html.js");
  const names = ["repeat", "class-map", "style-map", "live", "if-defined", "cache", "ref",
                 "keyed", "guard", "map", "when"];
  const load = (name) => import(`/vendor/lit-html-3.3.3/directives/${name}.js`);
  const [{ repeat }] = await Promise.all(names.map(load));
  render(html`${repeat(["甲", "<b>乙</b>"], (word) => word)}`, document.getElementById("at"));
  return document.getElementById("at").textContent;
}"""
MAP = """() => {
  const map = L.map("map").setView([28.68, 118.24], 10);
  L.circleMarker([28.68, 118.24]).addTo(map);
  return document.querySelectorAll(".leaflet-overlay-pane path").length;
}"""
UNDRAWN = """async (text) => {
  const faces = (letter) => document.fonts.load("400 40px 'Noto Sans SC'", letter);
  const drawn = async (letter) => (await faces(letter)).some((face) => face.status === "loaded");
  const answers = await Promise.all([...text].map(drawn));
  return [...text].filter((_, index) => !answers[index]).join("");
}"""


class _Silent(SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path != "/":
            return super().do_GET()
        body = PAGE.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    """A bare file server over static/; its address without the scheme."""
    handler = functools.partial(_Silent, directory=str(ROOT / "static"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        with contextlib.ExitStack() as end:
            end.callback(thread.join)
            end.callback(server.shutdown)
            yield f"127.0.0.1:{server.server_port}"


def place_names() -> str:
    """Every name of the county's places, once each character."""
    names = ""
    for path in sorted((ROOT / "command" / "places" / "data").rglob("*.csv")):
        with path.open(encoding="utf-8") as file:
            names += "".join(cell for row in csv.reader(file) for cell in row)
    return "".join(sorted(set(names)))


async def test_shipped_libraries_work_in_a_page_and_ask_no_other_host(
    site: str, page_for: PageFor
) -> None:
    visitor = await page_for()
    await visitor.page.goto(f"http://{site}/")
    assert await visitor.page.evaluate(DRAW) == "甲<b>乙</b>"
    assert await visitor.page.evaluate(MAP) == 1
    assert visitor.hosts == {site}
    assert visitor.errors == []


async def test_our_font_draws_every_character_of_the_places(site: str, page_for: PageFor) -> None:
    visitor = await page_for()
    await visitor.page.goto(f"http://{site}/")
    names = place_names()
    assert "磜" in names, "the one name outside GB2312"
    assert await visitor.page.evaluate(UNDRAWN, names) == ""
    assert await visitor.page.evaluate(UNDRAWN, "中\U00020bb7") == "\U00020bb7", "far outside"
    assert visitor.errors == []
