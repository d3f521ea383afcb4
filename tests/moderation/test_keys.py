"""The table of keyboard shortcuts."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.moderation.pages.keys import KEYS, PRESETS, Preset, attributes, page, table

ROOT = Path(__file__).parent.parent.parent
_SEEN_TOGETHER = {
    "queue": {"everywhere", "queue", "queue, comments", "queue, article, comments"},
    "article": {"everywhere", "article", "queue, article, comments"},
    "comments": {"everywhere", "comments", "queue, comments", "queue, article, comments"},
    "edit": {"everywhere", "edit"},
}


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("where", _SEEN_TOGETHER)
def test_no_key_does_two_things_on_one_page(preset: Preset, where: str) -> None:
    keys = [key.of(preset) for key in KEYS if key.where in _SEEN_TOGETHER[where]]
    assert sorted(set(keys)) == sorted(keys)


@pytest.mark.parametrize("preset", PRESETS)
def test_no_key_hides_the_beginning_of_a_sequence(preset: Preset) -> None:
    alone = {key.of(preset) for key in KEYS if " " not in key.of(preset)}
    assert not alone & {key.of(preset).split()[0] for key in KEYS if " " in key.of(preset)}


@pytest.mark.parametrize("preset", PRESETS)
def test_the_browsers_own_keys_are_left_alone(preset: Preset) -> None:
    taken = {"Control+f", "Mod+f", "Mod+p", "Mod+w", "Mod+t", "Mod+r", "Mod+l"}
    assert not taken & {key.of(preset) for key in KEYS}


def test_keys_that_are_off_bind_nothing() -> None:
    assert attributes("")("approve") == ""
    assert table("", lambda _: True) == []


def test_the_page_about_keys_is_made_from_the_table() -> None:
    assert (ROOT / "docs" / "keys.md").read_text() == page()


def test_the_help_tells_of_no_page_that_is_not_served() -> None:
    assert "g n" in [keys for _, keys in table("redaksi", lambda _: True)]
    assert "g n" not in [keys for _, keys in table("redaksi", lambda page: page != "/articles/new")]
