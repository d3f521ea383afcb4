"""Taking a draft in: who sends it, whether it can be taken, and the promise of the 202."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from services.ingest.knowledge import Knowledge
from services.ingest.model import Status
from services.ingest.staff import Staff
from services.ingest.tide import Tide
from shared import observe
from shared.bus import Follower, Voice
from shared.facts import DraftSubmitted, DraftWithdrawn, Reporter, encode
from shared.problems import FieldError, Problem, away
from shared.topics import LARGEST_DRAFT


class Door:
    """Knows the reporters, and says their drafts."""

    def __init__(
        self,
        staff: Staff,
        follower: Follower,
        knowledge: Knowledge,
        voice: Voice,
        tide: Tide,
        clock: Callable[[], datetime],
    ) -> None:
        self.staff = staff
        self.knowledge = knowledge
        self.clock = clock
        self._follower = follower
        self._voice = voice
        self._tide = tide

    def who(self, key: str | None) -> Reporter:
        """Whose key it is. 401 for none, an unknown or a revoked one; 503 while keys are not yet known here."""
        if not self._follower.caught_up:
            raise away("The list of reporters", "This process is still reading it; try again in a moment.")
        reporter = self.staff.reporter(key) if key else None
        if reporter is None:
            raise Problem(
                HTTPStatus.UNAUTHORIZED,
                "No reporter has this key",
                "Send it as `Authorization: Bearer rdk_…`. Keys are made at the desk and can be revoked there; "
                "a new one works within seconds.",
                "unauthorized",
                headers={"WWW-Authenticate": "Bearer"},
            )
        return reporter

    async def take(self, fact: DraftSubmitted, known: Status | None) -> None:
        """Accept it: when this returns, all replicas have it. Raises the problem that stands in the way."""
        self._open()
        self.must_own(fact.reporter, known)
        record = encode(fact)
        if len(record.value or b"") > LARGEST_DRAFT:
            words = (
                f"with everything it is {len(record.value or b'')} bytes, at most {LARGEST_DRAFT} are taken; shorten it"
            )
            fault = FieldError("body", words)
            raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The draft is too large", "", "too-large", [fault])
        await self._voice.say_record(record, trace=observe.traceparent())
        self.knowledge.accepted(fact)

    async def take_back(self, fact: DraftWithdrawn, known: Status | None) -> None:
        """Say that the reporter withdraws it."""
        self._open()
        self.must_own(fact.reporter, known)
        await self._voice.say(fact, trace=observe.traceparent())

    def must_own(self, reporter: Reporter, known: Status | None) -> None:
        """403 where it is known here that the article is another reporter's."""
        if known is not None and known.owner not in {None, reporter.id}:
            detail = "It was first sent with another reporter's key. Use an id of your own."
            raise Problem(HTTPStatus.FORBIDDEN, "This article is another reporter's", detail, "not-yours")

    def must_be_the_same(self, submission: UUID, known: Status | None) -> None:
        """422 where it is known here that this Idempotency-Key stood for another draft."""
        if known is not None and known.submissions and submission not in known.submissions:
            fault = FieldError(
                "Idempotency-Key", "this key was used for another draft; choose a new one, or PUT a revision"
            )
            title = "The same key with another draft"
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, title, "", "key-used", [fault])

    def _open(self) -> None:
        if self._tide.too_high:
            detail = "The desk has been away too long for more to be kept safely. Keep your draft and try again later."
            raise away("The desk", detail)
