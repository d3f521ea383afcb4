"""A refusal on a page: which status, and what the attempt says."""

from __future__ import annotations

from typing import assert_never

from services.moderation.desk.meanwhile import Meanwhile
from services.moderation.model.refusal import Forbidden, Incomplete, Missing, NotPossible, Refusal, Stale, TooLate
from services.moderation.pages.sheet import Attempt
from shared.pages import Language
from shared.rules import say


def status_of(refusal: Refusal | None) -> int:
    """The HTTP status, the same as the API's."""
    match refusal:
        case None:
            return 404
        case Incomplete() | Missing():
            return 422
        case Forbidden():
            return 403
        case Stale() | NotPossible() | TooLate():
            return 409
        case _:
            assert_never(refusal)


def attempt_of(
    refusal: Refusal | None, verb: str, typed: dict[str, str], language: Language, then: Meanwhile | None = None
) -> Attempt:
    """The attempt with why it was refused; what was typed stays."""
    match refusal:
        case None | Stale():
            return Attempt(verb, typed, meanwhile=then)
        case Incomplete(findings):
            return Attempt(verb, typed, {one.field: say(one, language) for one in findings}, incomplete=True)
        case Missing(field, in_id, in_en):
            return Attempt(verb, typed, {field: in_id if language == "id" else in_en})
        case NotPossible(in_id, in_en):
            return Attempt(verb, typed, why=in_id if language == "id" else in_en)
        case Forbidden(needs):
            return Attempt(verb, typed, {"role": needs})
        case TooLate():
            return Attempt(verb, typed, too_late=True)
        case _:
            assert_never(refusal)
