"""Named SQL: each room keeps its statements in `queries.sql`, one description line each.

-- find_case: One case by its id.
select ...;
"""

import re
from importlib import resources

_HEADER = re.compile(r"^-- (?P<name>[a-z][a-z0-9_]*): (?P<about>\S.*)$", re.MULTILINE)


class UnknownQuery(KeyError):
    """A store asked for a statement that its `queries.sql` does not hold."""


class Queries:
    """The statements of one file by name: `QUERIES["find_case"]`."""

    def __init__(self, text: str) -> None:
        headers = list(_HEADER.finditer(text))
        ends = [header.start() for header in headers[1:]] + [len(text)]
        self.about = {header["name"]: header["about"] for header in headers}
        self._sql = {
            header["name"]: text[header.end() : end].strip().rstrip(";")
            for header, end in zip(headers, ends, strict=True)
        }
        if len(self._sql) != len(headers):
            raise ValueError("two statements share a name")

    def __getitem__(self, name: str) -> str:
        try:
            return self._sql[name]
        except KeyError:
            raise UnknownQuery(name) from None

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._sql)


def load(package: str) -> Queries:
    """The statements of `queries.sql` in `package` (a dotted name)."""
    return Queries(resources.files(package).joinpath("queries.sql").read_text(encoding="utf-8"))
