"""Where pictures stand: a folder, or whatever object store the address names. The one module that knows how.

`held/` is everything that was handed in, `public/` what an approved article shows; a file is in the one without being
in the other only while it is not approved, or not any more.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, from_url

from shared.media.names import is_file, is_media
from shared.media.picture import Manifest

Area = Literal["held", "public"]
T = TypeVar("T")
_MANIFEST = "manifest.json"
_PATIENCE, _KNOCK = timedelta(seconds=10), timedelta(seconds=3)


class ShelfAway(ConnectionError):  # noqa: N818 - what is the matter
    """The store does not answer, or refuses."""


class Standing(NamedTuple):
    """A picture that is held, and since when."""

    media: str
    since: datetime


class Shelf:
    """Verbs, each safe to repeat. Ids and names that could not be a picture's are not there."""

    def __init__(self, where: str) -> None:
        """`where` is a folder's path, or an address such as `s3://bucket/prefix` with its keys in the environment."""
        self._store: Any = _elsewhere(where) if "://" in where else LocalStore(Path(where).resolve(), mkdir=True)

    async def hold(self, media: str, files: Mapping[str, bytes], manifest: Manifest) -> None:
        """Put a picture under `held/`; the manifest last, for with it the picture is there."""
        for name, content in files.items():
            await _asked(obstore.put_async(self._store, _path("held", media, name), content))
        said = manifest.model_dump_json().encode()
        await _asked(obstore.put_async(self._store, _path("held", media, _MANIFEST), said))

    async def manifest(self, media: str) -> Manifest | None:
        """What is known of a held picture; None where there is none."""
        said = await self._read(_path("held", media, _MANIFEST)) if is_media(media) else None
        return Manifest.model_validate_json(said) if said is not None else None

    async def read(self, area: Area, media: str, name: str) -> bytes | None:
        """One file; None where it is not there."""
        return await self._read(_path(area, media, name)) if is_media(media) and is_file(name) else None

    async def let_out(self, media: str) -> bool:
        """Copy a held picture to `public/`, where it is not there yet; False where none is held."""
        if not is_media(media):
            return False
        if await self._read(_path("public", media, _MANIFEST)) is not None:
            return True
        names = [name async for name in self._names("held", media)]
        if _MANIFEST not in names:
            return False
        for name in sorted(names, key=lambda one: one == _MANIFEST):
            source, to = _path("held", media, name), _path("public", media, name)
            await _asked(obstore.copy_async(self._store, source, to))
        return True

    async def take_back(self, media: str) -> None:
        """Delete what is public of it."""
        await self._delete("public", media)

    async def forget(self, media: str) -> None:
        """Delete it everywhere."""
        for area in ("public", "held"):
            await self._delete(area, media)

    async def held(self) -> AsyncIterator[Standing]:
        """Every picture that is held whole, and since when."""
        try:
            async for found in obstore.list(self._store, "held/"):
                for one in found:
                    _, media, name = str(one["path"]).split("/")[-3:]
                    if name == _MANIFEST:
                        yield Standing(media, one["last_modified"])
        except (BaseError, OSError) as error:
            raise ShelfAway(type(error).__name__) from error

    async def _read(self, path: str) -> bytes | None:
        try:
            return bytes(await (await obstore.get_async(self._store, path)).bytes_async())
        except FileNotFoundError:
            return None
        except (BaseError, OSError) as error:
            raise ShelfAway(type(error).__name__) from error

    async def _names(self, area: str, media: str) -> AsyncIterator[str]:
        try:
            async for found in obstore.list(self._store, f"{area}/{media}/"):
                for one in found:
                    yield str(one["path"]).rpartition("/")[2]
        except (BaseError, OSError) as error:
            raise ShelfAway(type(error).__name__) from error

    async def _delete(self, area: str, media: str) -> None:
        if not is_media(media):
            return
        # The manifest first: what is half deleted is not there.
        for name in sorted([name async for name in self._names(area, media)], key=lambda one: one != _MANIFEST):
            try:
                await _asked(obstore.delete_async(self._store, _path(area, media, name)))
            except FileNotFoundError:
                continue


def _elsewhere(where: str) -> Any:
    """An object store, which is asked again for no longer than somebody waits for an answer."""
    client: Any = {"timeout": _PATIENCE, "connect_timeout": _KNOCK, "allow_http": True}  # the operator's own address
    return from_url(where, client_options=client, retry_config={"max_retries": 3, "retry_timeout": _PATIENCE})


def _path(area: str, media: str, name: str) -> str:
    return f"{area}/{media}/{name}"


async def _asked(answer: Awaitable[T]) -> T:
    try:
        return await answer
    except FileNotFoundError:
        raise
    except (BaseError, OSError) as error:
        raise ShelfAway(type(error).__name__) from error
