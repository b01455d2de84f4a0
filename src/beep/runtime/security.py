"""What a security team wants to hear: one JSON object a line, to a file or stream and to syslog.

Whatever is in a name or a reason, a line stays one line of plain ASCII (S-35). Without a place of its own it
is written to the process's log.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from pathlib import Path
from typing import Any

from beep.runtime.http.call import current_client, current_trace
from beep.runtime.log_output import NeverWaiting
from beep.runtime.syslog import SyslogHandler

_log = logging.getLogger("security")
_log.setLevel(logging.INFO)


def tell(event: str, *, is_alarming: bool = False, **fields: object) -> None:
    """Report a security event; never waits. Who asked is added where a request is under way."""
    known: dict[str, object] = {"ip": current_client(), "trace_id": current_trace() or "", **fields}
    _log.log(logging.WARNING if is_alarming else logging.INFO, event, extra={"security": known})


def set_up(*, log: str, syslog_url: str, environment: str, version: str) -> None:
    """Send security events where settings say: "stdout", a file, an RFC 5424 syslog; else to the log."""
    for old in list(_log.handlers):
        _log.removeHandler(old)
        old.close()
    handlers: list[logging.Handler] = []
    if log == "stdout":
        handlers.append(NeverWaiting(sys.stdout.fileno()))
    elif log:
        Path(log).parent.mkdir(parents=True, exist_ok=True)
        # Opened anew when it has been moved away: rotation is the collector's business.
        handlers.append(WatchedFileHandler(log, encoding="ascii"))
    if syslog_url:
        handlers.append(SyslogHandler(syslog_url))
    for handler in handlers:
        handler.setFormatter(SecurityFormatter(environment=environment, version=version))
        _log.addHandler(handler)
    _log.propagate = not log


class SecurityFormatter(logging.Formatter):
    """Writes an event as one line of JSON in ASCII: no sign in it ends the line or moves a cursor."""

    def __init__(self, *, environment: str, version: str) -> None:
        super().__init__()
        self._process = {"environment": environment, "version": version}

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = getattr(record, "security", {})
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "event": record.getMessage(),
            "severity": record.levelname.lower(),
            **fields,
            **self._process,
        }
        return json.dumps(line, ensure_ascii=True, default=str).replace("\x7f", "\\u007f")
