"""Publish survives a death at any await, pauses and unknown outcomes: its own code, a log and a store in memory."""

from __future__ import annotations

from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.facts import CommentApproved, CommentDecision, CommentHeld, CommentRemoved
from tests.faults.simulated import Simulation, broken
from tests.publish.test_comments import a_live, decided

ITEMS = [UUID(int=number, version=4) for number in range(1, 4)]
ACTS = st.tuples(st.sampled_from(("start", "kill", "pause", "resume", "turn")), st.integers(0, 25))


def decisions(dice: Random) -> list[CommentDecision]:
    """Of each item held, approved, and perhaps removed; in order of each, the items mixed."""
    waiting = {key: [_held(key), _approved(key), *([_removed(key)] if dice.random() < 0.7 else [])] for key in ITEMS}
    told = []
    while left := [key for key, facts in waiting.items() if facts]:
        told.append(waiting[dice.choice(left)].pop(0))
    return told


def _held(key: UUID) -> CommentDecision:
    return decided(CommentHeld, 1, "held").model_copy(update={"comment_id": key})


def _approved(key: UUID) -> CommentDecision:
    return decided(CommentApproved, 2, "approved", a_live()).model_copy(update={"comment_id": key})


def _removed(key: UUID) -> CommentDecision:
    gap = a_live(3, name="", text="", html="", removed="kasar")
    return decided(CommentRemoved, 3, "removed", gap).model_copy(update={"comment_id": key})


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 1 << 32), st.lists(ACTS, max_size=12))
def test_whatever_dies_the_last_decision_is_kept_and_public(seed: int, acts: list[tuple[str, int]]) -> None:
    dice = Random(seed)
    simulation = Simulation(decisions(dice), dice)
    for what, turns in acts:
        simulation.do(what, turns)
    simulation.end()
    assert not broken(simulation.world)


@pytest.mark.parametrize("safeguard", ["guarded", "marked"])
def test_without_a_safeguard_the_laws_do_not_hold(safeguard: str) -> None:
    found = 0
    for seed in range(400):
        dice = Random(seed)
        simulation = Simulation(decisions(dice), dice, **{safeguard: False})
        for _ in range(10):
            simulation.do(dice.choice(("start", "kill", "pause", "resume", "turn")), dice.randrange(25))
        try:
            simulation.end()
        except AssertionError:
            found += 1
            continue
        found += bool(broken(simulation.world))
    assert found > 0
