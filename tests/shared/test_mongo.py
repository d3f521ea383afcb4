"""What MongoDB's answers mean."""

from __future__ import annotations

import pytest
from pymongo.errors import BulkWriteError

from shared.mongo import already_there

THERE = {"code": 11_000, "index": 0}


def answered(*faults: dict[str, int], unsure: bool = False) -> BulkWriteError:
    concern = [{"code": 64, "errmsg": "waiting for replication timed out"}] if unsure else []
    return BulkWriteError({"writeErrors": list(faults), "writeConcernErrors": concern})


def test_what_was_there_already_is_no_trouble() -> None:
    assert already_there(answered(THERE, THERE)) == [THERE, THERE]


def test_anything_else_is_also_beside_it() -> None:
    for error in (answered(THERE, {"code": 121, "index": 1}), answered(THERE, unsure=True)):
        with pytest.raises(BulkWriteError):
            already_there(error)
