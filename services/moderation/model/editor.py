"""Who decides."""

from __future__ import annotations

from typing import Literal

from shared.facts import Frozen

Role = Literal["editor", "chief", "admin"]

_RANK: dict[Role, int] = {"editor": 0, "chief": 1, "admin": 2}


class Editor(Frozen):
    """An editor, with the initials that are printed and what they may do."""

    id: str
    name: str
    initials: str
    role: Role

    def may(self, role: Role) -> bool:
        """Whether they may do what takes at least this role: a chief may all an editor may, an admin all."""
        return _RANK[self.role] >= _RANK[role]
