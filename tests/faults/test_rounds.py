"""Real servers, real faults: a round of five minutes, and the controls that show soonest what the judge would notice.

`REDAKSI_FAULT_MINUTES` and `REDAKSI_FAULT_SEED` say otherwise; `./run faults` does the same by hand, for longer.
"""

from __future__ import annotations

import os
from pathlib import Path
from random import SystemRandom

import pytest

from tests.faults.controls import CONTROLS
from tests.faults.plan import Shape
from tests.faults.round import play
from tests.system.ports import free_ports

MINUTES = float(os.environ.get("REDAKSI_FAULT_MINUTES", "5"))
SEED = int(os.environ.get("REDAKSI_FAULT_SEED") or SystemRandom().randrange(1 << 32))
SOON = ("no-cure",)


def say(text: str) -> None:
    print(text)  # noqa: T201 - shown where it fails


@pytest.mark.timeout(MINUTES * 60 + 600)
async def test_nothing_is_lost_and_nothing_applied_twice(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    data = tmp_path_factory.mktemp("faults")
    report = await play(data, free_ports(80), SEED, MINUTES * 60, Shape(), say)
    assert not report.findings, f"seed {SEED}: {report.findings[:20]}"
    assert report.kills > MINUTES * 5, report.faults
    assert report.accepted["draft"] > MINUTES * 40, report.calls
    assert report.accepted["comment"] > MINUTES * 100, report.calls


async def fails_without(safeguard: str, data: Path) -> None:
    control = CONTROLS[safeguard]
    shape = Shape(control.brokers, control=safeguard, at=control.at)
    every, only = control.every, control.faults
    report = await play(data, free_ports(80), 7, control.seconds, shape, say, every=every, only=only)
    assert report.laws & control.breaks, report


@pytest.mark.timeout(300)
@pytest.mark.parametrize("safeguard", SOON)
async def test_the_suite_notices_that_a_safeguard_is_gone(
    safeguard: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    await fails_without(safeguard, tmp_path_factory.mktemp("control"))


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("safeguard", sorted(CONTROLS.keys() - set(SOON)))
async def test_the_suite_notices_that_another_safeguard_is_gone(
    safeguard: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    await fails_without(safeguard, tmp_path_factory.mktemp("control"))
