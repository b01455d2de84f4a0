"""Runs a change right after a module's own code, whoever imports it and however it is loaded."""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder
from typing import TYPE_CHECKING, Any

from beep_compat.libraries import CHANGES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

    from beep_compat.addresses import Addresses


class _Finder(MetaPathFinder):
    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the spec others find, with the change added to its loading."""
        if fullname not in CHANGES:
            return None
        for finder in sys.meta_path:
            if finder is not self and (spec := finder.find_spec(fullname, path, target)):
                self._add_change(fullname, spec.loader)
                return spec
        return None

    def _add_change(self, fullname: str, loader: Any) -> None:
        """Wrap this loader's `exec_module`; a loader may serve several modules, so names are compared."""
        load = loader.exec_module

        def load_and_change(module: ModuleType) -> None:
            load(module)
            if module.__name__ == fullname:
                CHANGES[fullname](module, self._addresses)

        loader.exec_module = load_and_change


def install(addresses: Addresses) -> None:
    """Point every known library at Beep: those imported already, and those still to come."""
    for name, change in CHANGES.items():
        if name in sys.modules:
            change(sys.modules[name], addresses)
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder(addresses))
