"""A process of the bench and how it is talked to: a method name and arguments in, a result out."""

import multiprocessing
import signal
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

_END = "end"


class WorkerFailed(Exception):  # noqa: N818 - its text is the other process's traceback
    """What a worker raised, as text."""


class Worker:
    """Runs `main(connection)` in a fresh interpreter; `call` waits for the answer, `begin` does not."""

    def __init__(self, main: Callable[[Connection], None], *arguments: Any) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_quietly, args=(main, theirs, *arguments), daemon=True)
        self._process.start()
        theirs.close()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def call(self, name: str, **arguments: Any) -> Any:
        self.begin(name, **arguments)
        return self.result()

    def begin(self, name: str, **arguments: Any) -> None:
        self._pipe.send((name, arguments))

    def result(self) -> Any:
        try:
            is_fine, value = self._pipe.recv()
        except EOFError:
            raise WorkerFailed("a process of the bench ended before it answered") from None
        if not is_fine:
            raise WorkerFailed(value)
        return value

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._pipe.send((_END, {}))
            self._process.join(5)
        except OSError:
            pass  # it is gone already
        if self._process.is_alive():
            self._process.kill()


def _quietly(main: Callable[[Connection], None], *arguments: Any) -> None:
    """Leave Ctrl-C to the bench, which ends this process by closing the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main(*arguments)


def answer_one(pipe: Connection, worker: object) -> bool:
    """Answer one call; return whether more may come."""
    try:
        name, arguments = pipe.recv()
    except EOFError:
        return False
    if name == _END:
        return False
    try:
        pipe.send((True, getattr(worker, name)(**arguments)))
    except Exception:  # noqa: BLE001 - it belongs to who asked
        pipe.send((False, traceback.format_exc()))
    return True
