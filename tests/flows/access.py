"""Who gets through which door: the reviewed file `access_matrix.csv`, and how a cell is tried.

One row a route and relation, one column a role. A cell says `in` (the room answers, whatever it
then says), `sign` (sign in first), `no` (not for this role) or `hid` (as if it were not there);
`.` where a role cannot stand in that relation. Frames and signals have a row each: `in` for
roles that a stream or a room may speak to.
"""

import csv
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from command.app import endpoints
from command.base.http import Endpoint
from command.live.frame import MESSAGES
from command.sealed.socket import Open
from command.video.signal import SIGNALS
from tests.accounts.test_views import BODIES as ACCOUNT_BODIES

FILE = Path(__file__).with_name("access_matrix.csv")
NOT_A_CASE = "-"
RELATIONS = ("own", "other", "lead", "supporter", "none", "conflicted")
"""The case's place is one's own or another's; one's agency leads, supports, or has no part; or it
would be one's own, and is closed by a conflict."""
BOOKED = "booked"
"""One's centre is a site of the reception, and its case is none of one's own."""
MATTER_RELATIONS = ("handling", "accused", "unrelated", "conflicted")
"""To a sealed matter: one's unit handles it, is accused or under the accused, is neither, or would
handle it, and a declared relation closes it."""
GUESTS = ("guest", "guest_elsewhere")
"""No account, but the cookie of a seat: in this reception, or in another one."""
COUNTY = ("duty", "dispatcher", "clerk", "leader", "visitor", "supervisor")
STANDING = {
    "own": (
        "duty",
        "dispatcher",
        "clerk",
        "township",
        "village",
        "leader",
        "visitor",
        "supervisor",
    ),
    "other": ("township", "village"),
    "lead": ("lead",),
    "supporter": ("support",),
    "none": ("outsider", "system_admin", "security_admin", "auditor"),
    BOOKED: ("township", "village"),
    "handling": COUNTY,
    "accused": ("township", "village"),
    "unrelated": ("lead", "system_admin", "security_admin", "auditor"),
}
STANDING["conflicted"] = (*STANDING["own"], "lead")
COLUMNS = (
    *("stranger", "wall", "duty", "dispatcher", "clerk", "agency", "township", "village"),
    *("leader", "visitor", "supervisor", "system_admin", "security_admin", "auditor"),
)
AGENCY = {
    "lead": "lead",
    "supporter": "support",
    "none": "outsider",
    "unrelated": "lead",
    "conflicted": "lead",
    NOT_A_CASE: "lead",
}
SEALED_FRAME = str(Open.__struct_config__.tag)
LATE = 10**6  # a version nobody has: the door is passed, and nothing changes
WORDS = {"version": LATE, "words": "测试"}
DEEDS: dict[str, dict[str, Any]] = {
    "accept": {"version": LATE},
    "assign": {"version": LATE, "lead": "rsj"},
    "sign-for": {"version": LATE},
    "return": {"version": LATE, "ground": "not_competent", "reason": "不属本单位职责"},
    "return-part": {"version": LATE, "ground": "in_hand", "reason": "已由其他单位办理"},
    "rule": {"version": LATE, "lead": "rsj"},
    "refer-up": {"version": LATE, "reason": "超出本级权限"},
    "hand-down": {"version": LATE, "to": "c361123002", "reason": "由乡镇先行调处"},
    "copy": {"version": LATE, "to": ["gaj"], "reason": "知悉"},
    "ask": {"version": LATE, "to": "gaj", "words": "协助核查"},
    "facts": {"version": LATE, "headcount": 30},
    "progress": WORDS,
    "escalate": {"version": LATE, "level": 2, "why": "人数增加"},
    "acknowledge": {"version": LATE},
    "resolve": WORDS,
    "visit": {"version": LATE, "satisfaction": "satisfied", "words": "测试"},
    "close": {"version": LATE},
    "answer": {**WORDS, "task": 1, "words": "已经办好"},
    "ask-time": {**WORDS, "wish": "extension", "days": 5},
    "decide-time": {**WORDS, "decision": "refuse"},
    "resume-clock": {"version": LATE},
    "supervise": {**WORDS, "step": "remind", "due": "2030-01-01"},
    "instruct": {**WORDS, "due": "2030-01-01"},
    "reply": WORDS,
    "lift": WORDS,
    "decline": {**WORDS, "ground": "litigation", "door": "县人民法院"},
    "withdraw": {**WORDS, "method": "phone"},
    "reopen": WORDS,
    "tell": {**WORDS, "way": "phone"},
    "merge": {**WORDS, "into": "YS20261124-00000000"},
    "unmerge": WORDS,
    "transfer": {**WORDS, "body": "court", "name": "县人民法院", "due": "2030-01-01"},
    "come-back": {**WORDS, "outcome": "decided"},
    "hear": {**WORDS, "held": "2030-01-01T01:00:00Z", "spot": "中心听证室"},
    "conclude-hearing": WORDS,
    "agree": {
        **WORDS,
        "agreed_on": "2026-11-24",
        "mediators": "调委会",
        "duties": [{"words": "支付工资", "due": "2030-01-01"}],
    },
    "perform": {**WORDS, "on": "2026-11-24"},
    "confirm": {**WORDS, "outcome": "applied"},
    "break-off": WORDS,
    "ask-review": {**WORDS, "organ": "县人民政府"},
    "hear-review": {**WORDS, "begun": "2026-11-24", "to": "2026-11-25", "spot": "听证室"},
    "conclude-review": {**WORDS, "outcome": "upheld"},
    "link": {"version": LATE, "other": "YS20261124-00000000"},
    "inform": WORDS,
    "own": {"version": LATE, "plan": "每月约谈"},
    "disown": WORDS,
    "refuse-rise": {"version": LATE, "finding": 1, "why": "人数有误"},
    "reveal": {"field": "phone", "purpose": "contact"},
}
MATTER_DEEDS: dict[str, dict[str, Any]] = {
    "note": WORDS,
    "answer": WORDS,
    "accuse": {"version": LATE, "accused": [{"agency": "zjj"}]},
    "abstract": {**WORDS, "agency": "zjj"},
    "close": {**WORDS, "satisfaction": "satisfied"},
    "reveal": {"field": "name", "purpose": "contact"},
}
RECEPTION = "/api/receptions/{reception_id:int}"
TEMPLATE = {"title": "受理告知书", "mark": "玉测受", "body": "{事项}"}
DOCUMENTS = "/api/cases/{case_id:int}/documents"
BODIES: dict[str, Any] = {
    **ACCOUNT_BODIES,
    DOCUMENTS: {"kind": "acceptance"},
    f"{DOCUMENTS}/preview": {"kind": "acceptance"},
    "/api/cases/{case_id:int}/templates/{kind}/preview": TEMPLATE,
    "/api/templates/{kind}/sample": TEMPLATE,
    "/api/templates/{kind}": {**TEMPLATE, "from": "2000-01-01", "why": "测试"},
    "/api/guests": {"secret": "nobody"},
    "/api/lookup": {"by": "phone", "value": "13800000000", "purpose": "verify"},
    "/api/accounts/{account:int}/leave": {"why": "离岗"},
    "/api/agencies/{agency}/retirement": {
        "successor": "zjj",
        "on": "2000-01-01",
        "why": "机构改革",
    },
    "/api/mandates": {"from": "2000-01-01", "why": "测试"},
    "/api/mandates/preview": {"from": "2000-01-01", "why": "测试"},
    **{
        path: {
            "code": "E05",
            "on": True,
            "limits": [5],
            "recipients": [],
            "from": "2000-01-01",
            "why": "测试",
        }
        for path in ("/api/rules", "/api/rules/preview")
    },
    "/api/sealed/complaints": {
        "accused": [{"agency": "zjj"}],
        "words": "反映工作作风(虚构)",
        "channel": "window",
    },
    "/api/sealed/own": {"accused": ["zjj"], "words": "反映工作作风(虚构)"},
    "/api/sealed/relations": {"agency": "slj"},
    "/api/glass": {"receipt": "YS20261124-00000000", "reason": "群众在窗口等候(虚构)"},
    "/api/exports": {
        "from": "2000-01-01",
        "to": "2000-01-02",
        "purpose": "report",
        "reason": "年度工作报告(虚构)",
    },
    "/api/own": {"receipt": "YS20261124-00000000", "code": "0000-0000-0000"},
    "/api/sealed/transfers/{transfer}/reply": {"words": "测试"},
    **{
        f"/api/strikes/{{strike:int}}/{deed}": {"words": "与办理情况不符"}
        for deed in ("appeal", "dismiss", "void")
    },
    "/api/strikes/{strike:int}/decide-void": {"decision": "refuse", "words": "记录无误"},
    "/api/interviews/{interview:int}/record": {
        "talker": "领导辛",
        "held_on": "2026-01-01",
        "minutes": "约谈内容如下(虚构)。",
        "rectify_by": "2026-02-01",
    },
    "/api/interviews/{interview:int}/sign": {},
    f"{RECEPTION}/seats": {"site": "county"},
    f"{RECEPTION}/guests": {"site": "county"},
    f"{RECEPTION}/admit": {"version": LATE, "seat": "a1"},
    f"{RECEPTION}/hold": {"version": LATE, "seat": "a1"},
    f"{RECEPTION}/no-show": {"version": LATE, "side": "petitioner", "reason": "没有到场"},
    f"{RECEPTION}/close": {"version": LATE, "outcome": {}},
    f"{RECEPTION}/move": {
        "version": LATE,
        "starts_at": "2030-01-01T01:00:00Z",
        "side": "official",
        "reason": "领导出差",
    },
    f"{RECEPTION}/cancel": {"version": LATE, "side": "petitioner", "reason": "不再需要"},
    f"{RECEPTION}/ask": {"version": LATE, "account": 1, "site": "county"},
    f"{RECEPTION}/hand-over": {"version": LATE, "account": 1},
}


@dataclass(frozen=True, slots=True)
class About:
    """What addresses name: a case, a reception, a sealed matter."""

    case: int
    reception: int = 404
    matter: str = "0" * 16


@dataclass(frozen=True, slots=True)
class Row:
    method: str
    path: str
    relation: str
    cells: tuple[str, ...]

    @property
    def door(self) -> tuple[str, str, str]:
        return self.method, self.path, self.relation

    @property
    def line(self) -> str:
        """As it stands in the file."""
        return ",".join((*self.door, *self.cells))

    def cell(self, column: str) -> str:
        return self.cells[COLUMNS.index(column)]


def reviewed() -> list[Row]:
    """Every row of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        heading, *lines = csv.reader(file)
    assert heading == ["method", "path", "relation", *COLUMNS]
    return [Row(line[0], line[1], line[2], tuple(line[3:])) for line in lines]


def doors() -> set[tuple[str, str, str]]:
    """What the program has: every route, a case's for each relation, every frame and signal."""
    found = {
        (line.method, line.path, relation)
        for line in endpoints()
        for relation in relations_of(line)
    }
    found |= {("FRAME", message.name, NOT_A_CASE) for message in MESSAGES}
    found |= {("SEALED", SEALED_FRAME, NOT_A_CASE)}
    return found | {("SIGNAL", message.name, NOT_A_CASE) for message in SIGNALS}


def of_matter(line: Endpoint) -> bool:
    return "{matter}" in line.path


def of_case(line: Endpoint) -> bool:
    return "{case_id:int}" in line.path


def of_reception(line: Endpoint) -> bool:
    return "{reception_id:int}" in line.path


def relations_of(line: Endpoint) -> tuple[str, ...]:
    """What one can be to what the route is about."""
    if of_matter(line):
        return MATTER_RELATIONS
    if of_reception(line):
        return (*RELATIONS, BOOKED, *GUESTS)
    return RELATIONS if of_case(line) else (NOT_A_CASE,)


def endpoint_of(row: Row) -> Endpoint:
    return next(line for line in endpoints() if (line.method, line.path) == (row.method, row.path))


def who_stands(column: str, relation: str) -> str | None:
    """The login of the cast in that relation; None where the role cannot stand."""
    if relation in GUESTS:
        return relation if column == "stranger" else None
    if column in ("stranger", "wall"):
        return column if relation in (NOT_A_CASE, "own", "unrelated") else None
    login = AGENCY.get(relation) if column == "agency" else column
    if relation == NOT_A_CASE or login in STANDING[relation]:
        return login
    return None


def url_of(line: Endpoint, about: About, relation: str = NOT_A_CASE) -> str:
    """The address of the route for this case, reception and matter."""
    names = {
        "{matter}": about.matter,
        "{reception_id:int}": str(about.reception),
        "{case_id:int}": str(about.case),
        "{token}": "a" * 43,
        "{agency}": "rsj",
        "{kind}": "acceptance",
        "{photo_id}": "00000000-0000-0000-0000-000000000000",
        "{z}/{x}/{y}": "1/1/1",
    }
    path = line.path
    for name, value in names.items():
        path = path.replace(name, value)
    while "{" in path:
        start, _, rest = path.partition("{")
        path = f"{start}404{rest.partition('}')[2]}"
    return f"{path}?as=guest" if relation in GUESTS else path


def body_of(line: Endpoint) -> Any:
    deed = line.path.rpartition("/")[2]
    if of_matter(line):
        return MATTER_DEEDS.get(deed, {"version": LATE})
    if of_case(line):
        return BODIES.get(line.path) or DEEDS.get(deed, {"version": LATE})
    return BODIES.get(line.path, {"version": LATE})


async def tried(client: httpx2.AsyncClient, line: Endpoint, url: str, cookie: str) -> str:
    """What the door answers to whoever holds the cookie, as a word of the file."""
    headers = {"idempotency-key": secrets.token_hex(8), **({"cookie": cookie} if cookie else {})}
    sent: dict[str, Any] = {}
    if line.body is bytes:
        sent = {"content": b"no picture"}
        headers["content-type"] = line.media[0]
    elif line.body is not None:
        sent = {"json": body_of(line)}
    answer = await client.request(line.method, url, headers=headers, **sent)
    return _word(answer)


def _word(answer: httpx2.Response) -> str:
    assert answer.status_code < 500, answer.text
    is_problem = answer.headers.get("content-type", "").startswith("application/problem")
    code = answer.json()["code"] if is_problem else ""
    words = {"not-signed-in": "sign", "not-permitted": "no", "not-your-seat": "no"}
    return {**words, "not-found": "hid"}.get(code, "in")
