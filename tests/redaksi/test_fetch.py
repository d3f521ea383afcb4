"""Kafka is fetched once, however many newsrooms start at once on a machine that has none."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from redaksi.runner import fetch


def test_of_several_that_start_at_once_one_fetches_and_the_others_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    jar, fetched = tmp_path / "kafka.jar", []

    def slowly(_: fetch.Say) -> list[str]:
        fetched.append(1)
        time.sleep(0.3)
        jar.touch()
        return [str(jar)]

    monkeypatch.setattr(fetch, "_fetch_jars", slowly)
    with ThreadPoolExecutor(4) as at_once:
        paths = list(at_once.map(lambda _: fetch.kafka_class_path(lambda _: None), range(4)))
    assert paths == [str(jar)] * 4
    assert fetched == [1]
    jar.unlink()
    assert fetch.kafka_class_path(lambda _: None) == str(jar), "and again where it is gone"
