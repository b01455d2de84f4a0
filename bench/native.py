"""Compiles the few lines of C where gcc is there; everything also works without, only slower."""

import shutil
import subprocess
import tempfile
from pathlib import Path

_HERE = Path(__file__).parent


def built(name: str, *, is_library: bool) -> Path | None:
    """Compile `bench/<name>.c` into a temporary folder of this process; None without a compiler."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        return None
    target = Path(tempfile.mkdtemp(prefix="beep-bench-native-")) / name
    shape = ["-shared", "-fPIC"] if is_library else []
    command = [compiler, "-O2", *shape, "-o", str(target), str(_HERE / f"{name}.c")]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own source
    return target if done.returncode == 0 else None


def discard(target: Path) -> None:
    shutil.rmtree(target.parent, ignore_errors=True)
