"""Who decides."""

from __future__ import annotations

from typing import Literal

from shared.facts import Frozen

Role = Literal["operator", "editor", "chief", "admin"]

_RANK: dict[Role, int] = {"operator": -1, "editor": 0, "chief": 1, "admin": 2}


class Editor(Frozen):
    """Somebody at the desk, with the initials that are printed and what they may do.

    `operator` gives the operator's work to somebody who has another role beside it.
    """

    id: str
    name: str
    initials: str
    role: Role
    operator: bool = False

    def may(self, role: Role) -> bool:
        """Whether they may do what takes at least this role: a chief may all an editor may, an admin more than both.

        What operators do is apart from that: it takes to be one, and by itself it opens nothing else.
        """
        if role == "operator":
            return self.operator or self.role == "operator"
        return _RANK[self.role] >= _RANK[role]
