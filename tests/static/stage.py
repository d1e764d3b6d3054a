"""A stage for our pages without a server: files as they are, answers and frames as a test says.

Everything is answered inside the browser context at one address, under the real content policy;
the ground is the real county's. Cards are invented and carry no person.
"""

import json
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Page, Route, WebSocketRoute

from command.base.http_modules import joined
from command.base.http_shell import CSP
from command.map.layers import layers_of
from command.map.page import render_shell
from command.places.jurisdiction import Place
from tests.places.county_stage import yushan

STATIC = Path(__file__).parents[2] / "static"
ORIGIN = "http://localhost:8000"
NOW = datetime(2026, 11, 24, 0, 20, 7, tzinfo=UTC)  # Tuesday 08:20:07 in Yushan
BLANK = b"<!doctype html><title>blank</title><link rel='icon' href='data:,'>"
COUNTY = "361123"
VILLAGE = "361123002001"


def iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def ago(**span: float) -> str:
    return iso(NOW - timedelta(**span))


def ahead(**span: float) -> str:
    return iso(NOW + timedelta(**span))


def a_part(name: str = "人社局", *, since: str = "", signed: str | None = None) -> dict[str, Any]:
    since = since or ago(minutes=3)
    return {"agency": name, "name": name, "officer": "陈**", "since": since, "signed": signed}


def a_card(case: int = 1, **facts: Any) -> dict[str, Any]:
    """A card of an ordinary new dispute at a placed village; `facts` replace fields."""
    place = facts.get("place", VILLAGE)
    at = place_of(place)
    card = {
        "case": case,
        "receipt": f"YS20261124-TEST{case:04d}",
        "kind": "dispute",
        "type": "neighbour",
        "title": "万柳洲社区邻里纠纷",
        "level": 4,
        "state": "assigned",
        "difficulty": "general",
        "headcount": 2,
        "place": place,
        "spot": "",
        "lon": at.lon if at else None,
        "lat": at.lat if at else None,
        "precision": str(at.precision) if at else "none",
        "lead": a_part(),
        "supports": [],
        "opened": ago(minutes=30),
        "changed": ago(minutes=10),
        "due": ahead(days=5),
        "due_name": "resolve_by",
        "overdue": False,
        "escalated": None,
        "why": "",
        "acknowledged": None,
        "redo": 0,
        "version": 1,
    }
    return card | facts


def place_of(code: str) -> Place | None:
    return next((place for place in yushan().places if place.code == code), None)


def villages() -> list[Place]:
    return [place for place in yushan().places if len(place.code) == 12 and place.is_placed]


def an_actor(**facts: Any) -> dict[str, Any]:
    """What GET /api/session says of a county duty officer."""
    me: dict[str, Any] = {
        "account": 1,
        "login": "duty",
        "name": "值班员(虚构)",
        "role": "duty_officer",
        "verbs": ["watch"],
        "scope": COUNTY,
        "place": COUNTY,
        "agency": {"id": f"c{COUNTY}", "name": "县中心"},
        "centre": "玉山县社会治理中心",
        "county": COUNTY,
        "demo": True,
        "now": iso(NOW),
    }
    return me | facts


@cache
def ground() -> bytes:
    county = yushan()
    around = county.neighbours or {}
    return layers_of(county.code, county.places, county.areas, around, 1).plain


def place_list() -> dict[str, Any]:
    items = [
        {
            "code": place.code,
            "name": place.name,
            "short": place.short_name,
            "kind": place.kind,
            "level": str(place.level),
            "lon": place.lon,
            "lat": place.lat,
            "precision": str(place.precision),
            "parent": place.parent,
        }
        for place in yushan().places
    ]
    return {"version": 1, "items": items}


@dataclass
class Stage:
    """Answers by path, and the open sockets of /live with what each page said."""

    answers: dict[str, tuple[int, Any]] = field(default_factory=dict)
    items: list[dict[str, Any]] = field(default_factory=list)
    sockets: list[WebSocketRoute] = field(default_factory=list)
    seq: int = 100
    scope: str = COUNTY
    now: datetime = NOW

    async def put_on(self, page: Page) -> None:
        """From now on the page sees only this stage."""
        await page.route(f"{ORIGIN}/**", self._answer)
        await page.route_web_socket("**/live**", self._open)

    async def _answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        status, body, media = self._body(path)
        headers = {"content-type": media, "content-security-policy": CSP}
        await route.fulfill(status=status, body=body, headers=headers)

    def _body(self, path: str) -> tuple[int, bytes, str]:
        if path in self.answers:
            status, told = self.answers[path]
            return status, json.dumps(told).encode(), "application/json"
        if path == "/blank":
            return 200, BLANK, "text/html; charset=utf-8"
        if path == "/map/shell.js":
            return 200, render_shell(118.2446, 28.6819, 10).script, "text/javascript"
        if path == "/static/modules/wall.js":
            return 200, joined(STATIC / "js" / "wall_main.js").encode(), "text/javascript"
        file = STATIC / (
            path.removeprefix("/static/") if "." in path else f"{path.strip('/')}.html"
        )
        if not file.is_file():
            return 404, b"{}", "application/json"
        media = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        text = media.startswith("text/")
        return 200, file.read_bytes(), f"{media}; charset=utf-8" if text else media

    def _open(self, socket: WebSocketRoute) -> None:
        self.sockets.append(socket)
        socket.on_message(lambda _: None)
        self.send(self.hello())
        part = {"type": "snapshot", "seq": self.seq, "prev": self.seq, "part": 1, "parts": 1}
        self.send(part | {"items": self.items})

    def hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "epoch": "stage",
            "seq": self.seq,
            "prev": self.seq,
            "heartbeat": 1.0,
            "scope": self.scope,
            "expires": ahead(hours=12),
            "now": iso(self.now),
        }

    def send(self, frame: Mapping[str, Any]) -> None:
        self.sockets[-1].send(json.dumps(frame, ensure_ascii=False))

    def event(self, type_: str, card: Mapping[str, Any], **data: Any) -> None:
        """The next event of this scope, with the card after it."""
        before, self.seq = self.seq, self.seq + 1
        frame = {"seq": self.seq, "prev": before, "type": type_, "at": iso(self.now)}
        told = {"card": card, "by": "县中心", **data}
        self.send(frame | {"place": card["place"], "case": card["case"], "data": told})

    def beat(self) -> None:
        beat = {"type": "heartbeat", "seq": self.seq}
        self.send(beat | {"now": iso(self.now), "as_of": iso(self.now)})

    async def pass_time(self, page: Page, seconds: int, *, beating: bool = True) -> None:
        """Move the page's clock second by second, with the server's heartbeat or without."""
        for _ in range(seconds):
            self.now += timedelta(seconds=1)
            await page.clock.run_for(1000)
            if beating:
                self.beat()


def a_stage(cards: list[dict[str, Any]], **me: Any) -> Stage:
    """A county wall with these cards, signed in."""
    stage = Stage(items=[{"card": card} for card in cards])
    stage.answers = {
        "/api/session": (200, an_actor(**me)),
        "/api/places": (200, place_list()),
        "/map/layers": (200, json.loads(ground())),
        "/map/counts": (200, {"items": []}),
    }
    return stage
