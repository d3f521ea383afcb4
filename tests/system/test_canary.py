"""The canary on a whole newsroom: it goes round all the time, is never public, and shows what is stopped."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from aiokafka import AIOKafkaConsumer, TopicPartition
from prometheus_client.parser import text_string_to_metric_families

from redaksi.beats import WAY
from redaksi.runner.access import Access
from shared.facts.canary import LANES
from shared.topics import CANARY_PUBLISH, PARTITIONS, PUBLISHED, PUBLISHED_COMMENTS
from tests.system.conftest import paused, running
from tests.system.people import Editor, Reporter, until
from tests.system.test_door import DRAFT
from tests.system.test_readers import redaksi

LATE = 8


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("canary")


@pytest.fixture(scope="module")
def quick(data: Path) -> Iterator[Access]:
    """A newsroom whose canary beats each second."""
    with running(data, "up", "--no-sample", "--undo-seconds", "0", REDAKSI_CANARY_SECONDS="1") as access:
        yield access


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=10) as client:
        yield client


async def figure(http: httpx.AsyncClient, url: str, name: str, **labels: str) -> float:
    """One metric of a process; 0 where it has none of that name."""
    text = (await http.get(f"{url}/metrics")).text
    samples = (one for family in text_string_to_metric_families(text) for one in family.samples)
    return next((one.value for one in samples if one.name == name and one.labels == labels), 0.0)


async def status(data: Path) -> tuple[int, dict[str, Any]]:
    """The exit code, and what is said of the canary."""
    code, out, _ = await redaksi("status", "--json", "--late", str(LATE), "--data", str(data))
    return code, next(one for one in json.loads(out) if one["name"] == "canary")


async def until_well(data: Path) -> dict[str, Any]:
    async def well() -> dict[str, Any] | None:
        code, told = await status(data)
        return told if code == 0 else None

    return dict(await until(well, 90))


async def test_it_goes_round_and_every_hop_is_measured(quick: Access, data: Path, http: httpx.AsyncClient) -> None:
    told = await until_well(data)
    assert told["age"] < LATE
    assert set(told["hops"]) == set(WAY)
    for hop in WAY:
        url = getattr(quick, hop)

        async def counted(url: str = url, hop: str = hop) -> bool:
            return await figure(http, url, "redaksi_canary_seconds_count", hop=hop) >= 3 * len(LANES)

        await until(counted, 30)
    code, out, _ = await redaksi("status", "--data", str(data))
    assert code == 0
    assert "last canary" in out


async def test_what_stands_still_is_named_and_all_is_well_once_it_goes_on(quick: Access, data: Path) -> None:
    await until_well(data)
    # The runner too: it would kill what hangs, and start it again, before a slow machine has looked.
    with paused(quick.pids["runner"]), paused(quick.pids["publish"]):

        async def trouble() -> dict[str, Any] | None:
            code, told = await status(data)
            return told if code == 1 and told["wrong"] else None

        told = await until(trouble, 60)
    assert "publish" in told["wrong"][0]
    assert "moderation" not in told["wrong"][0]
    await until_well(data)


async def test_no_beat_is_public(quick: Access, data: Path, http: httpx.AsyncClient) -> None:
    await until_well(data)
    consumer = AIOKafkaConsumer(bootstrap_servers=quick.kafka)
    await consumer.start()
    try:
        public = [TopicPartition(topic, n) for topic in (PUBLISHED, PUBLISHED_COMMENTS) for n in range(PARTITIONS)]
        lanes = [TopicPartition(CANARY_PUBLISH, n) for n in range(PARTITIONS)]
        assert not any((await consumer.end_offsets(public)).values())
        assert all((await consumer.end_offsets(lanes)).values()), "there is a beat in every lane"
    finally:
        await consumer.stop()
    assert (await http.get(f"{quick.publish}/v1/articles")).json()["articles"] == []
    contract = yaml.safe_load((await http.get(f"{quick.publish}/asyncapi.yaml")).text)
    assert contract["channels"][CANARY_PUBLISH]["x-internal"] is True
    assert CANARY_PUBLISH not in (await http.get(f"{quick.publish}/")).text


async def test_an_approval_is_timed_until_it_is_visible_and_a_rebuild_is_not(
    quick: Access, data: Path, http: httpx.AsyncClient
) -> None:
    async def visible() -> float:
        return await figure(http, quick.site, "redaksi_approved_to_visible_seconds_count")

    before = await visible()
    async with Editor(quick) as editor, Reporter(quick) as reporter:
        sent = await reporter.send(DRAFT)
        article = sent["article_id"]
        version = (await editor.find(article))["version"]
        await editor.must(article, "approve", version)

    async def counted() -> bool:
        return await visible() == before + 1

    await until(counted, 30)
    stages = {"submitted_to_held": quick.moderation, "due_to_told": quick.moderation, "told_to_kept": quick.publish}
    for stage, url in stages.items():
        assert await figure(http, url, "redaksi_stage_seconds_count", stage=stage, what="articles")
    for part in ("publish", "site"):
        code, out, err = await redaksi(part, "rebuild", "--data", str(data))
        assert code == 0, out + err
    await until_well(data)
    assert await visible() == before + 1
