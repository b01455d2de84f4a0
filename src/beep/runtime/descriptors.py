"""How many connections fit into what the system lets this process open, with room kept for its own files."""

import resource

# Database, bus, logs, files of the page: what must always be openable.
_OWN = 96


def connections_limit() -> int:
    """Raise the soft limit of open files to the hard one; return how many connections that leaves."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return max(hard - _OWN, hard // 2)
