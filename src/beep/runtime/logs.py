"""Structured logs: one JSON object a line, with trace, person and business ids, never a secret.

Only named fields are written; a body or a token has no field to travel in, and fields whose
name speaks of a secret are blanked.
"""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

import msgspec
import structlog

from beep.runtime.http.call import CURRENT
from beep.runtime.log_output import NeverWaiting

_SECRET = ("password", "token", "secret", "authorization", "cookie", "content", "body")
_HIDDEN = "[hidden]"
_BUSINESS = {"server_id": "server", "channel_id": "channel", "message_id": "message"}
# What every record has by itself; all else was given by who logs.
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
# A library may log what JSON has no word for; the line is worth more than its shape.
_encoder = msgspec.json.Encoder(enc_hook=str)


def set_up(*, environment: str, version: str, level: str, human: bool = False) -> None:
    """Send every log line of the process to stderr, as JSON or (`human`) as readable text."""
    handler = NeverWaiting(sys.stderr.fileno())
    handler.setFormatter(_for_readers() if human else JsonFormatter(environment=environment, version=version))
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    # Nobody is told which thread a line came from; asking costs as much as writing the line.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    for noisy in ("procrastinate", "alembic", "uvicorn.error", "asyncio"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLogger().level))


class JsonFormatter(logging.Formatter):
    """Writes a record as one JSON object; each request writes one, so this is as short as it can be."""

    def __init__(self, *, environment: str, version: str) -> None:
        super().__init__()
        self._process = {"environment": environment, "version": version}

    def format(self, record: logging.LogRecord) -> str:
        given = {name: value for name, value in vars(record).items() if name not in _OWN}
        line: dict[str, Any] = {
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "time": datetime.fromtimestamp(record.created, UTC),
            **without_secrets(given),
            **about_request(),
            **self._process,
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return _encoder.encode(line).decode()


def about_request() -> dict[str, str]:
    """Return who and what a line is about, when it is written during a request."""
    context = CURRENT.get()
    if context is None:
        return {}
    about = {
        "trace_id": context.trace_id,
        "span_id": context.span_id,
        "request_id": context.request_id,
    }
    if context.actor is not None:
        about["user"] = str(context.actor.user_id)
    for name, business in _BUSINESS.items():
        if name in context.ids:
            about[business] = context.ids[name]
    return about


def without_secrets(given: Mapping[str, Any]) -> dict[str, Any]:
    """Blank fields that should never have been given to the log."""
    return {name: _HIDDEN if _is_secret(name) else value for name, value in given.items()}


@cache
def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in _SECRET)


def _for_readers() -> logging.Formatter:
    """Return what writes for people: who reads along knows which process this is, and needs no date."""

    def hide(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
        return without_secrets(event)

    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
            hide,
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
        ],
    )
