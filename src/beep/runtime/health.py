"""What a process says of itself to whoever decides where requests go."""


class Health:
    """Ready, ready with something to look after, or leaving; told by `/health/ready`."""

    def __init__(self) -> None:
        self.is_leaving = False
        self._warnings: dict[str, str] = {}

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(self._warnings.values())

    def leave(self) -> None:
        """Never be ready again: send requests elsewhere."""
        self.is_leaving = True

    def warn(self, about: str, text: str) -> None:
        """Say that something is not as it should be, though requests are answered."""
        self._warnings[about] = text

    def clear(self, about: str) -> None:
        """Take back what was said about something."""
        self._warnings.pop(about, None)
