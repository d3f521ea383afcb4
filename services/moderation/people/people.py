"""The verbs on accounts, put together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from services.moderation.passwords import Passwords
from services.moderation.people.administration import Administration
from services.moderation.people.kept import Kept
from services.moderation.people.own import OwnAccount
from services.moderation.people.proof import Proof
from services.moderation.people.welcome import Welcome


@dataclass(frozen=True)
class People:
    """What admins do with accounts, what people do with their own, and what a one-time link does."""

    kept: Kept
    proof: Proof
    administration: Administration
    own: OwnAccount
    welcome: Welcome

    @classmethod
    def on(
        cls,
        kept: Kept,
        passwords: Passwords,
        wants_factors: Callable[[], Awaitable[bool]],
        clock: Callable[[], datetime],
    ) -> Self:
        """All of it on these stores; `wants_factors` is whether everyone has to have a second factor."""
        proof = Proof(passwords, kept.factors)
        return cls(
            kept,
            proof,
            Administration(kept, passwords, clock),
            OwnAccount(kept, passwords, proof, wants_factors, clock),
            Welcome(kept, passwords, clock),
        )
