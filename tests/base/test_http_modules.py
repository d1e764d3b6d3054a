"""Joining modules: names stay apart, imports are renamed, foreign forms are refused by name."""

from pathlib import Path

import pytest

from command.base.http_modules import ForeignForm, joined, modules_of


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return folder / "main.js"


def test_each_module_stands_after_those_it_needs_and_once(tmp_path: Path) -> None:
    entry = written(
        tmp_path,
        main='import { b } from "./b.js";\nimport { c } from "./c.js";\n',
        b='import { c } from "./c.js";\nexport const b = c;\n',
        c="export const c = 1;\n",
    )
    assert [module.stem for module in modules_of(entry)] == ["c", "b", "main"]


def test_imports_and_exports_become_properties_under_their_names(tmp_path: Path) -> None:
    entry = written(
        tmp_path,
        main='import { f, k as mine } from "./b.js";\nf(mine);\n',
        b="export async function f() {}\nexport class K {}\nconst h=1;export{h as k};",
    )
    assert joined(entry) == (
        "const modules = [];\n"
        "{ // b.js\nasync function f() {}\nclass K {}\nconst h=1;\n"
        "modules[0] = { f: f, K: K, k: h };\n}\n"
        "{ // main.js\nconst { f: f, k: mine } = modules[0];\nf(mine);\n\n"
        "modules[1] = {  };\n}"
    )


@pytest.mark.parametrize(
    "line",
    [
        "export default 1;",
        "export let n = 0;",
        'export * from "./b.js";',
        'import all from "./b.js";',
        'import "./b.js";',
        "var n = 0;",
    ],
)
def test_a_form_that_cannot_be_joined_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    entry = written(tmp_path, main=f"const a = 1;\n{line}\n", b="")
    with pytest.raises(ForeignForm, match=r"main\.js") as refused:
        joined(entry)
    assert line in str(refused.value)


def test_a_circle_is_refused(tmp_path: Path) -> None:
    entry = written(
        tmp_path,
        main='import { b } from "./b.js";\n',
        b='import { a } from "./main.js";\nexport const b = a;\n',
    )
    with pytest.raises(ForeignForm, match=r"main\.js imports itself, by b\.js"):
        modules_of(entry)
