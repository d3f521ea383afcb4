"""What an editor has typed and not yet saved as a revision."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from services.moderation.model.typed import Typed
from shared.facts import HIGHEST, Frozen

LARGEST = 1_500_000
"""Characters in all fields together: what still fits into one document, whatever they are."""


class Unsaved(Frozen):
    """Typed on top of this revision. `count` grows with each save; `window` is the page it was typed in."""

    revision: int
    count: int
    window: str
    typed: Typed
    at: datetime


class Save(Frozen):
    """One save of it: `seen` is the count that the window knows, 0 where it knows of none."""

    revision: Annotated[int, Field(ge=1, le=HIGHEST)]
    seen: Annotated[int, Field(ge=0, le=HIGHEST)]
    window: Annotated[str, Field(min_length=1, max_length=60)]
    typed: Typed

    def is_too_large(self) -> bool:
        """Whether it is more than can be kept."""
        return sum(map(len, self.typed.texts().values())) > LARGEST
