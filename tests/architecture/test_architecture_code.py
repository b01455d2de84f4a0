"""The shape of the code: arrows, sizes, names. What is said in ARCHITECTURE.md is checked here."""

import ast
import configparser
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from importlinter import api

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src" / "beep").rglob("*.py"))
FILE_LINES, FUNCTION_LINES = 400, 40
# What French leaves a vowel out of, with the apostrophe of a typewriter: `l'heure`, `aujourd'hui`.
TYPED = re.compile(
    r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|aujourd)'(?=[a-zà-ÿœ])", re.IGNORECASE
)
NO_NAMES = {"utils", "helpers", "common", "misc", "base", "manager"}
VERBS = {"get", "post", "put", "patch", "delete"}

TEXTS = {file: file.read_text("utf-8") for file in SOURCES}
TREES = {file: ast.parse(text) for file, text in TEXTS.items()}


def name(file: Path) -> str:
    return str(file.relative_to(ROOT / "src"))


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(TREES[file]):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how long a function is, without its decorators and docstring."""
    first = function.body[1] if ast.get_docstring(function) and len(function.body) > 1 else function.body[0]
    return (function.end_lineno or 0) - first.lineno + 2


def texts(file: Path) -> Iterator[str]:
    """Return every text of a file but its docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(TREES[file])
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(TREES[file]):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def test_every_import_contract_is_kept() -> None:
    # As a command: within this process it would switch every logger off.
    linter = Path(sys.executable).with_name("lint-imports")
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    command = [str(linter), "--no-cache", "--no-logo"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout


def test_no_import_is_ever_excepted() -> None:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    excepted = [name for name in contracts.sections() if "ignore_imports" in contracts[name]]
    assert excepted == []
    assert "containers" in contracts["importlinter:contract:inside"]


def test_every_feature_stands_in_the_contracts() -> None:
    configuration = api.read_configuration(str(ROOT / ".importlinter"))
    contracts = {one["id"]: one for one in configuration["contracts_options"]}
    features = {one.parent.name for one in (ROOT / "src/beep/features").glob("*/feature.py")}
    ranked = {name for layer in contracts["features"]["layers"] for name in layer.split()} - {"|", ":"}
    inside = {one.removeprefix("beep.features.") for one in contracts["inside"]["containers"]}
    assert features == {name.strip("()") for name in ranked}
    # The gateway has files of its own kinds; its arrows are those of the acyclic contract.
    assert features - inside == {"gateway"}


def test_a_file_is_short_enough_to_be_read_at_once() -> None:
    lengths = {name(file): len(text.splitlines()) for file, text in TEXTS.items()}
    assert {file: lines for file, lines in lengths.items() if lines > FILE_LINES} == {}


def test_a_function_is_short_enough_to_be_understood() -> None:
    # A migration is a list of statements, not a thing to follow.
    lengths = {
        f"{name(file)}:{one.name}": code_lines(one)
        for file in SOURCES
        if "migrations" not in file.parts
        for one in functions(file)
    }
    assert {function: lines for function, lines in lengths.items() if lines > FUNCTION_LINES} == {}


def test_a_module_says_what_it_holds() -> None:
    assert [name(file) for file in SOURCES if not ast.get_docstring(TREES[file])] == []


def test_a_module_is_named_for_what_it_holds() -> None:
    assert [
        name(file) for file in SOURCES if NO_NAMES & set(file.relative_to(ROOT).with_suffix("").parts)
    ] == []


def test_imports_stand_at_the_top() -> None:
    late = [
        f"{name(file)}:{node.lineno}"
        for file in SOURCES
        if "cli" not in file.parts and file.name != "__main__.py"
        for one in functions(file)
        for node in ast.walk(one)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert late == []


def handlers() -> list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Return every function declared as a route, with where it is."""
    files = [file for file in SOURCES if "routes" in file.relative_to(ROOT).parts[-2:][0] + file.stem]
    return [
        (f"{file.relative_to(ROOT)}:{one.name}", one)
        for file in files
        for one in functions(file)
        if any(
            isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id in VERBS
            for mark in one.decorator_list
        )
    ]


def test_every_route_has_a_docstring_or_a_name_that_says_all() -> None:
    assert len(handlers()) > 30
    silent = [place for place, one in handlers() if not ast.get_docstring(one) and "_" not in one.name]
    assert silent == []


def test_a_route_parses_calls_and_answers_in_ten_lines() -> None:
    long = {place: lines for place, one in handlers() if (lines := code_lines(one)) > 20}
    assert long == {}


def test_french_is_written_with_curly_apostrophes() -> None:
    assert [f"{name(file)}: {text}" for file in SOURCES for text in texts(file) if TYPED.search(text)] == []
