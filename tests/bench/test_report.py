"""What a run of some scenarios writes: its own figures, beside all others as they were."""

import json
from pathlib import Path
from typing import Any

from bench import report


def kept(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "beep.json").read_bytes()))


def whole() -> dict[str, Any]:
    points = {"10@20": {"ack_ms": {"p50": 1.0}, "curves": {"last": [(1.0, 1.0)]}}}
    return {
        "about": {"at": "monday", "took_s": 300.0},
        "memory": {"small_session_kib": 4.0, "large_session_kib": 5.0},
        "start": {"cold_s": 9.0},
        "rooms": {"points": points},
        "beep_problems": ["old"],
    }


def test_scenarios_measured_alone_take_their_own_place_and_leave_the_others(tmp_path: Path) -> None:
    report.save("beep", whole(), tmp_path)
    before = kept(tmp_path)
    about = {"at": "tuesday", "took_s": 5.0, "load_before": 0.1, "others_cores_max": 0.2}
    new = {"about": about, "memory": {"small_session_kib": 3.0}, "start": {"cold_s": 8.0}}

    report.save("beep", {**new, "beep_problems": []}, tmp_path, adds=True)

    after = kept(tmp_path)
    measured = {"at": "tuesday", "load_before": 0.1, "others_cores_max": 0.2}
    assert after["start"] == {"cold_s": 8.0, "measured": measured}
    assert after["memory"] == {"small_session_kib": 3.0, "large_session_kib": 5.0}
    assert {name: after[name] for name in ("about", "rooms", "beep_problems")} == {
        name: before[name] for name in ("about", "rooms", "beep_problems")
    }
    assert [file.name for file in tmp_path.glob("*.svg")] == ["beep_10_at_20.svg"]


def test_a_whole_run_replaces_everything(tmp_path: Path) -> None:
    report.save("beep", whole(), tmp_path)
    report.save("beep", {"about": {"at": "tuesday"}, "start": {"cold_s": 8.0}}, tmp_path)
    assert kept(tmp_path) == {"about": {"at": "tuesday"}, "start": {"cold_s": 8.0}}
    assert list(tmp_path.glob("*.svg")) == []


def test_some_scenarios_without_an_earlier_run_are_all_there_is(tmp_path: Path) -> None:
    new = {"about": {"at": "tuesday"}, "start": {"cold_s": 8.0}}
    report.save("beep", new, tmp_path, adds=True)
    assert kept(tmp_path) == new


def test_a_failure_is_of_its_own_run_only(tmp_path: Path) -> None:
    report.save("beep", {**whole(), "failed": "yesterday"}, tmp_path)
    report.save("beep", {"about": {"at": "tuesday"}, "start": {"cold_s": 8.0}}, tmp_path, adds=True)
    assert "failed" not in kept(tmp_path)
