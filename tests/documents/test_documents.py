"""Documents over HTTP: numbers without holes, what never changes, who sees what, copies."""

import hashlib
from typing import Any

import asyncpg
import pytest

from command.audit.record import What
from command.base.clock import china_date, now
from tests.casework.stage import Stage
from tests.cast import VILLAGE
from tests.documents.stage import INPUTS, Pdf, copied, issued

YEAR = china_date(now()).year
NAME = "甄虚构"


async def accepted(stage: Stage) -> int:
    case = int((await stage.report())["case"])
    await stage.done("dispatcher", case, "accept")
    return case


async def handled(stage: Stage) -> int:
    case = await accepted(stage)
    await stage.done("dispatcher", case, "assign", lead="rsj")
    await stage.done("lead", case, "sign-for")
    return case


async def resolved(stage: Stage) -> int:
    case = await handled(stage)
    await stage.answered(case)
    await stage.done("lead", case, "resolve", words="已全部支付。")
    return case


async def listed(stage: Stage, who: str, case: int) -> dict[str, Any]:
    answer = await stage.get(who, f"/api/cases/{case}/documents")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def kinds(stage: Stage, who: str, case: int) -> set[str]:
    """What somebody may issue now."""
    return {one["kind"] for one in (await listed(stage, who, case))["kinds"] if one["allowed"]}


async def test_numbers_are_dense_by_kind_and_year_and_a_key_issues_once(stage: Stage) -> None:
    case = await handled(stage)
    first = await issued(stage, "dispatcher", case, "acceptance")
    assert first["number"] == f"玉社治受〔{YEAR}〕1号"
    path = f"/api/cases/{case}/documents"
    refused = await stage.post("dispatcher", path, {"kind": "order", "inputs": {}})
    assert (refused.status_code, refused.json()["field"]) == (422, "inputs.demand")
    body = {"kind": "acceptance"}
    again = [await stage.post("clerk", path, body, key="one-and-the-same") for _ in range(2)]
    assert [one.json()["number"] for one in again] == [f"玉社治受〔{YEAR}〕2号"] * 2
    assert (await issued(stage, "dispatcher", case, "order"))["number"] == f"玉社治交〔{YEAR}〕1号"
    rows = await stage.rows("select kind, last from documents.counter order by kind")
    assert [tuple(row) for row in rows] == [("acceptance", 2), ("order", 1)]


async def test_a_number_is_given_back_when_the_document_is_not_kept(stage: Stage) -> None:
    case = await accepted(stage)
    async with stage.house.transaction() as conn:
        await conn.execute(
            "alter table documents.document add constraint none check (kind <> 'acceptance')"
        )
    with pytest.raises(asyncpg.CheckViolationError):
        await stage.post("clerk", f"/api/cases/{case}/documents", {"kind": "acceptance"})
    async with stage.house.transaction() as conn:
        await conn.execute("alter table documents.document drop constraint none")
    assert (await issued(stage, "clerk", case, "acceptance"))["number"].endswith("〕1号")


async def test_what_was_issued_stays_and_is_told_to_the_journal(stage: Stage) -> None:
    case = await accepted(stage)
    made = await issued(stage, "clerk", case, "acceptance")
    (row,) = await stage.rows("select content, digest, template from documents.document")
    content = bytes(row["content"])
    assert hashlib.sha256(content).hexdigest() == row["digest"] == made["digest"]
    assert NAME not in content.decode(), "what is kept is masked"
    for change in ("update documents.document set content = ''", "delete from documents.document"):
        with pytest.raises(asyncpg.CheckViolationError, match="stays as it is"):
            async with stage.house.transaction() as conn:
                await conn.execute(change)
    rows = await stage.rows(
        "select data::text as data, audience from journal.event where type = 'document.issued'"
    )
    assert len(rows) == 1
    assert f"出具受理告知书 {made['number']}" in rows[0]["data"]
    assert NAME not in rows[0]["data"]


async def test_each_office_issues_its_own_documents_when_their_time_has_come(stage: Stage) -> None:
    case = int((await stage.report())["case"])
    assert await kinds(stage, "clerk", case) == set()
    await stage.done("dispatcher", case, "accept")
    assert await kinds(stage, "clerk", case) == {"acceptance"}
    await stage.done("dispatcher", case, "assign", lead="rsj", supports=["zjj"])
    assert await kinds(stage, "dispatcher", case) == {"acceptance", "order"}
    assert await kinds(stage, "lead", case) == set()
    await stage.done("lead", case, "sign-for")
    assert await kinds(stage, "lead", case) == {"answer", "agreement"}
    assert await kinds(stage, "support", case) == set(), "only the lead answers"
    body = {"kind": "answer", "inputs": INPUTS["answer"]}
    for who, status in (("support", 403), ("outsider", 404), ("visitor", 403)):
        answer = await stage.post(who, f"/api/cases/{case}/documents", body)
        assert answer.status_code == status, (who, answer.text)


async def test_a_supervision_and_an_extension_are_put_on_paper(stage: Stage) -> None:
    case = await handled(stage)
    due = {"due": f"{YEAR + 1}-01-08"}
    asked = {"wish": "extension", "deadline": "resolve_by", "days": 5, "words": "等待鉴定结论"}
    await stage.done("lead", case, "ask-time", **asked)
    assert await kinds(stage, "supervisor", case) == set()
    await stage.done("supervisor", case, "supervise", step="order", words="请说明未办结原因", **due)
    await stage.done("supervisor", case, "decide-time", decision="grant", words="同意延期")
    assert await kinds(stage, "supervisor", case) == {"supervision", "extension"}
    number = (await issued(stage, "supervisor", case, "supervision", 1))["number"]
    assert number == f"玉社治督〔{YEAR}〕1号"
    made = await issued(stage, "supervisor", case, "extension", 1)
    sheet = await stage.get("lead", f"/api/cases/{case}/documents/{made['document']}")
    cells = {cell for line in sheet.json()["lines"] for cell in line["cells"]}
    assert {"批准", "5天", "等待鉴定结论", "同意延期"} <= cells
    none = {"kind": "extension", "subject": 2}
    answer = await stage.post("supervisor", f"/api/cases/{case}/documents", none)
    assert (answer.status_code, answer.json()["field"]) == (422, "subject")


async def test_the_record_of_a_visit_is_shown_to_those_who_may_know_the_rating(
    stage: Stage,
) -> None:
    case = await resolved(stage)
    said = {"satisfaction": "fairly", "words": "等得太久", "method": "phone"}
    await stage.done("visitor", case, "visit", **said)
    made = await issued(stage, "visitor", case, "visit")
    path = f"/api/cases/{case}/documents/{made['document']}"
    assert "等得太久" in (await stage.get("visitor", path)).text
    assert (await stage.get("lead", path)).status_code == 404
    assert (await listed(stage, "lead", case))["items"] == []
    assert (await stage.post("lead", f"{path}/copy?format=pdf", None)).status_code == 404
    await stage.done("visitor", case, "close")
    assert "等得太久" in (await stage.get("lead", path)).text


async def test_a_copy_is_marked_masked_and_on_record_and_the_citizens_own_is_opened(
    stage: Stage,
) -> None:
    case = await handled(stage)
    made = await issued(stage, "lead", case, "answer")
    masked = Pdf(await copied(stage, "lead", case, made["document"]))
    assert NAME not in masked.text
    assert masked.pages[0].count("人社丁") >= 3
    assert made["digest"][:16] in masked.text
    assert "送达件" not in masked.text
    file = await copied(stage, "lead", case, made["document"], "format=pdf&open=yes")
    own = Pdf(file)
    assert f"{NAME}:" in own.text
    assert "送达件" in own.text
    rows = await stage.rows("select format, opened, digest from documents.copy order by copy_id")
    assert [row["opened"] for row in rows] == [0, 1]
    assert rows[1]["digest"] == hashlib.sha256(file).hexdigest()
    told = await stage.rows(
        "select what, purpose from audit.entry where case_id = $1 and what = any ($2)"
        " order by what, purpose",
        case,
        [What.IDENTITY_OPENED, What.DOCUMENT_ISSUED, What.DOCUMENT_TAKEN],
    )
    assert [tuple(row) for row in told] == [
        ("document.issued", ""),
        ("document.taken", ""),
        ("document.taken", ""),
        ("identity.opened", "deliver"),
    ]
    order = await issued(stage, "dispatcher", case, "order")
    body = await copied(stage, "lead", case, order["document"], "open=yes", 403)
    assert b"not-for-citizens" in body


async def test_a_closed_case_is_one_file_with_an_index_and_an_open_one_is_not(
    stage: Stage,
) -> None:
    case = await resolved(stage)
    number = (await issued(stage, "lead", case, "agreement"))["number"]
    path = f"/api/cases/{case}/archive"
    refused = await stage.post("duty", path, None)
    assert (refused.status_code, refused.json()["code"]) == (409, "case-not-closed")
    said = {"satisfaction": "satisfied", "words": "谢谢", "method": "phone"}
    await stage.done("visitor", case, "visit", **said)
    await stage.done("visitor", case, "close")
    assert (await stage.post("outsider", path, None)).status_code == 404
    answer = await stage.post("duty", path, None)
    assert answer.status_code == 200, answer.text
    pdf = Pdf(answer.content)
    assert f"人民调解协议书 {number}" in pdf.outline
    assert [title for title in pdf.outline if title.startswith("七")] == ["七、回访"]
    for words in ("希望尽快解决", "已全部支付。", "满意谢谢", "协议签订后三日内一次性支付", "结案"):
        assert words in pdf.text, words
    assert NAME not in pdf.text
    assert all(page.count("值班甲") >= 3 for page in pdf.pages)
    assert len(await stage.rows("select 1 from audit.entry where what = 'case.archived'")) == 1


async def test_a_case_of_another_township_has_no_documents_for_a_stranger(stage: Stage) -> None:
    case = int((await stage.report(place=VILLAGE))["case"])
    for path in ("", "/1"):
        answer = await stage.get("other_township", f"/api/cases/{case}/documents{path}")
        assert answer.status_code == 404, path


async def test_an_agreement_is_put_on_paper_once_it_is_reached(stage: Stage) -> None:
    case = await handled(stage)
    today = china_date(now()).isoformat()
    agreed = {"agreed_on": today, "mediators": "调解员甲", "words": "双方就工资支付达成一致"}
    duties = [{"words": "支付全部工资", "due": today}]
    card = await stage.done("lead", case, "agree", **agreed, duties=duties)
    assert card["state"] == "performing"
    assert (await issued(stage, "lead", case, "agreement"))["number"].endswith("1号")
