"""Every kind of act has somebody who records it: found in the sources, as no one test does them all."""

import ast
from pathlib import Path

import pytest

import beep
from beep.features.audit import Action

FEATURES = Path(beep.__file__).parent / "features"


def recorded() -> set[str]:
    """Return the names of actions used outside of audit."""
    found: set[str] = set()
    for file in FEATURES.rglob("*.py"):
        if "audit" in file.relative_to(FEATURES).parts:
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in Action.__members__:
                found.add(node.attr)
    return found


@pytest.mark.req("AUD-01")
def test_every_kind_of_act_is_recorded_by_some_feature() -> None:
    # What is taken out of the log is told by the log itself.
    assert set(Action.__members__) == recorded() | {"ENTRIES_REDACTED"}
