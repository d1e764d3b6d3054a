"""One script of all modules of a page: the files as they are, each in a block of its own.

A wall asks once instead of forty times; nothing is built and nothing is written. Knows only the
forms of import and export that our files use, and refuses the others by name.
"""

import re
from pathlib import Path

IMPORT = re.compile(r"(?<![\w.$])import\s*\{([^{}]*)\}\s*from\s*\"(\.[^\"]+)\";?")
LISTED = re.compile(r"(?<![\w.$])export\s*\{([^{}]*)\};?")
DECLARED = re.compile(r"^export (?=(?:async )?(?:const|function\*?|class) (\w+))", re.MULTILINE)
FOREIGN = re.compile(r"^\s*(?:import\b(?!\()|export\b|var\b).*", re.MULTILINE)


class ForeignForm(ValueError):
    """A module uses a form that cannot be joined; the text names the file and the line."""


def modules_of(entry: Path) -> list[Path]:
    """The module and all it imports, each after those it needs. Raises ForeignForm on a circle."""
    found: dict[Path, bool] = {}
    _collect(entry.resolve(), found)
    return list(found)


def _collect(module: Path, found: dict[Path, bool], above: tuple[Path, ...] = ()) -> None:
    if module in above:
        raise ForeignForm(f"{module.name} imports itself, by {above[-1].name}")
    if module in found:
        return
    for _, address in IMPORT.findall(module.read_text(encoding="utf-8")):
        _collect((module.parent / address).resolve(), found, (*above, module))
    found[module] = True


def joined(entry: Path) -> str:
    """The script that does what `entry` does. Raises ForeignForm."""
    numbers = {module: number for number, module in enumerate(modules_of(entry))}
    blocks = [_block(module, numbers) for module in numbers]
    return "\n".join(["const modules = [];", *blocks])


def _block(module: Path, numbers: dict[Path, int]) -> str:
    """A block keeps a module's names to itself; what it exports stands in `modules`."""
    text = module.read_text(encoding="utf-8")
    names = [f"{name}: {name}" for name in DECLARED.findall(text)]
    names += [pair for listed in LISTED.findall(text) for pair in _pairs(listed, exports=True)]

    def taken(found: re.Match[str]) -> str:
        source = numbers[(module.parent / found[2]).resolve()]
        return f"const {{ {', '.join(_pairs(found[1]))} }} = modules[{source}];"

    body = DECLARED.sub("", LISTED.sub("", IMPORT.sub(taken, text)))
    if foreign := FOREIGN.search(body):
        raise ForeignForm(f"{module.name}: {foreign[0].strip()}")
    return (
        f"{{ // {module.name}\n{body}\nmodules[{numbers[module]}] = {{ {', '.join(names)} }};\n}}"
    )


def _pairs(listed: str, *, exports: bool = False) -> list[str]:
    """`a, b as c` as the properties that hand them on: `a: a, b: c` in, `a: a, c: b` out."""
    words = [one.split() for one in listed.split(",") if one.strip()]
    return [f"{w[-1]}: {w[0]}" if exports else f"{w[0]}: {w[-1]}" for w in words]
