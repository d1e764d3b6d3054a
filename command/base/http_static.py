"""Files for the browser: pages and our own scripts are asked anew, vendored ones kept for a year.

A vendored folder carries its version in its name, so its content never changes. Refuses to know
what is on a page.
"""

import os
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

KEPT = "public, max-age=31536000, immutable"
ASKED_ANEW = "no-cache"
# The wall takes a token: accounts serve it.
PAGES = ("signin", "desk", "phone", "welcome", "me", "admin", "reception", "guest")


class Files(StaticFiles):
    """Files of one folder with an ETag and a stated life in the cache."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        is_kept = f"{os.sep}vendor{os.sep}" in os.fspath(full_path)
        response.headers["cache-control"] = KEPT if is_kept else ASKED_ANEW
        return response


def file_routes(folder: Path) -> list[BaseRoute]:
    """`/static/...` and one short address for each page."""
    files = Files(directory=folder)
    return [*(_page(files, name) for name in PAGES), Mount("/static", files, name="static")]


def _page(files: Files, name: str) -> Route:
    async def page(request: Request) -> Response:
        try:
            return await files.get_response(f"{name}.html", request.scope)
        except HTTPException as missing:
            raise HTTPException(404, f"The page {name} is not installed") from missing

    return Route(f"/{name}", page, methods=["GET"], name=name)
