"""A draft as a file: what YAML makes of it is what its reporter meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from redaksi.draft_file import FIELDS, Unreadable, read
from redaksi.pictures import files, with_pictures
from services.ingest.model import DraftIn
from shared.facts import Draft
from shared.rules import blocks, check

SAMPLE = sorted((Path(__file__).parents[2] / "redaksi" / "sample").glob("*.md"))


def a_file(folder: Path, text: str) -> Path:
    file = folder / "naskah.md"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_fields_of_a_file_are_those_of_a_draft() -> None:
    assert {*FIELDS, "body"} == set(Draft.model_fields)


def test_there_are_at_least_six_samples_and_each_is_a_draft() -> None:
    drafts = [DraftIn.model_validate(with_pictures(read(file), {})) for file in SAMPLE]
    assert len(drafts) >= 6
    assert sum(bool(blocks(check(draft))) for draft in drafts) == 2
    assert len({draft.section for draft in drafts}) >= 5


def test_numbers_and_times_become_the_words_that_were_meant(tmp_path: Path) -> None:
    text = "---\nheadline: 2024\ntags: [2024, satu]\npublish_at: 2026-12-01T07:00:00+07:00\nready: false\n---\nIsi."
    draft = DraftIn.model_validate(read(a_file(tmp_path, text)))
    assert (draft.headline, draft.tags, draft.ready, draft.body) == ("2024", ("2024", "satu"), False, "Isi.")
    assert draft.publish_at is not None
    assert draft.publish_at.isoformat() == "2026-12-01T07:00:00+07:00"


def test_what_is_left_out_is_left_out(tmp_path: Path) -> None:
    assert read(a_file(tmp_path, "---\nlead:\nphoto: {alt: a, credit: }\n---\nIsi.")) == {
        "photo": {"alt": "a"},
        "body": "Isi.",
    }


def test_a_file_without_front_matter_is_a_body(tmp_path: Path) -> None:
    assert read(a_file(tmp_path, "\ufeffIsi.")) == {"body": "Isi."}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("---\ntitel: x\n---\n", "tidak ada isian titel. Yang ada: headline"),
        ("---\n1: x\ntitel: y\n---\n", "tidak ada isian 1, titel"),
        ("---\npublish_at: 2026-12-01\n---\n", "2026-12-01T07:00:00+07:00"),
        ("---\npublish_at: 2026-12-01\ntitel: y\n---\n", "publish_at: 2026-12-01: sebut jam"),
        ("---\npublish_at: 2026-12-01\ntitel: y\n---\n", "tidak ada isian titel"),
        ("---\nheadline: [\n---\n", "front matter tidak terbaca"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said.replace("+", r"\+").replace(".", r"\.")):
        read(a_file(tmp_path, text))


def test_a_file_that_is_no_text_says_so(tmp_path: Path) -> None:
    (tmp_path / "naskah.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Unreadable, match="UTF-8"):
        read(tmp_path / "naskah.md")
    with pytest.raises(Unreadable, match="No such file"):
        read(tmp_path / "tidak-ada.md")


def test_pictures_are_named_by_their_files_and_say_what_the_draft_does_not(tmp_path: Path) -> None:
    text = "---\nphoto: {file: a.jpg, caption: Pasar}\nphotos: [b.png, {alt: Perahu}]\n---\nIsi."
    draft = read(a_file(tmp_path, text))
    assert files(draft, tmp_path) == {"photo": tmp_path / "a.jpg", "photos.1": tmp_path / "b.png"}
    said = {"media": "m1", "texts": {"alt": "Ibu menimbang ikan", "caption": "Lain", "credit": "Rio"}}
    sent = with_pictures(draft, {"photo": said, "photos.1": {**said, "media": "m2"}})
    assert sent["photo"] == {"media": "m1", "alt": "Ibu menimbang ikan", "caption": "Pasar", "credit": "Rio"}
    assert sent["photos"] == [
        {"media": "m2", "alt": "Ibu menimbang ikan", "caption": "Lain", "credit": "Rio"},
        {"alt": "Perahu"},
    ]
    assert with_pictures(read(a_file(tmp_path, "---\nheadline: Satu\n---\nIsi.")), {}) == {
        "headline": "Satu",
        "body": "Isi.",
    }
