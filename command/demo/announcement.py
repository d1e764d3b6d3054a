"""What the demo prints once it listens: who may sign in, and which pages there are."""

from rich.table import Table

from command.demo import cast

PAGES = (
    ("/wall", "大屏", "the wall"),
    ("/desk", "坐席", "an officer's desk"),
    ("/phone", "移动端", "a field worker's phone"),
    ("/signin", "登录", "sign in"),
    ("/openapi.json", "接口说明", "the interface"),
)


def accounts_table() -> Table:
    """Login, password, role in both languages, and the page to open."""
    table = Table(title="演示账号 Demo accounts — 全部数据均为虚构 all data is fictitious")
    for heading in ("login", "password", "角色", "role", "page"):
        table.add_column(heading, no_wrap=heading in ("login", "password"))
    for player in cast.players():
        if player.page:
            table.add_row(player.login, cast.PASSWORD, player.zh, player.en, player.page)
    others = " ".join(player.login for player in cast.players() if not player.page)
    table.caption = f"Same password, for the scripts: {others}"
    return table


def pages_table(url: str) -> Table:
    """Addresses to open in a browser on this machine."""
    table = Table(title="页面 Pages")
    for heading in ("address", "页面", "page"):
        table.add_column(heading, no_wrap=heading == "address")
    for path, zh, en in PAGES:
        table.add_row(f"{url}{path}", zh, en)
    return table
