"""Metrics of a process, in one place so that their names stay few and documented."""

from collections.abc import Iterator

from prometheus_client import REGISTRY, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

REQUESTS = Counter("beep_http_requests_total", "Requests answered", ["method", "route", "status"])
REQUEST_SECONDS = Histogram(
    "beep_http_request_seconds",
    "Time to answer",
    ["method", "route"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
LOOP_LAG_SECONDS = Histogram(
    "beep_loop_lag_seconds",
    "How late the event loop was",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
CERTIFICATE_ENDS = Gauge("beep_tls_certificate_ends_seconds", "When the certificate ends, as UNIX time")
CONNECTIONS_REFUSED = Counter("beep_connections_refused_total", "Connections there was no descriptor for")
LOG_LINES_DROPPED = Counter("beep_log_lines_dropped_total", "Log lines nobody took in time")


class _Checks(Collector):
    """Permission checks; plain numbers, as a locked counter would cost more than the check itself."""

    def __init__(self) -> None:
        self.allowed = self.refused = 0

    def collect(self) -> Iterator[Metric]:
        found = CounterMetricFamily("beep_permission_checks", "Permission checks", labels=["outcome"])
        found.add_metric(["allowed"], self.allowed)
        found.add_metric(["refused"], self.refused)
        yield found


CHECKS = _Checks()
REGISTRY.register(CHECKS)
SECURITY_LINES_DROPPED = Counter(
    "beep_security_lines_dropped_total", "Security events no syslog server took in time"
)
SHADOW = Counter("beep_permission_shadow_total", "Decisions compared with the other engine", ["outcome"])
FACTS_DELIVERED = Counter("beep_facts_delivered_total", "Facts handed to live listeners")
FACTS_PARKED = Counter("beep_facts_parked_total", "Facts no job could be made of")
JOBS = Counter("beep_jobs_total", "Jobs run", ["job", "outcome"])
SOCKETS = Gauge("beep_gateway_sessions", "Connected gateway sessions")
PUSHES = Counter("beep_gateway_pushes_total", "Events written to sessions")
RESYNCS = Counter("beep_gateway_resyncs_total", "Sessions told to fetch again")
SERVERS_CREATED = Counter("beep_servers_created_total", "Servers created")
MESSAGES_SENT = Counter("beep_messages_sent_total", "Messages stored")
LETTERS = Gauge("beep_letters", "Letters that wait to be sent, and those refused for good", ["state"])
LETTERS_TRIED = Counter("beep_letters_tried_total", "Letters handed to the SMTP server", ["outcome"])
SIGNUPS = Counter("beep_accounts_created_total", "Accounts created")


def exposition() -> bytes:
    """Return all metrics in Prometheus' text format."""
    return generate_latest(REGISTRY)
