"""What the request log says while something happens."""

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from khaosat.web import journal


@contextmanager
def request_log() -> Iterator[list[MutableMapping[str, Any]]]:
    """Record its lines, through a fresh logger: one that an earlier test used still writes where that test did."""
    with pytest.MonkeyPatch.context() as patch, capture_logs() as lines:
        patch.setattr(journal, "log", structlog.get_logger("request"))
        yield lines
