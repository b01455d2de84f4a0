"""`python -m beep_compat bot.py …` runs a bot on Beep, and whatever that bot starts in its turn."""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path

from beep_compat.addresses import Addresses, BadAddress
from beep_compat.hook import install

SITE = Path(__file__).parent / "site"
_USAGE = """Usage: python -m beep_compat bot.py [arguments]
       python -m beep_compat -m module [arguments]
       python -m beep_compat --site      print the folder for PYTHONPATH

Set BEEP_API to the address of Beep, for example http://localhost:8000."""


def main() -> None:
    """Run a script or a module with its library pointed at Beep."""
    arguments = sys.argv[1:]
    if arguments == ["--site"]:
        sys.stdout.write(f"{SITE}\n")
        return
    if not arguments or arguments[0] in {"-h", "--help"} or arguments == ["-m"]:
        sys.exit(_USAGE)
    try:
        addresses = Addresses.find()
    except BadAddress as error:
        sys.exit(f"beep-compat: {error}")
    if addresses is None:
        sys.exit("beep-compat: BEEP_API is not set; set it to the address of Beep.")
    install(addresses)
    _hand_down()
    _run(arguments)


def _run(arguments: list[str]) -> None:
    if arguments[0] == "-m":
        sys.argv = arguments[1:]
        sys.path.insert(0, str(Path.cwd()))
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = arguments
        sys.path.insert(0, str(Path(arguments[0]).resolve().parent))
        runpy.run_path(arguments[0], run_name="__main__")


def _hand_down() -> None:
    """Let a bot that starts itself anew, or helpers, talk to Beep too."""
    known = os.environ.get("PYTHONPATH")  # noqa: TID251 - the bot's own process
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(SITE), known]))  # noqa: TID251 - likewise


if __name__ == "__main__":
    main()
