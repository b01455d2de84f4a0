"""Checks the audit log of a Beep that need not be running, on its own and against a security log."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from beep.features.audit import upkeep
from beep.runtime.database import Database


@dataclass(frozen=True, slots=True)
class Verdict:
    holds: bool
    text: str


async def verify(url: str, against: Path | None, progress: Callable[[int], None]) -> Verdict:
    """Read the whole log; `against` names a file of security events."""
    checkpoints = dict(_checkpoints(against)) if against else {}
    database = Database(url, pool_size=2)
    try:
        total, broken = await upkeep.verify(database, checkpoints=checkpoints, progress=progress)
    finally:
        await database.close()
    if broken is None:
        beside = f", and all {len(checkpoints)} of the security log are among them" if against else ""
        return Verdict(holds=True, text=f"{total} entries are what was written{beside}.")
    whose = f"server {broken.server_id}" if broken.server_id else "the installation"
    where = f"entry {broken.entry_id} " if broken.entry_id else ""
    text = f"The log of {whose} is broken at {where}(position {broken.position}): {broken.what}."
    return Verdict(holds=False, text=f"{text} {total} entries before it are what was written.")


def _checkpoints(file: Path) -> Iterator[tuple[tuple[int, int], bytes]]:
    """Give what a security log says of entries: a line of it is a checkpoint."""
    with file.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                told = json.loads(line[line.index("{") :])
            except ValueError:
                continue
            if told.get("event") == "audit.entry":
                yield (int(told["server"]), int(told["position"])), bytes.fromhex(told["hash"])
