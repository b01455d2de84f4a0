"""The lab every HTTP test uses."""

import pytest
from http_lab import Lab


@pytest.fixture
def lab() -> Lab:
    return Lab()
