"""The floor of the wall: an empty page with nothing but the map's shell. Prints its port."""

import asyncio
from contextlib import suppress

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from command.base.settings import ROOT
from command.map.page import LEAFLET, render_shell
from tests.bench.hello import Server

SHELL = render_shell(118.24, 28.68, 10)
PAGE = f"""<!doctype html><title>shell</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="{LEAFLET}leaflet.css">
<style>body {{ margin: 0 }} #map_wall {{ height: 100vh }}</style>{SHELL.html}
<script src="{LEAFLET}leaflet.js"></script><script src="/shell.js"></script>"""


async def show(request: Request) -> Response:
    return HTMLResponse(PAGE)


async def run(request: Request) -> Response:
    return Response(SHELL.script, media_type="text/javascript")


if __name__ == "__main__":
    static = Mount("/static", StaticFiles(directory=ROOT / "static"))
    app = Starlette(routes=[Route("/", show), Route("/shell.js", run), static])
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", loop="asyncio")
    with suppress(KeyboardInterrupt):
        asyncio.run(Server(config).serve())
