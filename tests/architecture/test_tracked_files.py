"""What is committed says nothing of the machine it was written on, and depends on no registry's address."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# In two parts, so that this file does not find itself.
PLACES = ["/" + "work/", "/" + "root/", "/home/" + "user", "pypi" + ".org", "registry." + "npmjs"]


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)  # noqa: S607
    if listed.returncode:
        pytest.skip("this is not a clone")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


def text_of(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (UnicodeDecodeError, FileNotFoundError):
        return ""


@pytest.mark.parametrize("place", PLACES)
def test_no_tracked_file_names_a_machine_or_a_registry(place: str) -> None:
    found = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in tracked()
        for number, line in enumerate(text_of(file).splitlines(), 1)
        if place in line
    ]
    assert found == []
