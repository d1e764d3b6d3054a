"""Casework's stage with the documents' routes beside it, and readers of what is drawn."""

import ctypes
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from command.accounts.session import authenticator
from command.base import http
from command.base.db import Database
from command.documents.views import ENDPOINTS
from tests.casework import stage as casework
from tests.casework.stage import Stage

INPUTS = {
    "refusal": {
        "reason": "已由法院受理",
        "basis": "《信访工作条例》第三十一条",
        "door": "请向县人民法院诉讼服务中心提出",
    },
    "order": {"demand": "十五日内核实并答复", "feedback": "书面反馈县社会治理中心"},
    "supervision": {"next": "逾期不回复的,予以黄牌督办"},
    "answer": {
        "request": "支付拖欠工资",
        "facts": "经核查,项目部确有拖欠。",
        "opinion": "支持",
        "reasons": "已责令限期支付。",
        "basis": "《保障农民工工资支付条例》",
    },
    "agreement": {
        "facts": "双方因工资结算发生争议。",
        "duties": "一、项目部支付工资。\n二、双方就此了结。",
        "performance": "协议签订后三日内一次性支付",
        "mediator": "调解员甲",
    },
}


@asynccontextmanager
async def opened(db: Database) -> AsyncIterator[Stage]:
    """The casework API of a small county, with documents."""
    async with casework.opened(db) as stage:
        stage.app.router.routes.extend(http.routes(ENDPOINTS, authenticator(db)))
        yield stage


async def issued(stage: Stage, who: str, case: int, kind: str, subject: int = 0) -> dict[str, Any]:
    """A document that is issued; the answer's body."""
    body = {"kind": kind, "subject": subject, "inputs": INPUTS.get(kind, {})}
    answer = await stage.post(who, f"/api/cases/{case}/documents", body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def copied(
    stage: Stage, who: str, case: int, document: int, how: str = "format=pdf", status: int = 200
) -> bytes:
    """A copy that somebody takes away, or the problem they are told."""
    answer = await stage.post(who, f"/api/cases/{case}/documents/{document}/copy?{how}", None)
    assert answer.status_code == status, answer.text
    return answer.content


class Pdf:
    """A PDF as a reader sees it."""

    def __init__(self, file: bytes) -> None:
        self.held = pypdfium2.PdfDocument(file)

    @property
    def pages(self) -> list[str]:
        """The words of each page without spaces: a mark across it may cut lines anywhere."""
        return ["".join(page.get_textpage().get_text_range().split()) for page in self._pages()]

    @property
    def text(self) -> str:
        return "".join(self.pages)

    @property
    def fonts(self) -> set[tuple[str, bool]]:
        """Every font of every word, and whether the file brings it along."""
        found = set()
        for page in self._pages():
            for one in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
                font = pdfium.FPDFTextObj_GetFont(one.raw)
                name = ctypes.create_string_buffer(100)
                pdfium.FPDFFont_GetBaseFontName(font, name, 100)
                found.add((name.value.decode(), pdfium.FPDFFont_GetIsEmbedded(font) == 1))
        return found

    @property
    def outline(self) -> list[str]:
        return [one.get_title() for one in self.held.get_toc()]

    def picture(self, page: int) -> bytes:
        """A page as a PNG."""
        out = io.BytesIO()
        self.held[page].render(scale=1.5).to_pil().save(out, "PNG")
        return out.getvalue()

    def _pages(self) -> list[Any]:
        return [self.held[number] for number in range(len(self.held))]
