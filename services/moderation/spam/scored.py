"""A score as the desk keeps it: with how much was known when it was given."""

from __future__ import annotations

from services.moderation.model.comment import Score
from services.moderation.spam.model import score
from services.moderation.spam.weights import Weights


def scored(text: str, weights: Weights) -> Score:
    """What the guard thinks of a text."""
    return Score(value=round(score(text, weights), 4), weights=weights.learned)
