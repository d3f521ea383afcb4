"""`/v1/media`: a reporter hands in a picture, before the draft that names it."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime, timedelta
from http import HTTPStatus
from multiprocessing import get_context

from services.ingest.darkroom import LARGEST, Developed, Refused, develop
from services.ingest.model import DraftIn
from shared.facts import Photo
from shared.media import Manifest, Previews, Shelf, ShelfAway
from shared.parentage import die_with_parent
from shared.problems import FieldError, Problem, away

log = logging.getLogger(__name__)

_AT_ONCE = 2
_WAITING = 16
_WITHIN = 60.0
"""Seconds; a picture of forty megapixels takes two on a slow machine."""
_EACH_PROCESS = 50
_AN_HOUR = timedelta(hours=1)
_STATUS = {"too-large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "not-a-photo": HTTPStatus.UNSUPPORTED_MEDIA_TYPE}


class Media:
    """Develops pictures, puts them on the shelf, and knows which there are."""

    def __init__(self, shelf: Shelf, previews: Previews, clock: Callable[[], datetime], an_hour: int) -> None:
        """A reporter may hand in `an_hour` of them within one."""
        self.shelf = shelf
        self._previews = previews
        self._clock = clock
        self._most = an_hour
        self._came: dict[str, deque[datetime]] = {}
        self._waiting = 0
        self._pool = self._new_pool()

    def close(self) -> None:
        """End the darkroom's processes."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def take(self, reporter: str, content: bytes) -> tuple[str, Manifest]:
        """Develop what was sent and hold it; its id and what is known of it. Raises the problem that it has."""
        self._count(reporter)
        developed = await self._developed(content)
        try:
            await self.shelf.hold(developed.media, developed.files, developed.manifest)
        except ShelfAway as error:
            raise _away() from error
        return developed.media, developed.manifest

    async def manifest(self, media: str) -> Manifest | None:
        """What is known of a picture that is held. 503 while the store is away."""
        try:
            return await self.shelf.manifest(media)
        except ShelfAway as error:
            raise _away() from error

    async def filled(self, draft: DraftIn) -> DraftIn:
        """The draft with the sizes of the pictures it names; 422 where it names one that there is none of."""
        if draft.photo is None and not draft.photos:
            return draft
        named = {"photo": draft.photo} if draft.photo else {}
        named |= {f"photos.{number}": one for number, one in enumerate(draft.photos, 1)}
        found = {field: await self._filled(one) for field, one in named.items()}
        if faults := [_no_such(field) for field, one in found.items() if one is None]:
            title = "The request does not have the right form"
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, title, "Nothing was kept.", "malformed", faults)
        photos = tuple(one for field, one in found.items() if field != "photo")
        return draft.model_copy(update={"photo": found.get("photo"), "photos": photos})

    def token(self, media: str) -> str:
        """Lets whoever has it look at this picture for a while."""
        return self._previews.token(media, self._clock())

    def lets_in(self, token: str, media: str) -> bool:
        """Whether this token is for this picture, and is not over."""
        return self._previews.lets_in(token, media, self._clock())

    async def _filled(self, photo: Photo) -> Photo | None:
        if not photo.media:
            return photo.model_copy(update={"sizes": ()})
        manifest = await self.manifest(photo.media)
        return photo.model_copy(update={"sizes": manifest.sizes}) if manifest else None

    async def _developed(self, content: bytes) -> Developed:
        if self._waiting >= _WAITING:
            raise away("The darkroom", "Many pictures wait here. Send this one again in a moment.")
        self._waiting += 1
        try:
            found = await self._in_a_process(content)
        finally:
            self._waiting -= 1
        if isinstance(found, Refused):
            status = _STATUS.get(found.kind, HTTPStatus.UNPROCESSABLE_ENTITY)
            fault = FieldError("file", found.words)
            raise Problem(status, "This picture cannot be taken", "Nothing was kept.", found.kind, [fault])
        return found

    async def _in_a_process(self, content: bytes) -> Developed | Refused:
        loop, pool = asyncio.get_running_loop(), self._pool
        try:
            async with asyncio.timeout(_WITHIN):
                return await loop.run_in_executor(pool, develop, content)
        except (BrokenProcessPool, TimeoutError) as error:
            log.warning("the darkroom gave up on a picture", extra={"reason": type(error).__name__})
            if pool is self._pool:
                self._pool = self._new_pool()
                pool.shutdown(wait=False, cancel_futures=True)
            return Refused("broken", "This picture could not be read in time. Export it again, or make it smaller.")

    def _count(self, reporter: str) -> None:
        now, came = self._clock(), self._came.setdefault(reporter, deque())
        while came and came[0] <= now - _AN_HOUR:
            came.popleft()
        if len(came) >= self._most:
            wait = str(max(int((came[0] + _AN_HOUR - now).total_seconds()), 1))
            detail = f"At most {self._most} an hour are taken from one reporter. Nothing was kept; send it again then."
            title = "Too many pictures at once"
            raise Problem(HTTPStatus.TOO_MANY_REQUESTS, title, detail, "too-many", headers={"Retry-After": wait})
        came.append(now)

    @staticmethod
    def _new_pool() -> ProcessPoolExecutor:
        # Spawned, for a fork would take along the door's connections and its threads' locks.
        # With us each ends too: it waits for work on a pipe of which it holds both ends, and would wait for ever.
        return ProcessPoolExecutor(
            _AT_ONCE,
            mp_context=get_context("spawn"),
            max_tasks_per_child=_EACH_PROCESS,
            initializer=die_with_parent,
        )


def _no_such(field: str) -> FieldError:
    return FieldError(f"{field}.media", "there is no such picture; hand it in with POST /v1/media and use its id")


def _away() -> Problem:
    return away("The store of pictures", "Nothing was kept; send it again in a moment.")


__all__ = ["LARGEST", "Media"]
