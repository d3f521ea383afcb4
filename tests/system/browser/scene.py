"""A newsroom with one article in each state an editor meets, so that there is something to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from redaksi.runner.access import Access, Secrets
from shared.comment_link import CommentLinks
from shared.topics import MODERATION_COMMENTS
from tests.builders import a_comment
from tests.pictures import a_picture
from tests.system.browser.tabs import Who
from tests.system.people import Editor, Reporter, until
from tests.system.putting_aside import Operator, an_error, poison, put_aside
from tests.system.saying import say

COMPLETE: dict[str, Any] = {
    "headline": "Pedagang Ikan Pindah ke Dermaga Baru Mulai Senin",
    "dateline": "Bengkulu",
    "lead": "Sebanyak 212 lapak di pasar lama dibongkar bertahap sampai akhir bulan.",
    "body": "Pedagang ikan di pasar lama mulai pindah ke dermaga baru pada Senin.\n\n"
    "“Air bersihnya sudah ada, tinggal listrik yang belum,” kata Yanti, pedagang.\n\n"
    "BACA JUGA: Harga Ikan Turun Sejak Cuaca Membaik\n\n"
    "Lapak lama dibongkar bertahap. Pemerintah kota menanggung biaya angkut sampai akhir bulan.",
    "section": "ekonomi",
    "tags": ["pasar", "nelayan"],
    "byline": "Rio",
    "source": "Liputan di tempat, keterangan kepala dinas",
    "note": "Foto kedua menyusul sore ini.",
    "photo": {"alt": "Perahu bersandar di dermaga", "caption": "Dermaga baru, Senin.", "credit": "Rio"},
}
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)> {{ 7*7 }}'
ENDLESS = "Pneumonoultramikroskopiksilikovulkanokoniosis" * 4
MISSING = {"dateline": "", "source": "", "photo": {"alt": "Perahu bersandar"}}


@dataclass(frozen=True)
class Scene:
    """The ids of what stands in the newsroom."""

    complete: str
    incomplete: str
    returned: str
    again: str
    edited: str
    approved: str
    retracted: str
    hostile: str
    conflicted: str
    late: str
    """The submission that came to `conflicted` from an old revision."""
    comment: str
    """A reader's, that waits."""
    comment_form: str
    comment_status: str
    """The pages at the door where one is written, and where its writer sees how it stands;"""
    comment_closed: str
    comment_confirm: str
    """where none can be written any more, and where an address is confirmed."""
    status_page: str
    """The link that a reporter was given to see how a returned draft stands."""
    person: str
    """An editor who is invited and has not come yet,"""
    link: str
    """and the token of their one-time link, which looking does not use up."""
    letter: str
    """The place of a dead letter that nobody can ever read,"""
    error: str
    """and what another died of, which came back too often."""


class Sets:
    """Sets a scene, by the public interfaces alone."""

    def __init__(self, rio: Reporter, editor: Editor, access: Access | None = None) -> None:
        self._rio = rio
        self._editor = editor
        self._access = access

    async def comments(self, article_id: str, *texts: str) -> list[UUID]:
        """Readers' comments that wait at the desk, in this order; their ids."""
        assert self._access is not None
        began = datetime.now(UTC)
        facts = [
            a_comment(article_id=UUID(article_id), text=text, at=began + timedelta(seconds=number))
            for number, text in enumerate(texts)
        ]
        await say(self._access, *facts)
        for fact in facts:

            async def there(comment_id: UUID = fact.comment_id) -> bool:
                return (await self._editor.http.get(f"/api/comments/{comment_id}")).status_code == 200

            await until(there)
        return [fact.comment_id for fact in facts]

    async def commented(self, article_id: str) -> str:
        """A comment that came through the door; the page that shows how it stands."""
        body = {"name": "Sari", "email": "sari@contoh.id", "text": "Semoga lekas selesai.", "consent": True}

        async def taken() -> Any:
            answer = await self._rio.http.post(f"/v1/articles/{article_id}/comments", json=body)
            return answer.json()["page"] if answer.status_code == 202 else None

        return str(await until(taken))

    async def closed(self, article_id: str) -> str:
        """No comments under it any more; the page that says so."""
        await self.must(article_id, "comments", open=False)
        assert self._access is not None
        page = f"{self._access.ingest}/articles/{article_id}/comments/new"

        async def there() -> bool:
            return (await self._rio.http.get(page)).status_code == HTTPStatus.FORBIDDEN

        await until(there)
        return page

    async def decide_comment(self, comment: dict[str, Any], verb: str) -> None:
        """A verb on the comment as it was seen."""
        path = f"/api/comments/{comment['comment_id']}/{verb}"
        answer = await self._editor.http.post(path, json={"version": comment["version"]})
        assert answer.status_code == 200, answer.text

    async def comment(self, comment_id: UUID) -> dict[str, Any]:
        """How it stands."""
        return dict((await self._editor.http.get(f"/api/comments/{comment_id}")).json())

    async def held(self, **draft: Any) -> str:
        """An article that waits at the desk; its id."""
        accepted = await self._rio.send({**COMPLETE, **draft}, key=str(uuid4()))
        await self._editor.find(accepted["article_id"])
        return str(accepted["article_id"])

    async def pictured(self, **draft: Any) -> str:
        """One with a hero photo and two others, one of them in the flow."""
        photos = []
        for number, shape in enumerate(((1600, 1000), (900, 1200), (1200, 800))):
            content = a_picture(*shape, seed=number)
            answer = await self._rio.http.post("/v1/media", content=content, headers={"Content-Type": "image/jpeg"})
            assert answer.status_code == 201, answer.text
            texts = {"alt": f"Lingkaran warna {number}", "caption": "Lukisan anak desa.", "credit": "Rio"}
            photos.append({"media": answer.json()["media"], **texts})
        body = f"{COMPLETE['body']}\n\nFOTO: 1\n\nSetelah foto masih ada kata."
        return await self.held(**{"body": body, "photo": photos[0], "photos": photos[1:], **draft})

    async def link(self, article_id: str, **draft: Any) -> str:
        """The page where its reporter sees how this draft stands: sending it again as it is gives the same."""
        answer = await self._rio.http.put(f"/v1/drafts/{article_id}", json={**COMPLETE, **draft})
        return str(answer.json()["page"])

    async def send_again(self, article_id: str, base: int, **draft: Any) -> None:
        """The reporter's next revision, at the desk."""
        body = {**COMPLETE, **draft, "base_revision": base}
        answer = await self._rio.http.put(f"/v1/drafts/{article_id}", json=body)
        assert answer.status_code == 202, answer.text

        async def there() -> bool:
            return bool((await self._editor.find(article_id))["revision"] > base)

        await until(there)

    async def late(self, article_id: str) -> str:
        """A submission from a revision that is not the newest any more; its id."""
        await self.send_again(article_id, 1, lead="Revisi kedua.")
        body = {**COMPLETE, "lead": "Terlambat: dari revisi pertama.", "base_revision": 1}
        answer = await self._rio.http.put(f"/v1/drafts/{article_id}", json=body)
        assert answer.status_code == 202, answer.text

        async def there() -> Any:
            return (await self._editor.find(article_id))["conflicts"]

        return str((await until(there))[0]["submission_id"])

    async def must(self, article_id: str, verb: str, **body: Any) -> None:
        """A verb on the article as it stands."""
        article = await self._editor.find(article_id)
        await self._editor.must(article_id, verb, article["version"], **body)

    async def returned(self, **draft: Any) -> str:
        """One sent back with reasons at two fields."""
        article_id = await self.held(**{**MISSING, **draft})
        reasons = [
            {"field": "photo.caption", "text": "Siapa di kiri?"},
            {"field": "body", "text": "Paragraf kedua perlu keterangan dinas."},
        ]
        await self.must(article_id, "return", summary="Lengkapi foto dan keterangan dinas.", reasons=reasons)
        return article_id

    async def state(self, article_id: str) -> str:
        """Where it stands."""
        return str((await self._editor.find(article_id))["state"])

    async def colleague(self, role: str, name: str = "Sari") -> Who:
        """Somebody else at the desk."""
        who = Who(f"{uuid4().hex}@contoh.id", "kata sandi yang panjang sekali")
        body = {"email": who.email, "password": who.password, "name": name, "initials": "SR", "role": role}
        made = await self._editor.http.post("/api/editors", json=body)
        assert made.status_code == 201, made.text
        return who

    async def assign(self, article_id: str, editor_id: str) -> None:
        """It is theirs to see to."""
        answer = await self._editor.http.post(f"/api/articles/{article_id}/assign", json={"editor_id": editor_id})
        assert answer.status_code == 200, answer.text

    async def invited(self) -> tuple[str, str]:
        """Somebody who has not come yet: their id, and the token of their link."""
        body = {"email": f"{uuid4().hex[:12]}@contoh.id", "name": "Sari Dewi", "initials": "SD", "role": "editor"}
        made = await self._editor.http.post("/api/editors/invite", json=body)
        assert made.status_code == 201, made.text
        return made.json()["id"], made.json()["token"]

    async def begin_factor(self, who: Who) -> None:
        """The password was given for a second factor, and the code not yet."""
        offered = await self._editor.http.post("/api/me/second-factor", json={"password": who.password})
        assert offered.status_code == 200, offered.text

    async def public(self, article_id: str) -> None:
        """Approved, and on its way to the public at once."""
        await self.must(article_id, "approve")
        await self.sent(article_id)

    async def sent(self, article_id: str) -> None:
        """Do not wait for the time to undo."""
        if (article := await self._editor.find(article_id))["undo_until"]:
            await self._editor.do(article_id, "now", article["version"])


async def set_scene(access: Access, data: Path) -> Scene:
    """One article in each state, with words that are long, and words that are hostile. `data` is the newsroom's."""
    links = CommentLinks(Secrets.of(data).status_secret.encode(), access.ingest)
    async with Reporter(access) as rio, Editor(access) as editor:
        sets = Sets(rio, editor, access)
        again = await sets.returned(headline="Sanggar Gandai Latih Seratus Anak di Enam Desa")
        await sets.send_again(
            again, 1, headline="Sanggar Gandai Latih Seratus Anak", source="", photo=COMPLETE["photo"]
        )
        approved = await sets.pictured(headline="Jembatan Air Rami Selesai Lebih Cepat")
        await sets.public(approved)
        edited = await sets.held(headline="Panen Jagung Naik di Empat Kecamatan")
        await sets.public(edited)
        await sets.must(edited, "edit", fields={"lead": "Angka diperbaiki: 1.900 ton."})
        retracted = await sets.held(headline="Liga Desa Ditunda")
        await sets.public(retracted)
        await sets.must(retracted, "retract", code="keliru", text="Sumber menarik keterangannya.")
        conflicted = await sets.held(headline="Harga Cabai Naik Dua Kali Lipat")
        seen = str(uuid4())
        status_page = await sets.link(seen, headline="Jalan Desa Diaspal", **MISSING)
        await sets.must(seen, "return", summary="Lengkapi.", reasons=[{"field": "dateline", "text": "Di mana?"}])
        await sets.sent(seen)
        await rio.until_state(seen, "returned")
        await sets.begin_factor(Who.first(access))
        person, link = await sets.invited()
        error = an_error()
        await put_aside(access, MODERATION_COMMENTS, a_comment(text=HOSTILE), error=error, times=3)
        return Scene(
            letter=await Operator(editor, MODERATION_COMMENTS).of_key(await poison(access)),
            error=error,
            comment=str((await sets.comments(approved, HOSTILE, "Terima kasih beritanya."))[0]),
            comment_form=f"{access.ingest}/articles/{approved}/comments/new",
            comment_status=await sets.commented(approved),
            comment_closed=await sets.closed(edited),
            comment_confirm=links.confirmation(uuid4()),
            person=person,
            link=link,
            status_page=status_page,
            complete=await sets.pictured(),
            incomplete=await sets.held(headline="Air Bersih Mati Empat Hari", **MISSING),
            returned=await sets.returned(headline="Sidang Lahan Ditunda Lagi"),
            again=again,
            edited=edited,
            approved=approved,
            retracted=retracted,
            hostile=await sets.held(headline=f"{HOSTILE} {ENDLESS}"[:480], lead=ENDLESS, note=HOSTILE, tags=[HOSTILE]),
            conflicted=conflicted,
            late=await sets.late(conflicted),
        )
