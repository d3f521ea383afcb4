"""The canary as status tells of it: how old, how fast, and where it was stopped."""

from __future__ import annotations

import pytest

from redaksi.beats import Hop, canary, hops_of, in_words


def ages(**hops: float) -> list[Hop]:
    return [Hop(hop, age, 0.004) for hop, age in hops.items()]


def test_where_all_is_well_its_age_and_each_hop_are_told() -> None:
    way = canary(
        [Hop("ingest", 2, 0.001), Hop("moderation", 2, 0.004), Hop("publish", 3, 0.012), Hop("site", 3, 0.2)], 60
    )
    assert way is not None
    assert in_words(way) == "last canary 3 s ago, hops 4/12/200 ms  well"


@pytest.mark.parametrize(
    ("hops", "where"),
    [
        pytest.param(
            ages(ingest=2, moderation=2, publish=70, site=70), "publish", id="one that lives, but hears nothing"
        ),
        pytest.param(ages(ingest=2, moderation=2, site=70), "publish or site", id="one that does not answer"),
        pytest.param(ages(ingest=90, moderation=90, publish=90, site=90), "ingest", id="the first"),
        pytest.param(ages(moderation=90, publish=90, site=90), "ingest or moderation", id="the first does not answer"),
        pytest.param(ages(ingest=2, moderation=2, publish=2, site=70), "site", id="the last"),
    ],
)
def test_where_it_was_stopped_is_named(hops: list[Hop], where: str) -> None:
    way = canary(hops, 60)
    assert way is not None
    assert way.wrong == (f"nothing gets through: stopped at {where}",)


def test_of_two_processes_the_one_with_the_older_beat_counts() -> None:
    way = canary(
        [*ages(ingest=2, moderation=2, publish=2, site=70), Hop("moderation", 70, 0), Hop("publish", 0, 0)], 60
    )
    assert way is not None
    assert "moderation" in way.wrong[0]


def test_what_is_older_than_the_end_of_the_way_is_no_trouble() -> None:
    """A process may hold a lane for some seconds that no beat has come in yet."""
    way = canary(ages(ingest=2, moderation=70, publish=2, site=3), 60)
    assert way is not None
    assert way.wrong == ()


def test_where_it_is_off_there_is_none() -> None:
    assert canary(hops_of([("redaksi_lag_seconds", {"group": "site"}, 3.0)]), 60) is None
