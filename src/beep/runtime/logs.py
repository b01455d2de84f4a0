"""Structured logs: one JSON object a line, with trace, person and business ids, never a secret.

Only named fields are written; a body or a token has no field to travel in, and fields whose
name speaks of a secret are blanked.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import msgspec
import structlog

from beep.runtime.http.call import CURRENT

_SECRET = ("password", "token", "secret", "authorization", "cookie", "content", "body")
_BUSINESS = {"server_id": "server", "channel_id": "channel", "message_id": "message"}
Event = MutableMapping[str, Any]


def set_up(*, environment: str, version: str, level: str, human: bool = False) -> None:
    """Send every log line of the process to stderr, as JSON or (`human`) as readable text."""

    def about_process(_logger: Any, _method: str, event: Event) -> Event:
        event["environment"] = environment
        event["version"] = version
        return event

    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if human
        else structlog.processors.JSONRenderer(serializer=_json)
    )
    # Who reads along knows which process this is, and needs no date.
    for_readers: list[Any] = (
        [structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False)]
        if human
        else [
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            about_request,
            about_process,
            structlog.processors.format_exc_info,
        ]
    )
    chain: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        *for_readers,
        without_secrets,
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=chain,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    for noisy in ("procrastinate", "alembic", "uvicorn.error", "asyncio"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLogger().level))


def about_request(_logger: Any, _method: str, event: Event) -> Event:
    """Add who and what the line is about, when it is written during a request."""
    context = CURRENT.get()
    if context is not None:
        event["trace_id"] = context.trace_id
        event["span_id"] = context.span_id
        event["request_id"] = context.request_id
        if context.actor is not None:
            event["user"] = str(context.actor.user_id)
        for name, business in _BUSINESS.items():
            if name in context.ids:
                event[business] = context.ids[name]
    return event


def without_secrets(_logger: Any, _method: str, event: Event) -> Event:
    """Blank fields that should never have been given to the log."""
    for name in event:
        if any(word in name.lower() for word in _SECRET):
            event[name] = "[hidden]"
    return event


def _json(event: dict[str, Any], **_options: Any) -> str:
    # A library may log what JSON has no word for; the line is worth more than its shape.
    return msgspec.json.encode(event, enc_hook=str).decode()
