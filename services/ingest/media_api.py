"""The routes of `/v1/media`."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from services.ingest.api import CALLER, caller_of
from services.ingest.darkroom import LARGEST
from services.ingest.media import Media
from services.ingest.parts import Caller
from shared.facts import Frozen, Size
from shared.media import Manifest, Texts, rendition, serve
from shared.problems import FieldError, Problem

PATH = "/v1/media"
router = APIRouter(prefix=PATH, tags=["media"])
_EXAMPLE = {
    "media": "6f1ed002ab5595859014ebf0951522d9f0a1b2c3",
    "sizes": [{"width": 480, "height": 320}, {"width": 960, "height": 640}],
    "texts": {"alt": "", "caption": "Jembatan Air Rami, Selasa.", "credit": "Rio", "copyright": ""},
    "preview": "http://127.0.0.1:8001/v1/media/6f1ed002ab5595859014ebf0951522d9f0a1b2c3/960.jpg?token=…",
}
_POLITE = 2
"""So many times too much is still read and thrown away, so that the sender can read the answer."""
_FILE = {"type": "string", "format": "binary"}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": _FILE} for kind in ("image/jpeg", "image/png", "image/webp")},
    },
    "security": [{"HTTPBearer": []}],
}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    201: {"description": "It is held.", "content": {"application/json": {"example": _EXAMPLE}}},
    401: {"description": "No reporter has this key."},
    413: {"description": f"It has more than {LARGEST} bytes."},
    415: {"description": "It is no JPEG, PNG or WebP, whatever it is called; `errors` says what it is."},
    422: {"description": "It is damaged, moves, or has too many pixels; `errors` says what to do."},
    429: {"description": "Too many within an hour: send it again after `Retry-After`."},
    503: {"description": "Not kept: send the same again after `Retry-After`."},
}
_ASKING: dict[int | str, dict[str, Any]] = {401: _ANSWERS[401], 404: {"description": "None is held under this id."}}
_LOOKING: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in ("image/webp", "image/jpeg")}
    },
    403: {"description": "The address has ended, or is not whole: ask for the picture to have a new one."},
    404: {"description": "There is no such rendition."},
}


class Held(Frozen):
    """A picture that is held: its id for a draft's `photo.media`, and what its file said, for the photo's texts.

    `preview` shows it to whoever has this address, for twelve hours; nobody else can see it before it is approved.
    """

    media: str
    sizes: tuple[Size, ...]
    texts: Texts
    preview: str


@router.post("", status_code=HTTPStatus.CREATED, summary="Hand in a picture", responses=_ANSWERS, openapi_extra=_BODY)
async def hand_in(request: Request) -> Held:
    """The file itself as the body: JPEG, PNG or WebP, up to 25 MiB and 40 megapixels.

    It is decoded, turned upright and written anew without position, camera and person. The same file has the same id.
    """
    caller, media = caller_of(request), _media(request)
    name, manifest = await media.take(caller.reporter.id, await _body_of(request))
    return _held(caller, media, name, manifest)


@router.get("/{media}", summary="What is known of a picture", responses=_ASKING)
async def known(media: str, request: Request, caller: CALLER) -> Held:
    """404 where none is held under this id."""
    manifest = await _media(request).manifest(media)
    if manifest is None:
        raise Problem(HTTPStatus.NOT_FOUND, "There is no such picture", kind="not-found")
    return _held(caller, _media(request), media, manifest)


@router.get("/{media}/{name}", summary="A rendition of a held picture", response_class=Response, responses=_LOOKING)
async def look(media: str, name: str, request: Request, token: Annotated[str, Query(max_length=100)] = "") -> Response:
    """For whoever has the address that `preview` gave, until it ends."""
    if not _media(request).lets_in(token, media):
        detail = "The address is over, or is not whole. Ask for GET /v1/media/{id} with your key to have a new one."
        raise Problem(HTTPStatus.FORBIDDEN, "This picture is not public", detail, "forbidden")
    return await serve(_media(request).shelf, "held", media, name)


def _held(caller: Caller, media: Media, name: str, manifest: Manifest) -> Held:
    widest = [size.width for size in manifest.sizes if size.width <= 960] or [manifest.sizes[0].width]  # noqa: PLR2004
    where = f"{caller.places.links.door.rstrip('/')}{PATH}/{name}/{rendition(widest[-1], 'jpg')}"
    return Held(media=name, sizes=manifest.sizes, texts=manifest.texts, preview=f"{where}?token={media.token(name)}")


def _media(request: Request) -> Media:
    media: Media = request.app.state.media
    return media


async def _body_of(request: Request) -> bytes:
    """The whole of it, counted while it comes in."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in {"multipart/form-data", "application/x-www-form-urlencoded", "application/json"}:
        detail = "Send the file itself as the body, such as curl --data-binary @foto.jpg -H 'Content-Type: image/jpeg'."
        fault = FieldError("Content-Type", f"{kind} is not a picture")
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "This is not a picture", detail, "not-a-photo", [fault])
    declared = request.headers.get("content-length", "")
    parts: list[bytes] = []
    counted = int(declared) if declared.isdecimal() and int(declared) > LARGEST * _POLITE else 0
    if not counted:
        async for chunk in request.stream():
            counted += len(chunk)
            parts.append(chunk if counted <= LARGEST else b"")
            if counted > LARGEST * _POLITE:
                break
    if counted > LARGEST:
        fault = FieldError("file", f"at most {LARGEST} bytes are taken; make the picture smaller")
        close = {"Connection": "close"}
        raise Problem(413, "This picture cannot be taken", "Nothing was kept.", "too-large", [fault], headers=close)
    if not counted:
        fault = FieldError("file", "send the file itself as the body")
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "There is no picture", "Nothing was kept.", "empty", [fault])
    return b"".join(parts)
