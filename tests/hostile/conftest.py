"""The process that checks one hostile file after the other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hostile.running import Worker


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as running:
        yield running
