"""Read by Python when it starts, if this folder is on PYTHONPATH: points bots' libraries at Beep."""
# ruff: noqa: INP001 - the folder is an entry of the path, not a package

import importlib.machinery
import importlib.util
import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent


def _run_the_other_one() -> None:
    """Run the `sitecustomize` this one stands before, if there is one."""
    elsewhere = [entry for entry in sys.path if Path(entry or ".").resolve() != _HERE]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", elsewhere)
    if spec is not None and spec.loader is not None:
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


def _point_at_beep() -> None:
    # The package is found beside this folder even where it is not installed.
    package = str(_HERE.parent.parent)
    added = package not in sys.path
    if added:
        sys.path.append(package)
    from beep_compat import Addresses, BadAddress, install  # noqa: PLC0415 - findable from here on

    if added:
        sys.path.remove(package)
    try:
        addresses = Addresses.find()
    except BadAddress as error:
        # Python goes on after other exceptions here, and the bot would talk to somebody else.
        sys.exit(f"beep-compat: {error}")
    if addresses:
        install(addresses)


_run_the_other_one()
_point_at_beep()
