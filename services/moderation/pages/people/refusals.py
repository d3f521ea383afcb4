"""A refusal that has nothing to do with an article, on a page: at its field, or above everything."""

from __future__ import annotations

from http import HTTPStatus
from types import MappingProxyType
from typing import NamedTuple

from services.moderation.model.refusal import Forbidden, Missing, NotPossible, Refusal
from services.moderation.pages.admin.asking import forbidden, words
from services.moderation.pages.posted import Faults
from shared.pages import Language


class Told(NamedTuple):
    """The status, what is wrong at which field, and what else is in the way, in words."""

    status: int = HTTPStatus.OK
    faults: Faults = MappingProxyType({})
    why: str = ""


NOTHING = Told()
"""Nothing is wrong."""


def told(refusal: Refusal, language: Language) -> Told:
    """422 at the field, or 409; raises 403."""
    match refusal:
        case Missing():
            return Told(HTTPStatus.UNPROCESSABLE_ENTITY, {refusal.field: words(refusal, language)})
        case NotPossible(in_id, in_en):
            return Told(HTTPStatus.CONFLICT, why=in_id if language == "id" else in_en)
        case Forbidden():
            raise forbidden()
        case _:
            raise TypeError(refusal)


def faulty(faults: Faults) -> Told:
    """422: fields that have not the right form; the page has its own words for each."""
    return Told(HTTPStatus.UNPROCESSABLE_ENTITY, dict.fromkeys(faults, ""))
