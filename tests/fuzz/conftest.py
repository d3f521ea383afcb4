"""A newsroom of its own, for what is done to it would disturb other tests; and what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from redaksi.runner.access import Access
from tests.fuzz.stock import Stock, stocked
from tests.system.conftest import running


@pytest.fixture(scope="package")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzzed")


@pytest.fixture(scope="package")
def fuzzed(data: Path) -> Iterator[Access]:
    """Behind a proxy on this machine, so that machines can come from many places."""
    with running(data, "up", "--no-sample", "--undo-seconds", "0", REDAKSI_TRUSTED_PROXIES="127.0.0.1") as access:
        yield access
        now = Access.read(data).pids
        assert now == access.pids, "no process died of it"


@pytest.fixture(scope="package")
async def stock(fuzzed: Access) -> Stock:
    return await stocked(fuzzed)
