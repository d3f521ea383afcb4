"""A refusal that has nothing to do with an article as a problem that says what to do."""

from __future__ import annotations

from http import HTTPStatus

from services.moderation.model.refusal import Forbidden, Missing, NotPossible, Refusal
from shared.problems import FieldError, Problem


def refused(refusal: Refusal, incomplete: str = "This cannot be done like that") -> Problem:
    """403, 422 at the field with this title, or 409."""
    match refusal:
        case Forbidden(needs):
            return Problem(
                HTTPStatus.FORBIDDEN, "Your role may not do this", f"It takes the role {needs}.", "forbidden"
            )
        case Missing(field, in_id, in_en):
            errors = [FieldError(field, f"{in_id} / {in_en}")]
            return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, incomplete, "", "malformed", errors)
        case NotPossible(in_id, in_en):
            return Problem(HTTPStatus.CONFLICT, in_en, in_id, "not-possible")
        case _:
            raise TypeError(refusal)
