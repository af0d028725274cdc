"""Each test begins as if nobody had asked for data yet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from analysis.api.door import often, turns


@pytest.fixture(autouse=True)
def nobody_asked() -> Iterator[None]:
    often.clear()
    yield
    often.clear()
    assert turns.taken == 0, "a turn was not given back"
