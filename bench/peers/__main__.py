"""`python -m bench.peers install NAME…`: installs what peers need; without a name, tells what is missing."""

import argparse
import sys
from collections.abc import Callable, Mapping

from bench import install
from bench.peers import PEERS
from bench.peers.synapse import REQUIREMENTS


def _prosody() -> None:
    install.from_debian(["prosody", "lua-dbi-postgresql"], services=["prosody"])


def _ejabberd() -> None:
    install.from_debian(["ejabberd", "erlang-p1-pgsql"], services=["ejabberd"])


def _synapse() -> None:
    install.from_pypi("synapse", REQUIREMENTS)


_INSTALLERS: Mapping[str, Callable[[], None]] = {
    "prosody": _prosody,
    "ejabberd": _ejabberd,
    "synapse": _synapse,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.peers", description=__doc__)
    parser.add_argument("command", choices=["install"])
    parser.add_argument("names", nargs="*", choices=[*_INSTALLERS, []], help="prosody, ejabberd, synapse")
    asked = parser.parse_args()
    try:
        for name in asked.names:
            _INSTALLERS[name]()
    except install.NotInstalled as error:
        print(error)
        return 1
    missing = list(filter(None, (kind.missing() for kind in PEERS.values())))
    print("\n".join(missing) or "Every peer is installed.")
    return bool(asked.names and missing)


if __name__ == "__main__":
    sys.exit(main())
