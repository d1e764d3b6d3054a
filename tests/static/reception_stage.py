"""A reception without a server: its record and its signalling as a test says, no media.

People are invented and masked; the room is what the server would tell. Media offers are heard and
not answered.
"""

import asyncio
import json
import re
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Page, WebSocketRoute

from tests.static.stage import COUNTY, NOW, VILLAGE, Stage, a_card, a_stage, ago, ahead, iso

ID = 7
TOWNSHIP = VILLAGE[:9]
SITES = [
    ("county", COUNTY, "县社会治理中心"),
    ("township", TOWNSHIP, "冰溪街道"),
    ("village", VILLAGE, "万柳洲社区"),
]
DEEDS: tuple[str, ...] = (
    "open-waiting",
    "begin",
    "interrupt",
    "resume",
    "end",
    "close",
    "no-show",
    "call-next",
)
DEEDS += ("move", "cancel", "ask", "hand-over", "admit", "hold")
FAKE = (
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)


def a_record(state: str = "in_session", **facts: Any) -> dict[str, Any]:
    """A reception as GET /api/receptions/{id} tells it to its host."""
    record: dict[str, Any] = {
        "reception": ID,
        "case": 1,
        "receipt": "YS20261124-TEST0001",
        "title": "万柳洲社区土地承包纠纷",
        "state": state,
        "petitioner": "村民代表",
        "starts_at": ago(minutes=20),
        "began_at": ago(minutes=12) if state not in ("booked", "waiting") else None,
        "ended_at": None,
        "sites": [
            {"level": level, "place": place, "name": name, "people": ["李**"]}
            | {"present": True, "consent": True, "mine": True}
            for level, place, name in SITES
        ],
        "host": True,
        "deeds": [{"deed": name, "allowed": True, "reason": ""} for name in DEEDS],
        "version": 3,
        "waiting": 0,
        "reason": "",
        "side": "",
        "outcome": None,
    }
    return record | facts


def a_person(seat: str, site: str, name: str, **facts: Any) -> dict[str, Any]:
    person = {
        "seat": seat,
        "site": site,
        "name": name,
        "role": "township_officer",
        "host": False,
        "admitted": True,
        "held": False,
        "consent": True,
        "mic": True,
        "camera": True,
        "screen": False,
        "hand": False,
        "quality": {"up": 4, "down": 4, "audio_only": False},
        "speaking": False,
        "connected": True,
        "companions": [],
    }
    return person | facts


def people() -> list[dict[str, Any]]:
    weak = {"up": 2, "down": 3, "audio_only": True}
    return [
        a_person("c1", "county", "李**", role="county_leader", host=True),
        a_person("t1", "township", "王**", hand=True, quality=weak, mic=False),
        a_person("v1", "village", "村民代表", role="guest", speaking=True),
        a_person("v2", "village", "吴**", role="village_cadre", camera=False),
    ]


def a_room(version: int = 1, state: str = "in_session", **facts: Any) -> dict[str, Any]:
    sites = [
        {"level": level, "place": place, "name": name, "present": True, "consent": True}
        for level, place, name in SITES
    ]
    room: dict[str, Any] = {
        "type": "room",
        "version": version,
        "state": state,
        "since": ago(minutes=12),
        "now": iso(NOW),
        "sites": sites,
        "people": people(),
        "waiting": [],
    }
    return room | facts


def attendance() -> list[dict[str, Any]]:
    """Who had a seat, as GET /api/receptions/{id}/seats tells it."""
    came = {"came_at": ago(minutes=15), "admitted_at": ago(minutes=14), "host": False}
    yes, no = {"given": True, "at": ago(minutes=13)}, {"given": False, "at": ago(minutes=5)}
    host = {"seat": "c1", "site": "county", "name": "李**", "role": "county_leader", "host": True}
    guest = {"seat": "v1", "site": "village", "name": "村民代表", "role": "petitioner"}
    return [
        came | host | {"consent": True, "words": [yes]},
        came | guest | {"consent": False, "words": [yes, no]},
    ]


@dataclass
class Reception:
    """The sockets of the page, what it said, and what it is told."""

    stage: Stage
    seat: str = "c1"
    site: str = "county"
    host: bool = True
    room: dict[str, Any] = field(default_factory=a_room)
    sockets: list[WebSocketRoute] = field(default_factory=list)
    heard: list[dict[str, Any]] = field(default_factory=list)
    more: asyncio.Event = field(default_factory=asyncio.Event)

    async def put_on(self, page: Page) -> None:
        await self.stage.put_on(page)
        await page.route_web_socket(re.compile(r"/reception/\d+/signal"), self._open)

    def _open(self, socket: WebSocketRoute) -> None:
        self.sockets.append(socket)
        socket.on_message(self._hear)

    def _hear(self, text: str | bytes) -> None:
        message = json.loads(text)
        self.heard.append(message)
        self.more.set()
        if message["type"] == "knock":
            self.tell({"type": "door", "ice": []})
        if message["type"] == "enter":
            entered = {"type": "entered", "seat": self.seat, "site": self.site, "host": self.host}
            who: dict[str, Any] = {
                "role": "county_leader" if self.host else "guest",
                "name": "李**",
                "ice": [],
            }
            self.tell(entered | who | {"expires": ahead(hours=8)})
            self.tell(self.room)

    def tell(self, message: dict[str, Any]) -> None:
        self.sockets[-1].send(json.dumps(message, ensure_ascii=False))

    async def until(self, kind: str, count: int = 1) -> list[dict[str, Any]]:
        """What the page said of this kind, once it has said that much."""
        async with asyncio.timeout(20):
            while len(found := self.said(kind)) < count:
                self.more.clear()
                await self.more.wait()
        return found

    def said(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.heard if message["type"] == kind]


def a_reception(record: dict[str, Any] | None = None, **facts: Any) -> Reception:
    """A page's whole surroundings: session, places, case file, agencies, record, seat."""
    stage = a_stage([])
    card = a_card(1, title="万柳洲社区土地承包纠纷", state="handling")
    file = {"card": card, "words": "合同写三亩二分,东至老田埂。", "channel": "window"}
    entry = {"id": 1, "at": ago(days=2), "type": "case.progressed", "by": "陈**"}
    entry |= {"agency": "农业农村局", "words": "已调取承包底册。", "facts": {}, "photos": []}
    file |= {"reporter": {"name": "张**", "phone": "138****0000"}, "parts": [], "deadlines": []}
    agencies = [
        {"id": "zrzyj", "name": "自然资源局", "short_name": "自然资源局"},
        {"id": "nyncj", "name": "农业农村局", "short_name": "农业农村局"},
    ]
    base = {"kind": "bureau", "place": COUNTY, "has_officer": True}
    rest = {"can_attend": True, "can_host": False, "duty": [], "named": True}
    officer = {"account": 31, "name": "赵**", "role": "agency_officer", "can_sign": True} | rest
    visitor = officer | {"account": 32, "name": "王**", "role": "visitor", "can_sign": False}
    stage.answers |= {
        f"/api/receptions/{ID}": (200, record or a_record()),
        f"/api/receptions/{ID}/seats": (200, {"token": "t", "seat": "c1", "items": attendance()}),
        f"/api/receptions/{ID}/guests": (200, {"url": "/guest#abc", "expires": ahead(hours=2)}),
        "/api/cases/1": (200, file | {"entries": [entry], "next": [], "tasks": []}),
        "/api/agencies": (200, {"items": [one | base for one in agencies]}),
        "/api/agencies/zrzyj/officers": (200, {"items": [officer, visitor]}),
    }
    return Reception(stage, **facts)
