"""What the demo prints once it listens: who may sign in, and which pages there are."""

from datetime import datetime

from rich import box
from rich.table import Table

from command.base.clock import CHINA
from command.demo import cast
from command.video.record import Record

SITES = (
    ("duty, leader", "县 county (hosts)"),
    ("township", "乡 township"),
    ("village", "村 village"),
)
PAGES = (
    ("/signin", "登录", "sign in"),
    ("/wall", "大屏", "the wall"),
    ("/desk", "坐席", "an officer's desk"),
    ("/phone", "移动端", "a field worker's phone"),
    ("/openapi.json", "接口说明", "the interface"),
)


def accounts_table() -> Table:
    """Login, password, role in both languages, and the page to open; fits 80 columns."""
    table = _table("演示账号 Demo accounts")
    for heading in ("login", "password", "page"):
        table.add_column(heading, no_wrap=True)
    table.add_column("角色 role", overflow="fold")
    for player in cast.players():
        if player.page:
            role = f"{player.zh} {player.en}"
            table.add_row(player.login, cast.PASSWORD, player.page, role)
    others = " ".join(player.login for player in cast.players() if not player.page)
    table.caption = (
        f"The scenarios also play, with the same password: {others}\n"
        "全部人员与事项均为虚构 All people and matters are fictitious"
    )
    return table


def pages_table(url: str) -> Table:
    """Addresses to open in a browser on this machine."""
    table = _table("页面 Pages")
    for heading in ("address", "页面 page"):
        table.add_column(heading, no_wrap=True)
    for path, zh, en in PAGES:
        table.add_row(f"{url}{path}", f"{zh} {en}")
    return table


def reception_table(url: str, record: Record) -> Table:
    """Today's booked reception: when, and who opens which page for it."""
    at = datetime.fromisoformat(record.starts_at).astimezone(CHINA)
    table = _table(f"今日接访 Reception today {at:%H:%M}")
    for heading in ("login", "会场 site"):
        table.add_column(heading, no_wrap=True)
    for login, site in SITES:
        table.add_row(login, site)
    table.add_row("页面 page", f"{url}/reception?id={record.reception}")
    return table


def _table(title: str) -> Table:
    return Table(
        title=title, title_justify="left", caption_justify="left", box=box.SIMPLE, pad_edge=False
    )
