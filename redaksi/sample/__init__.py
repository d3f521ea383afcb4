"""The sample content, and its way through the newsroom: by the public interfaces, told line by line."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from redaksi.runner.access import Access
from redaksi.sample.story import Say, Story

_HERE = Path(__file__).parent
_INCOMPLETE = "05-air-bersih"
_CORRECTED = "12-tarif-angkutan"
_RETRACTED = "13-beasiswa-fiktif"
_AT_THE_DESK = frozenset({"14-liga-desa", "15-sidang-lahan"})


async def tell(access: Access, say: Say) -> None:
    """Send every sample article on its way, and say what happens. Raises httpx.HTTPError, TimeoutError."""
    say("Naskah contoh berjalan dari pewarta sampai terbit:")
    async with Story(access, say) as story:
        files = sorted(_HERE.glob("*.md"))
        ids = {file.stem: await story.submit(file) for file in files}
        await story.send_back(ids[_INCOMPLETE])
        await story.send_again(_HERE / f"{_INCOMPLETE}.md", ids[_INCOMPLETE])
        public = [stem for stem in ids if stem not in _AT_THE_DESK]
        for stem in public:
            await story.approve(ids[stem])
        for stem in public:
            say(f"  tayang: {await story.read_in_public(ids[stem])}")
        await _afterwards(story, ids)
    say("  Satu naskah dan dua komentar menunggu di meja redaksi, satu naskah belum lengkap: giliran Anda.")


async def _afterwards(story: Story, ids: Mapping[str, str]) -> None:
    """What happens to articles that are public: readers write, one is corrected, one is retracted."""
    said: list[str] = []
    for number, one in enumerate(tomllib.loads((_HERE / "comments.toml").read_text())["comment"]):
        answers = said[one["answers"]] if "answers" in one else None
        told = {"name": one["name"], "text": one["text"], "answers": answers}
        said.append(await story.comment(ids[one["under"]], f"contoh/pembaca-{number}", **told))
        if one["decision"]:
            await story.decide_comment(said[-1], one["decision"])
    note = "Semula tertulis pelajar membayar Rp2.500. Yang benar Rp2.000."
    await story.correct(ids[_CORRECTED], "Rp2.500", "Rp2.000", note)
    why = "Surat edaran yang menjadi dasar berita ini ternyata bukan dari pemerintah kabupaten. Kami meminta maaf."
    await story.retract(ids[_RETRACTED], "keliru", why)
