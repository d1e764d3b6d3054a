"""One case as the wall gets it: of the size of real ones, and fictitious."""

from typing import Any

PLACE = "361123002001"


def card_data(**changes: Any) -> dict[str, Any]:
    """Data of an event: a card of some 600 bytes with these fields changed."""
    return {"card": CARD | changes, "by": "人社局"}


CARD: dict[str, Any] = {
    "case": 1,
    "receipt": "YS20261124-7K3F92QW",
    "kind": "incident",
    "type": "wage_arrears",
    "title": "冰溪街道约60人聚集反映欠薪",
    "level": 3,
    "state": "handling",
    "difficulty": "general",
    "headcount": 60,
    "place": PLACE,
    "spot": "县政务服务中心南门",
    "lon": 118.23,
    "lat": 28.67,
    "precision": "approximate",
    "lead": None,
    "supports": [],
    "opened": "2026-11-24T06:00:00Z",
    "changed": "2026-11-24T06:10:00Z",
    "due": "2026-12-01T16:00:00Z",
    "due_name": "resolve_by",
    "overdue": False,
    "escalated": None,
    "why": "人数 20→60",
    "acknowledged": None,
    "redo": 0,
    "version": 4,
}
