"""The acceptance catalogue and the tests that prove it; run it to see which rows have none.

`python tests/architecture/catalogue.py`
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SPEC = ROOT.parent / "shared" / "spec"
_ID = re.compile(r"\b[A-Z]{1,5}-\d{2}[a-z]?\b")
_ROW = re.compile(r"^\| ([A-Z]{1,5}-\d{2}[a-z]?) \|", re.MULTILINE)
# What there is so far touches these.
TOUCHED = """
ENT-01..11 GROL-01 ROLE-01..14 AUTH-01 AUTH-06 AUTH-10..12 AUTH-19 AUTH-22 AUTH-14..16 USER-02..04
INV-01..05 SERV-01..13 CHAN-01..07 PERM-02 S-03 S-30 MSG-01..03 MSG-05
MSG-10 MSG-12 MSG-13 MSG-15 API-01..05 EVT-01 EVT-03 EVT-04 RT-01..04 OBS-01 OBS-04 OBS-10
REL-02 REL-03 F-01..05 F-07..09 F-11 F-13..16 F-18..28 F-33 F-35 F-36 F-38 F-39 F-42 F-43
AUD-01 AUD-02 AUD-04 S-35 OBS-07 PRES-01 PRES-02 NOTF-08
FILE-01..04 FILE-06 FILE-07 USER-01
PERM-01..08 AUD-03 GROL-05 SEC-10 S-04..06
ENT-11 MSG-04 MSG-06..09 NOTF-04 NOTF-10 S-03 S-05 S-16 S-19 S-24
S-09 S-15 S-17 S-18 S-20..23 NOTF-08
AUTH-18 AUTH-20 GROL-03 GROL-04 S-12 S-31 S-34
F-30 S-10..14
AUTH-02..05 AUTH-07..09 AUTH-20 AUTH-21 S-08 S-34 F-29
GROL-02 AUTH-13 AUTH-17 USER-05 USER-06 FRND-01..09 INV-03 NOTF-02 NOTF-03 MOD-06 EVT-02 S-27
"""


def touched() -> list[str]:
    found: list[str] = []
    for word in TOUCHED.split():
        first, _, last = word.partition("..")
        family, number = first.split("-")
        found += [f"{family}-{n:02}" for n in range(int(number), int(last or number) + 1)]
    return found


def rows() -> set[str]:
    """Return every row of the catalogue."""
    return {row for file in SPEC.glob("*.md") for row in _ROW.findall(file.read_text("utf-8"))}


def used() -> dict[str, set[str]]:
    """Return which files prove which row: markers in Python, titles in the web client's tests."""
    found: dict[str, set[str]] = {}
    for file in sorted((ROOT / "tests").rglob("*.py")):
        for row in _marked(file):
            found.setdefault(row, set()).add(str(file.relative_to(ROOT)))
    titles = [*(ROOT / "web" / "src").rglob("*.test.*"), *(ROOT / "web" / "tests").rglob("*")]
    for file in sorted(one for one in titles if one.suffix in {".ts", ".tsx"}):
        for row in _ID.findall(file.read_text("utf-8")):
            found.setdefault(row, set()).add(str(file.relative_to(ROOT)))
    return found


def _marked(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "req":
            for argument in node.args:
                yield ast.literal_eval(argument)


def report() -> str:
    """Return which touched rows no test names."""
    proved = used()
    missing = [row for row in touched() if row not in proved]
    share = f"{len(touched()) - len(missing)} of {len(touched())} touched rows have a test"
    return f"{share}; none has: {', '.join(missing) or 'nothing'}"


if __name__ == "__main__":
    print(report())  # noqa: T201 - what it is for
