"""From bytes to values a view may trust: decoded, validated, and kept free of what hurts later.

What passes every type check may still hurt: text PostgreSQL cannot store, numbers and years it
cannot count, names sent twice. Every refusal names the field. Refuses to know HTTP.
"""

import json
import math
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from command.base.complaint import complaint
from command.base.problem import InvalidInput, Malformed
from command.base.words import Words

WHOLE_BODY = "body"
DEEPEST = 20
LARGEST = 2**63 - 1
LONGEST_NUMBER = 400
FIRST_YEAR, LAST_YEAR = 1900, 2199
ZONED = "2026-11-24T14:00:00+08:00"
# Controls; line separators that break logs; marks that make text read in another order.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)
_AT_PATH = re.compile(r" - at `(?P<path>[^`]+)`$")
_NAMED = re.compile(r"(?:missing required|unknown) field `([^`]+)`")


def decode_body(raw: bytes, kind: Any) -> Any:
    """JSON bytes as `kind`; raises Malformed or InvalidInput, both with the field's name."""
    refuse_harmful(parsed(raw))
    try:
        value = msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError as error:
        raise invalid(error, WHOLE_BODY) from error
    except (msgspec.DecodeError, ValueError, OverflowError, RecursionError) as error:
        raise Malformed(complaint(str(error)), field=WHOLE_BODY) from error
    refuse_harmful(value)
    return value


def decode_query(pairs: Sequence[tuple[str, str]], kind: Any) -> Any:
    """Query parameters as `kind`; a name sent twice is refused."""
    values = _unique(pairs)
    refuse_harmful(values)
    try:
        value = msgspec.convert(values, type=kind, strict=False)
    except msgspec.ValidationError as error:
        raise invalid(error, "query") from error
    except (ValueError, OverflowError) as error:
        raise InvalidInput(complaint(str(error)), field="query") from error
    refuse_harmful(value)
    return value


def parsed(raw: bytes) -> Any:
    """The body as builtins, refusing duplicate names (a second one would win silently)."""
    try:
        return json.loads(raw.decode("utf-8"), object_pairs_hook=_unique, parse_int=_whole_number)
    except (ValueError, RecursionError) as error:
        said = Words(f"不是UTF-8的JSON({error})", f"Not JSON in UTF-8: {error}")
        raise Malformed(said, field=WHOLE_BODY) from error


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Malformed(Words("同一项填了两次", "Sent twice"), field=twice)
    return found


def _whole_number(digits: str) -> float:
    """Python refuses thousands of digits with an error that names no field."""
    return int(digits) if len(digits) < LONGEST_NUMBER else math.inf


def refuse_harmful(value: Any, path: str = "", depth: int = 0) -> None:
    """Refuse what the types let through; raises InvalidInput, or Malformed for deep nesting."""
    if depth > DEEPEST:
        said = Words(f"嵌套超过{DEEPEST}层", f"Nested deeper than {DEEPEST}")
        raise Malformed(said, field=path[:80])
    why = _why_harmful(value)
    if why:
        raise InvalidInput(why, field=path or WHOLE_BODY)
    for name, item in _inside(value):
        if isinstance(item, str) and name is None:
            refuse_harmful(item, path, depth + 1)
        else:
            refuse_harmful(item, _joined(path, name), depth + 1)


def _why_harmful(value: Any) -> Words | None:
    if isinstance(value, str) and _CONTROL.search(value):
        return Words("不能含有控制字符", "Control characters are not allowed")
    if isinstance(value, date):
        return _why_harmful_date(value)
    if isinstance(value, float) and not math.isfinite(value):
        return Words("数字过大", "The number is not finite")
    if isinstance(value, int) and abs(value) > LARGEST:
        return Words("数字过大", "The number is too large")
    return None


def _why_harmful_date(value: date) -> Words | None:
    if isinstance(value, datetime) and value.tzinfo is None:
        return Words(f"时刻应带时区,例如{ZONED}", f"The instant needs a time zone, like {ZONED}")
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        return Words(
            f"年份应在{FIRST_YEAR}至{LAST_YEAR}之间",
            f"The year must be {FIRST_YEAR} to {LAST_YEAR}",
        )
    return None


def _inside(value: Any) -> Iterator[tuple[str | int | None, Any]]:
    """What a value holds, with the name of each; an object's names themselves come as None."""
    if isinstance(value, dict):
        yield from ((None, name) for name in value)
        yield from value.items()
    elif isinstance(value, list | tuple):
        yield from enumerate(value)
    elif isinstance(value, msgspec.Struct):
        yield from ((name, getattr(value, name)) for name in value.__struct_fields__)


def _joined(path: str, name: str | int | None) -> str:
    if isinstance(name, int):
        return f"{path}[{name}]"
    return f"{path}.{name}" if path else str(name)


def invalid(error: msgspec.ValidationError, whole: str = WHOLE_BODY) -> InvalidInput:
    """msgspec's message with its path taken apart: `- at `$.headcount`` -> field `headcount`."""
    text = str(error)
    match = _AT_PATH.search(text)
    name = match["path"].removeprefix("$").removeprefix(".") if match else ""
    named = _NAMED.search(text)
    if named:
        name = f"{name}.{named[1]}" if name else named[1]
    return InvalidInput(complaint(_AT_PATH.sub("", text)), field=name or whole)
