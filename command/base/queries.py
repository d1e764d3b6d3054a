"""Named SQL: each room keeps its statements in `queries.sql`, one description line each.

-- find_case: One case by its id.
select ...;

Text that several statements share is a part, `-- in_reach (part): ...`, and stands as `{in_reach}`
where it belongs.
"""

import re
from collections.abc import Mapping
from importlib import resources

_HEADER = re.compile(
    r"^-- (?P<name>[a-z][a-z0-9_]*)(?P<part> \(part\))?: (?P<about>\S.*)$", re.MULTILINE
)
_USE = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class UnknownQuery(KeyError):
    """A store asked for a statement that its `queries.sql` does not hold."""


class Queries:
    """The statements of one file by name: `QUERIES["find_case"]`."""

    def __init__(self, text: str) -> None:
        headers = list(_HEADER.finditer(text))
        ends = [header.start() for header in headers[1:]] + [len(text)]
        self.about = {header["name"]: header["about"] for header in headers}
        said = {
            header["name"]: text[header.end() : end].strip().rstrip(";")
            for header, end in zip(headers, ends, strict=True)
        }
        if len(said) != len(headers):
            raise ValueError("two statements share a name")
        parts = {header["name"]: said.pop(header["name"]) for header in headers if header["part"]}
        self._sql = {name: _filled(sql, parts) for name, sql in said.items()}

    def __getitem__(self, name: str) -> str:
        try:
            return self._sql[name]
        except KeyError:
            raise UnknownQuery(name) from None

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._sql)


def _filled(sql: str, parts: Mapping[str, str]) -> str:
    """Raises UnknownQuery for a part that the file does not hold."""
    try:
        return _USE.sub(lambda use: parts[use[1]], sql)
    except KeyError as unknown:
        raise UnknownQuery(*unknown.args) from None


def load(package: str) -> Queries:
    """The statements of `queries.sql` in `package` (a dotted name)."""
    return Queries(resources.files(package).joinpath("queries.sql").read_text(encoding="utf-8"))
