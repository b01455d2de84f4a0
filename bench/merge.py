"""Adds what one run measured to what is kept of earlier ones."""

from collections.abc import Mapping
from typing import Any, cast

# What of a run says how it went, and not what it found.
_OF_THE_RUN = frozenset({"about", "failed", "beep_problems"})
# What several scenarios each put a figure in.
_SHARED = frozenset({"memory"})


def merged(kept: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept with the new scenarios in the place of its own.

    Each new one carries when it was measured and beside what, as `about` stays that of the whole run.
    """
    about = cast("Mapping[str, Any]", new["about"])
    if "about" not in kept:
        return dict(new)
    marks = {name: about[name] for name in ("at", "load_before", "others_cores_max") if name in about}
    found = {name: value for name, value in kept.items() if name != "failed"}
    for name, value in new.items():
        if name in _SHARED:
            found[name] = {**found.get(name, {}), **value}
        elif name not in _OF_THE_RUN and value is not None:
            found[name] = {**value, "measured": marks} if isinstance(value, dict) else value
    found["beep_problems"] = sorted({*kept.get("beep_problems", ()), *new.get("beep_problems", ())})
    return {**found, "failed": new["failed"]} if "failed" in new else found
