"""Pictures, from a reporter's file to the public and back: what is not approved is not to be seen."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest

from redaksi.runner.access import Access
from tests.builders import a_draft
from tests.pictures import a_picture
from tests.system.people import Editor, Reporter, until

WHOLE = a_draft(photo=None).model_dump(mode="json", exclude={"photo", "photos"})
JPEG = {"Content-Type": "image/jpeg"}
CREDITED = b'<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:p="http://ns.adobe.com/photoshop/1.0/" p:Credit="Antara"/>'
TEXTS = {"alt": "Perahu", "caption": "Dermaga, Selasa.", "credit": "Rio"}


async def handed_in(rio: Reporter, content: bytes | None = None) -> dict[str, Any]:
    answer = await rio.http.post("/v1/media", content=content or a_picture(), headers=JPEG)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def sent(rio: Reporter, editor: Editor, *media: str) -> str:
    hero, *others = [{"media": one, **TEXTS} for one in media]
    accepted = await rio.send({**WHOLE, "headline": f"Foto {uuid4().hex}", "photo": hero, "photos": others})
    await editor.find(accepted["article_id"])
    return str(accepted["article_id"])


async def seen(newsroom: Access, media: str, name: str = "480.webp") -> set[int]:
    """How the two public services answer for it."""
    async with httpx.AsyncClient() as http:
        where = (f"{newsroom.site}/media/{media}/{name}", f"{newsroom.publish}/v1/media/{media}/{name}")
        return {(await http.get(one)).status_code for one in where}


async def until_seen(newsroom: Access, media: str, status: int) -> None:
    async def so() -> bool:
        return await seen(newsroom, media) == {status}

    await until(so)


async def test_a_picture_is_seen_by_nobody_before_it_is_approved_and_by_everybody_after(newsroom: Access) -> None:
    async with Reporter(newsroom) as rio, Editor(newsroom) as editor, httpx.AsyncClient() as stranger:
        hero, other = await handed_in(rio), await handed_in(rio)
        article = await sent(rio, editor, hero["media"], other["media"])
        for where in (f"{newsroom.moderation}/media", f"{newsroom.ingest}/v1/media"):
            answer = await stranger.get(f"{where}/{hero['media']}/480.webp")
            assert answer.status_code in {303, 401, 403}, answer.url
        assert await seen(newsroom, hero["media"]) == {404}
        preview = await stranger.get(hero["preview"])
        assert (preview.status_code, preview.headers["content-type"]) == (200, "image/jpeg")
        assert "private" in preview.headers["cache-control"]
        assert (await stranger.get(hero["preview"].replace(hero["media"], other["media"]))).status_code == 403

        held = await editor.find(article)
        assert held["content"]["photo"]["sizes"] == hero["sizes"]
        await editor.must(article, "approve", held["version"])
        for one in (hero, other):
            await until_seen(newsroom, one["media"], 200)
        answer = await stranger.get(f"{newsroom.site}/media/{hero['media']}/16x9.jpg")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
        assert "immutable" in answer.headers["cache-control"]
        public = (await stranger.get(f"{newsroom.publish}/v1/articles/{article}")).json()
        assert public["photo"] == {"media": hero["media"], "sizes": hero["sizes"], **TEXTS}


async def test_a_picture_leaves_with_the_article_unless_another_shows_it(newsroom: Access) -> None:
    async with Reporter(newsroom) as rio, Editor(newsroom) as editor:
        shared, own = await handed_in(rio), await handed_in(rio)
        first = await sent(rio, editor, shared["media"], own["media"])
        second = await sent(rio, editor, shared["media"])
        for article in (first, second):
            await editor.must(article, "approve", 1)
        for one in (shared, own):
            await until_seen(newsroom, one["media"], 200)
        await editor.must(first, "retract", 2, code="keliru", text="Keliru.")
        await until_seen(newsroom, own["media"], 404)
        assert await seen(newsroom, shared["media"]) == {200}
        await editor.must(second, "erase", 2, reason="Permintaan.")
        await until_seen(newsroom, shared["media"], 404)
        # An erased article's picture is deleted, even where it is only held; unless another article names it.
        alone = await handed_in(rio)
        third = await sent(rio, editor, alone["media"])
        await editor.must(third, "erase", 1, reason="Permintaan.")
        assert (await rio.http.get(f"/v1/media/{alone['media']}")).status_code == 404
        held = await rio.http.get(f"/v1/media/{shared['media']}")
        assert held.status_code == 200, "the retracted article still names it at the desk"


async def test_a_picture_that_is_replaced_leaves_when_the_new_one_is_approved(newsroom: Access) -> None:
    async with Reporter(newsroom) as rio, Editor(newsroom) as editor:
        old, new = await handed_in(rio), await handed_in(rio)
        article = await sent(rio, editor, old["media"])
        await editor.must(article, "approve", 1)
        await until_seen(newsroom, old["media"], 200)
        photo = {"media": new["media"], "sizes": new["sizes"], **TEXTS}
        edited = await editor.must(article, "edit", 2, fields={"photo": photo})
        assert await seen(newsroom, old["media"]) == {200}, "what is live stays while the new words are held"
        await editor.must(article, "approve", edited["version"])
        await until_seen(newsroom, new["media"], 200)
        await until_seen(newsroom, old["media"], 404)


async def test_the_same_file_again_is_the_same_picture_and_what_it_says_is_offered(newsroom: Access) -> None:
    async with Reporter(newsroom) as rio:
        content = a_picture(xmp=CREDITED)
        first, again = await handed_in(rio, content), await handed_in(rio, content)
        assert first["media"] == again["media"]
        assert first["texts"]["credit"] == "Antara"
        known = (await rio.http.get(f"/v1/media/{first['media']}")).json()
        assert (known["sizes"], known["texts"]) == (first["sizes"], first["texts"])


@pytest.mark.parametrize(
    ("content", "kind", "status", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png", 415, "SVG"),
        (a_picture(form="GIF"), "image/jpeg", 415, "GIF"),
        (a_picture(seed=5)[:-3000], "image/jpeg", 422, "cut off"),
        (bytes(26 * 1024 * 1024), "image/jpeg", 413, "bytes"),
        (b"", "image/jpeg", 422, "file"),
        (b"x=1", "multipart/form-data; boundary=x", 415, "multipart"),
    ],
)
async def test_what_cannot_be_taken_says_why(
    newsroom: Access, content: bytes, kind: str, status: int, words: str
) -> None:
    async with Reporter(newsroom) as rio:
        answer = await rio.http.post("/v1/media", content=content, headers={"Content-Type": kind})
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert words in answer.text


async def test_without_a_key_nothing_is_taken_and_a_draft_cannot_name_what_is_not_there(newsroom: Access) -> None:
    async with httpx.AsyncClient(base_url=newsroom.ingest) as stranger:
        assert (await stranger.post("/v1/media", content=a_picture(), headers=JPEG)).status_code == 401
    async with Reporter(newsroom) as rio:
        for media in ("0" * 40, "../../secrets", "a" * 64):
            photos = {"photo": {"media": media, **TEXTS}, "photos": [{"media": media, **TEXTS}]}
            answer = await rio.http.post("/v1/drafts", json={**WHOLE, **photos})
            assert answer.status_code == 422
            assert [one["field"] for one in answer.json()["errors"]] == ["photo.media", "photos.1.media"]
        own = {"media": (await handed_in(rio))["media"], "sizes": [{"width": 9, "height": 9}], **TEXTS}
        assert (await rio.http.post("/v1/drafts", json={**WHOLE, "photo": own})).status_code == 202
