"""The mandates as the county keeps them: dated lines, previewed, and old cases keep theirs."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from command.base import clock
from command.base.clock import china_date, midnight_before
from command.base.problem import InvalidInput
from command.casework import mandate_store, posts
from command.casework.mandate import Line, Wish, begins, check, holding
from command.casework.routing import ANY, Mandate, Matter, mandate_for, mandates
from command.casework.terms import Kind
from tests.casework.stage import Stage
from tests.cast import AT, OTHER_TOWNSHIP, TOWNSHIP, VILLAGE

TODAY = china_date(AT)
DAY = timedelta(days=1)
KNOWN = {"rsj", "zjj", "gaj", "sfj"}
WAGES = ("wage_arrears", ANY, ANY, ANY)


def a_wish(**changes: Any) -> Wish:
    wish: dict[str, Any] = {
        "type": "wage_arrears",
        "kind": ANY,
        "level": ANY,
        "place": ANY,
        "leads": ("zjj",),
        "supports": ("rsj",),
        "day": TODAY + DAY,
        "why": "住建领域欠薪改由住建局牵头",
    }
    return Wish(**{**wish, **changes})


def a_line(number: int, days: int | None, leads: tuple[str, ...] = ("zjj",)) -> Line:
    start = None if days is None else midnight_before(TODAY + days * DAY)
    return Line(number, WAGES, leads, (), start, "某示例", "试")


# Pure


def test_the_last_line_that_has_begun_holds() -> None:
    lines = [a_line(3, 2), a_line(2, -1), a_line(1, None)]
    assert holding(lines, AT)[WAGES].number == 2
    assert holding(lines, AT - 3 * DAY)[WAGES].number == 1
    assert holding(lines, AT + 2 * DAY)[WAGES].number == 3


def test_a_line_begins_at_its_midnight_and_todays_at_once() -> None:
    assert begins(a_wish(), AT) == midnight_before(TODAY + DAY)
    assert begins(a_wish(day=TODAY), AT) == AT


@pytest.mark.parametrize("day", [TODAY - DAY, TODAY + 367 * DAY])
def test_the_past_stays_as_it_was_decided(day: date) -> None:
    with pytest.raises(InvalidInput) as refused:
        begins(a_wish(day=day), AT)
    assert refused.value.field == "from"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"type": "nothing"}, "type"),
        ({"kind": "incident", "type": "education"}, "type"),
        ({"leads": ("nobody",)}, "leads[0]"),
        ({"supports": ("rsj", "nobody")}, "supports[1]"),
        ({"leads": ("zjj", "zjj")}, "leads"),
        ({"leads": (), "supports": ("rsj",)}, "leads"),
        ({"leads": ("county", "village")}, "leads"),
        ({"type": ANY, "leads": (), "supports": ()}, "leads"),
        ({"place": VILLAGE, "level": "township"}, "level"),
        ({"why": " 一"}, "why"),
    ],
)
def test_a_bad_line_names_its_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check(a_wish(**changes), KNOWN)
    assert refused.value.field == field


def test_the_nearest_line_holds_type_before_kind_before_place_before_level() -> None:
    def lead(**changes: Any) -> str:
        matter = Matter("wage_arrears", Kind.INCIDENT, VILLAGE)
        table = {**mandates(), a_wish(**changes).matters: Mandate(("gaj",), ())}
        return mandate_for(matter, table).leads[0]

    assert lead(place=TOWNSHIP) == "rsj"  # the shipped line of incidents is nearer
    assert lead(kind="incident", place=TOWNSHIP) == "gaj"
    assert lead(kind="incident", place=OTHER_TOWNSHIP) == "rsj"
    assert lead(kind="incident", level="village") == "gaj"
    assert lead(kind="incident", level="township") == "rsj"


# On a database, over HTTP


@pytest.fixture
def clock_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Moves the clock that the views ask."""

    def move(at: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: at)

    move(AT)
    return move


def a_body(**changes: Any) -> dict[str, Any]:
    body = {
        "type": "wage_arrears",
        "leads": ["zjj"],
        "supports": ["rsj"],
        "from": (TODAY + DAY).isoformat(),
        "why": "住建领域欠薪改由住建局牵头",
    }
    return {**body, **changes}


async def added(stage: Stage, **changes: Any) -> int:
    answer = await stage.post("system_admin", "/api/mandates", a_body(**changes))
    assert answer.status_code == 201, answer.text
    return int(answer.json()["mandate"])


async def test_the_shipped_table_in_the_database_is_the_file(stage: Stage) -> None:
    async with stage.db.reading() as conn:
        lines = await mandate_store.lines(conn)
    kept = {line.matters: (line.leads, line.supports) for line in lines}
    assert kept == {key: (one.leads, one.supports) for key, one in mandates().items()}
    assert all(line.valid_from is None for line in lines)


@pytest.mark.requirement("R34", lacks="a changed number of days")
async def test_r34_a_changed_rule_is_for_new_cases_and_old_ones_keep_theirs(
    stage: Stage, clock_at: Callable[[datetime], None]
) -> None:
    old = (await stage.report())["case"]
    number = await added(stage)
    before = (await stage.report())["case"]
    clock_at(AT + DAY)
    new = (await stage.report())["case"]
    for case, lead in ((old, "rsj"), (before, "rsj"), (new, "zjj")):
        told = (await stage.get("dispatcher", f"/api/cases/{case}/routing")).json()
        assert told["lead"]["agency"] == lead
        card = await stage.done("dispatcher", case, "accept")
        assert card["lead"]["agency"] == lead
    assert told["line"] == number
    assert f"第{number}条" in told["why"]
    entry = (await stage.get("duty", f"/api/cases/{new}")).json()["entries"][-1]
    assert (entry["facts"]["lead"], entry["facts"]["line"]) == ("zjj", number)


async def test_a_line_without_leads_hands_the_matter_back(
    stage: Stage, clock_at: Callable[[datetime], None]
) -> None:
    await added(stage, place=TOWNSHIP, **{"from": TODAY.isoformat()})
    await added(stage, place=TOWNSHIP, leads=[], supports=[])
    case = (await stage.report())["case"]
    assert (await stage.done("dispatcher", case, "accept"))["lead"]["agency"] == "zjj"
    clock_at(AT + DAY)
    case = (await stage.report())["case"]
    assert (await stage.done("dispatcher", case, "accept"))["lead"]["agency"] == "rsj"


async def test_a_preview_counts_what_would_have_gone_elsewhere_and_writes_nothing(
    stage: Stage, clock_at: Callable[[datetime], None]
) -> None:
    receipt = (await stage.report())["receipt"]
    await stage.report(type="noise")
    body = a_body(leads=["zjj", "county"], supports=["rsj", "sfj"])
    told = (await stage.post("system_admin", "/api/mandates/preview", body)).json()
    assert (told["looked_at"], told["changed"], told["unstaffed"]) == (2, 1, ["sfj"])
    (moved,) = told["moved"]
    assert (moved["receipt"], moved["lead"], moved["new_lead"]) == (receipt, "rsj", "zjj")
    assert (moved["supports"], moved["new_supports"]) == (["zjj"], ["rsj"])
    lines = (await stage.get("system_admin", "/api/mandates")).json()["items"]
    (replaced,) = [line for line in lines if line["mandate"] == told["replaces"]]
    assert (replaced["type"], replaced["kind"], replaced["state"]) == ("wage_arrears", "*", "holds")
    assert not [line for line in lines if line["from"]]


async def test_a_line_is_taken_back_before_its_day_and_never_after(
    stage: Stage, clock_at: Callable[[datetime], None]
) -> None:
    number = await added(stage)
    again = await stage.post("system_admin", "/api/mandates", a_body())
    assert (again.status_code, again.json()["code"]) == (409, "same-day")
    headers = stage.cast.headers("system_admin")
    url = f"/api/mandates/{number}"
    assert (await stage.client.delete(url, headers=headers)).status_code == 204
    number = await added(stage)
    clock_at(AT + DAY)
    gone = await stage.client.delete(f"/api/mandates/{number}", headers=headers)
    assert (gone.status_code, gone.json()["code"]) == (404, "no-such-mandate")
    (line,) = [
        line
        for line in (await stage.get("system_admin", "/api/mandates")).json()["items"]
        if line["mandate"] == number
    ]
    assert (line["state"], line["by"]) == ("holds", "系统子")
    kept = await stage.rows("select what from audit.line where target like 'mandate:%' order by 1")
    assert [row["what"] for row in kept] == ["mandate.added", "mandate.added", "mandate.dropped"]


async def test_no_login_changes_a_line(stage: Stage) -> None:
    async with stage.db.transaction(stage.cast.system_admin) as conn:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conn.execute("update casework.mandate set leads = '{gaj}'")


@pytest.mark.requirement("R43")
async def test_r43_departing_from_the_mandates_takes_a_reason_that_stays_on_record(
    stage: Stage,
) -> None:
    case = (await stage.report())["case"]
    refused = await stage.do("dispatcher", case, "accept", lead="zjj")
    assert (refused.status_code, refused.json()["field"]) == (422, "reason")
    reason = "项目由住建局监管,改由住建局牵头"
    await stage.done("dispatcher", case, "accept", lead="zjj", reason=reason)
    entry = (await stage.get("duty", f"/api/cases/{case}")).json()["entries"][-1]
    assert (entry["words"], entry["facts"]["instead_of"]) == (reason, "rsj")


async def test_an_incident_says_why_it_went_there(stage: Stage) -> None:
    case = (await stage.report(kind="incident"))["case"]
    entry = (await stage.get("duty", f"/api/cases/{case}")).json()["entries"][0]
    assert "牵头" in entry["facts"]["routing"]
    async with stage.db.reading() as conn:
        found = await posts.routing_for(conn, Matter("noise", Kind.PETITION, VILLAGE), AT)
    assert found.line > 0
