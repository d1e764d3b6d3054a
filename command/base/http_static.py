"""Files for the browser, kept in memory and packed once; looked at anew when they change on disk.

Pages and our own scripts are asked anew, vendored ones kept for a year: a vendored folder carries
its version in its name, so its content never changes. Refuses to know what is on a page.
"""

import asyncio
import gzip
import hashlib
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from command.base.http_modules import joined, modules_of

KEPT = "public, max-age=31536000, immutable"
ASKED_ANEW = "no-cache"
# The wall takes a token: accounts serve it.
PAGES = (
    "signin",
    "desk",
    "phone",
    "welcome",
    "me",
    "admin",
    "audit",
    "assessment",
    "reception",
    "guest",
    "own",
    "glass",
    "sealed",
    "exports",
    "ledger",
    "templates",
)
JOINED = ("wall",)  # pages that ask for their modules as one script
SCRIPT = "text/javascript"
PACKED_TYPES = ("text/", "application/json", "image/svg")
LEAST_PACKED = 1000  # bytes: less fits one packet either way


@dataclass(frozen=True, slots=True)
class Content:
    """What is sent: plain and, where it is shorter, gzipped; `etag` is of the plain bytes."""

    plain: bytes
    packed: bytes | None
    media_type: str
    etag: str
    life: str


def content_of(plain: bytes, media_type: str, life: str) -> Content:
    """Packs, so it takes its time: some ms for each 100 KB."""
    packed = None
    if media_type.startswith(PACKED_TYPES) and len(plain) >= LEAST_PACKED:
        packed = gzip.compress(plain, 9, mtime=0)
    digest = hashlib.sha256(plain).hexdigest()[:16]
    return Content(plain, packed, media_type, digest, life)


def answer(content: Content, asked: Mapping[str, str]) -> Response:
    """The content as the browser takes it, or 304 when it has it already."""
    takes = content.packed is not None and "gzip" in asked.get("accept-encoding", "")
    etag = f'"{content.etag}{"-gz" if takes else ""}"'
    headers = {"etag": etag, "cache-control": content.life}
    if content.packed is not None:
        headers["vary"] = "accept-encoding"
    if etag in _tags(asked.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    if takes:
        headers["content-encoding"] = "gzip"
    body = content.packed if takes else content.plain
    return Response(body, headers=headers, media_type=content.media_type)


def _tags(sent: str) -> list[str]:
    """If-None-Match compares weakly: `W/` is no difference."""
    return [tag.strip().removeprefix("W/") for tag in sent.split(",")]


Seen = tuple[tuple[str, int, int], ...]
"""Path, time of change in ns and size of every file that went into a content."""


class Files(StaticFiles):
    """Files of one folder, each read and packed when first asked for or changed."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder)
        self.folder = folder
        self.known: dict[str, tuple[Seen, Content]] = {}

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Raises HTTPException 404 and 405 as Starlette does."""
        file = self._file(path) if scope["method"] in ("GET", "HEAD") else None
        if file is None:
            return await super().get_response(path, scope)
        known, seen = self.known.get(path), _seen([file])
        if known is None or known[0] != seen:
            known = self.known[path] = seen, await asyncio.to_thread(_content, file)
        return answer(known[1], Request(scope).headers)

    def _file(self, path: str) -> Path | None:
        try:
            full, found = self.lookup_path(path)
        except (OSError, ValueError):
            return None
        return Path(full) if found and stat.S_ISREG(found.st_mode) else None

    async def modules(self, page: str, scope: Scope) -> Response:
        """All modules of a page as one script. Raises HTTPException 404."""
        entry = self.folder / "js" / f"{page}_main.js"
        if not entry.is_file():
            raise HTTPException(404)
        known = self.known.get(entry.name)
        if known is None or known[0] != _seen([Path(name) for name, *_ in known[0]]):
            files = await asyncio.to_thread(modules_of, entry)
            known = _seen(files), await asyncio.to_thread(_joined, entry)
            self.known[entry.name] = known
        return answer(known[1], Request(scope).headers)


def _seen(files: list[Path]) -> Seen:
    """A file that has gone is as good as a changed one."""
    found = [(file, os.stat(file)) for file in files if file.exists()]
    return tuple((str(file), one.st_mtime_ns, one.st_size) for file, one in found)


def _content(file: Path) -> Content:
    life = KEPT if "vendor" in file.parts else ASKED_ANEW
    return content_of(file.read_bytes(), guess_type(file)[0] or "text/plain", life)


def _joined(entry: Path) -> Content:
    return content_of(joined(entry).encode(), SCRIPT, ASKED_ANEW)


def file_routes(folder: Path) -> list[BaseRoute]:
    """`/static/...`, one short address for each page, and the joined scripts."""
    files = Files(folder)
    return [
        *(_script(files, name) for name in JOINED),
        Mount("/static", files, name="static"),
        *(_page(files, name) for name in PAGES),
    ]


def _page(files: Files, name: str) -> Route:
    async def page(request: Request) -> Response:
        try:
            return await files.get_response(f"{name}.html", request.scope)
        except HTTPException as missing:
            raise HTTPException(404, f"The page {name} is not installed") from missing

    return Route(f"/{name}", page, methods=["GET"], name=name)


def _script(files: Files, name: str) -> Route:
    async def script(request: Request) -> Response:
        return await files.modules(name, request.scope)

    return Route(f"/static/modules/{name}.js", script, methods=["GET"], name=f"modules {name}")
