"""What a feature is to the program: how it is built and what it offers to be mounted.

`app` lists features, builds those a process needs, and mounts those it was asked for.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from beep.kit.facts import Fact
from beep.kit.ids import Snowflakes
from beep.runtime.bus import Live
from beep.runtime.clock import Clock
from beep.runtime.database import Database
from beep.runtime.http import Route
from beep.runtime.jobs import Work
from beep.runtime.outbox import Recorded
from beep.runtime.sockets import Acceptor
from beep.runtime.tasks import BackgroundTasks


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """Base of a feature's settings: every field has a default, a bound and a description.

    A field of the type `dict[str, <another section>]` holds sections by names of one's choice.
    """

    def problems(self) -> Sequence[str]:
        """Return what does not go together though each value may be, as `key: what and how to mend it`."""
        return ()


@dataclass(frozen=True, slots=True)
class Runtime:
    """What a process owns and lends to its features.

    `public_url` is how clients reach Beep, without a slash at the end.
    """

    database: Database
    clock: Clock
    ids: Snowflakes
    live: Live
    tasks: BackgroundTasks
    home: Path
    public_url: str
    allowed_origins: tuple[str, ...] = ()


LiveListener = Callable[[Recorded], None]
Step = Callable[[], Awaitable[None]]
Leave = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Reaction:
    """A durable listener: a job named `feature.verb_noun`, run at least once for each `fact`.

    `is_wanted` may say by the feature's settings that no job is made, which all processes share.
    """

    fact: type[Fact]
    job: str
    is_wanted: Callable[[Any], bool] | None = None


@dataclass(frozen=True, slots=True)
class Built:
    """A feature in one process.

    `caches` listen in every process that holds the feature; `live`, `routes` and `work` only
    where it is mounted. `work` maps a reaction's job name to `async (fact_id, fact)`. `forget`
    drops what is held of a stream whose facts were lost for good, in a process that was away too
    long. `job_places` is how many of its jobs run at once beside everybody else's, for work that
    waits for strangers; with 0 they share the places all others have. `start` runs in every process
    that holds the feature, after the relay listens, `tend` then only where it is mounted and jobs are
    run; `leave` sends away whoever is connected within so many seconds, while requests are still
    answered; `stop` comes when they no longer are, before the relay goes.
    """

    face: object
    routes: tuple[Route, ...] = ()
    caches: Mapping[type[Fact], LiveListener] = field(default_factory=dict[type[Fact], LiveListener])
    live: Mapping[type[Fact], LiveListener] = field(default_factory=dict[type[Fact], LiveListener])
    work: Mapping[str, Work] = field(default_factory=dict[str, Work])
    job_places: int = 0
    forget: Callable[[int], None] | None = None
    sockets: Acceptor | None = None
    start: Step | None = None
    tend: Step | None = None
    leave: Leave | None = None
    stop: Step | None = None


@dataclass(frozen=True, slots=True)
class Feature:
    """The declaration: `build(runtime, settings, **faces of needs)` returns a `Built`.

    `filled_by` names features above that fill a port this one must not be without: they are built wherever
    it is, whatever a process was asked to serve.
    """

    name: str
    build: Callable[..., Built]
    needs: tuple[str, ...] = ()
    filled_by: tuple[str, ...] = ()
    settings: type[Section] | None = None
    facts: Sequence[type[Fact]] = ()
    reactions: Sequence[Reaction] = ()
    has_migrations: bool = True


def in_build_order(features: Mapping[str, Feature], wanted: Sequence[str]) -> list[str]:
    """Return `wanted`, all they need and who fills their ports, each after its needs.

    Refuses cycles and unknown names.
    """
    order: list[str] = []

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name not in features:
            raise ValueError(f"there is no feature called {name!r}; there are {', '.join(features)}")
        if name in path:
            raise ValueError("features need each other: " + " -> ".join((*path, name)))
        if name not in order:
            for need in features[name].needs:
                visit(need, (*path, name))
            order.append(name)
            for filler in features[name].filled_by:
                visit(filler, ())

    for name in wanted:
        visit(name, ())
    return order
