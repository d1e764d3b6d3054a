"""Templates over HTTP: who writes them, what is refused, from which day they hold."""

from datetime import timedelta
from typing import Any

from command.base.clock import china_date, now
from tests.casework.stage import Stage
from tests.documents.stage import issued
from tests.documents.test_documents import accepted

TODAY = china_date(now())
TEXT = {
    "title": "受理告知书(新)",
    "mark": "玉信受",
    "body": "< {反映人}:\n已受理“{事项}”。\n> {出具日期}",
}


def wish(**changes: Any) -> dict[str, Any]:
    return {**TEXT, "from": TODAY.isoformat(), "why": "按新规定修改", **changes}


async def test_a_new_version_holds_from_its_day_on_and_documents_before_keep_theirs(
    stage: Stage,
) -> None:
    case = await accepted(stage)
    before = await issued(stage, "clerk", case, "acceptance")
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    path = "/api/templates/acceptance"
    coming = wish(**{"from": tomorrow, "mark": "玉明受"})
    made = [await stage.post("system_admin", path, one) for one in (wish(), coming)]
    assert [(one.status_code, one.json()["version"]) for one in made] == [(201, 1), (201, 2)]
    after = await issued(stage, "clerk", case, "acceptance")
    assert after["number"] == f"玉信受〔{TODAY.year}〕2号", "the mark is new, the numbers go on"
    rows = await stage.rows("select number, template from documents.document order by document_id")
    assert [tuple(row) for row in rows] == [(before["number"], 0), (after["number"], 1)]
    answer = await stage.get("duty", "/api/templates")
    found = next(one for one in answer.json()["items"] if one["kind"] == "acceptance")
    assert [one["state"] for one in found["versions"]] == ["past", "holds", "coming"]
    assert {"name": "反映人", "en": "Reporter, masked"} in found["fields"]


async def test_a_version_sent_twice_under_one_key_is_written_once(stage: Stage) -> None:
    path = "/api/templates/acceptance"
    sent = [await stage.post("system_admin", path, wish(), "one-key-twice") for _ in "ab"]
    assert [(one.status_code, one.json()) for one in sent] == [(201, {"version": 1})] * 2
    assert len(await stage.rows("select 1 from documents.template")) == 1


async def test_a_draft_is_looked_at_on_a_case_or_on_the_names_of_its_fields(stage: Stage) -> None:
    case = await accepted(stage)
    sample = await stage.post("system_admin", "/api/templates/answer/sample", TEXT)
    assert sample.json()["lines"][0]["cells"] == ["〔反映人〕:"]
    path = f"/api/cases/{case}/templates/acceptance/preview"
    shown = await stage.post("duty", path, TEXT)
    assert shown.status_code == 200, shown.text
    assert shown.json()["lines"][0]["cells"][0].startswith("甄")
    assert "甄虚构" not in shown.text
    assert (await stage.post("system_admin", path, TEXT)).status_code == 404, "reads no case"
    assert await stage.rows("select 1 from documents.template") == []


async def test_what_is_wrong_with_a_template_is_said_at_its_field(stage: Stage) -> None:
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    for change, field in (
        ({"body": "您好,{身份证号}"}, "body"),
        ({"from": yesterday}, "from"),
        ({"mark": "玉社治督"}, "mark"),
        ({"mark": "玉 受"}, "mark"),
        ({"title": "单"}, "title"),
    ):
        answer = await stage.post("duty", "/api/templates/acceptance", wish(**change))
        assert (answer.status_code, answer.json().get("field")) == (422, field), answer.text
    assert (await stage.post("duty", "/api/templates/nothing", wish())).status_code == 404
    assert (await stage.post("clerk", "/api/templates/acceptance", wish())).status_code == 403
