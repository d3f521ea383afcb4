"""What people wrote becomes HTML that is safe, whole and quickly made."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.facts import Correction, Retraction
from shared.reading import TEMPLATES, Figure, Flow, Reading, Related, flow, html
from shared.reading.flow import related_link, written
from shared.reading.markdown import TAGS
from tests.builders import NOON, a_draft, a_live, a_photo, a_picture, later
from tests.system.test_real_article import REAL, as_draft

N = 100_000
NASTY = {
    "brackets": "[" * N,
    "links that never end": "[a](" * (N // 4),
    "pictures in links in pictures": "[![](" * (N // 5),
    "emphasis": "*_**__" * (N // 6),
    "emphasis that never ends": "*a " * (N // 3),
    "backticks": "".join("`" * n + " " for n in range(440)),
    "quotes": "> " * (N // 2),
    "lists in lists": "\n".join(" " * n + "- a" for n in range(440)),
    "many items": "* a\n" * (N // 4),
    "entities": "&a;" * (N // 3),
    "addresses": "<http://a" * (N // 9),
    "backslashes": "\\" * N,
    "empty lines": "\n" * N + "a",
    "titles": '[a](b "' + '"' * N,
    "a text of a megabyte": "kata *kata* [" * 80_000,
}


class Inside(HTMLParser):
    """The tags and attributes of a piece of HTML."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](java&#115;cript:alert(1))",
        "[a](data:text/html;base64,xxxx)",
        "[a](//elsewhere.example/x)",
        "[a](/\\elsewhere.example/x)",
        "[a](vbscript:x)",
        "<javascript:alert(1)>",
        "![a](https://elsewhere.example/pixel.png)",
        '[a](https://a.example "x\\" onmouseover=\\"alert(1)")',
        "<svg/onload=alert(1)>",
        "<a href='x' style='position:fixed'>a</a>",
    ],
)
def test_nothing_that_runs_or_loads_comes_out(typed: str) -> None:
    inside = Inside(html(typed))
    assert inside.tags <= TAGS
    assert {name for name, _ in inside.attributes} <= {"href", "title", "rel"}
    assert all(re.match(r"https?://|mailto:|/(?![/\\])", value) for name, value in inside.attributes if name == "href")


@given(st.text(alphabet="ab <>&\"'`*_[]()!#-.:/\\\n1", max_size=200))
def test_whatever_is_typed_only_the_tags_of_the_list_come_out(typed: str) -> None:
    inside = Inside(html(typed))
    assert inside.tags <= TAGS
    assert {name for name, _ in inside.attributes} <= {"href", "title", "rel", "start"}


@given(st.lists(st.sampled_from(["satu", "**dua**", "<b>tiga</b>", "[x]: empat", "    lima", "![enam](y)", "- tujuh"])))
def test_no_word_vanishes_whatever_stands_around_it(parts: list[str]) -> None:
    text = Inside(html("\n\n".join(parts))).text
    for word in ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh"):
        assert text.count(word) == sum(word in part for part in parts)


@pytest.mark.parametrize("name", NASTY)
def test_a_text_that_was_made_to_be_slow_is_not(name: str) -> None:
    began = time.process_time()
    made = html(NASTY[name])
    assert time.process_time() - began < 8
    assert len(made) < 8 * len(NASTY[name]) + 100


def test_what_markdown_can_say_is_said() -> None:
    said = html("# Satu\n\n**Kuat** dan *miring*.\nBaris dua.\n\n> Kutipan\n\n- a\n- b\n\n2. c\n\n[di sini](/daerah/x)")
    assert said == (
        "<h2>Satu</h2>\n<p><strong>Kuat</strong> dan <em>miring</em>.<br>\nBaris dua.</p>\n"
        "<blockquote>\n<p>Kutipan</p>\n</blockquote>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"
        '<ol start="2">\n<li>c</li>\n</ol>\n<p><a href="/daerah/x">di sini</a></p>\n'
    )


def test_a_link_to_elsewhere_says_so() -> None:
    assert 'rel="external noopener"' in html("[a](https://a.example/)")
    assert "rel" not in html("[a](/daerah/a)")


def test_related_links_stand_between_the_paragraphs() -> None:
    parts = flow("Satu.\n\nbaca juga: Judul lain\n\nBACA JUGA: [Judul](/daerah/judul)\n\nDua.\n\nTiga.")
    assert [type(part) for part in parts] == [Flow, Related, Related, Flow]
    assert parts[1:3] == (Related("Judul lain"), Related("Judul", "/daerah/judul"))
    assert isinstance(parts[3], Flow)
    assert parts[3].html == "<p>Dua.</p>\n<p>Tiga.</p>\n"


def test_a_related_link_leads_nowhere_it_may_not() -> None:
    assert related_link("BACA JUGA: [Judul](javascript:x)") == Related("[Judul](javascript:x)")
    assert related_link("BACA JUGA: [Judul](//x.example)") == Related("[Judul](//x.example)")


@given(st.text(alphabet="ab []()", max_size=30).map(str.strip))
def test_a_related_link_reads_as_it_was_written(title: str) -> None:
    plain = " ".join(re.sub(r"[\[\]]", "", title).split())
    if plain:
        assert related_link(written(title, "/daerah/a-1")) == Related(plain, "/daerah/a-1")


def test_the_dateline_begins_what_is_read_first() -> None:
    with_lead, without = Reading.of_draft(a_draft()), Reading.of_draft(a_draft(lead=""))
    assert with_lead.dateline == "Mukomuko"
    first = without.parts[0]
    assert isinstance(first, Flow)
    assert first.html.startswith('<p><span class="dateline">Mukomuko –</span> Jembatan itu')
    only_a_list = flow("- satu", "Kota <b>")[0]
    assert isinstance(only_a_list, Flow)
    assert only_a_list.html == '<p><span class="dateline">Kota &lt;b&gt; –</span></p>'


def shown(reading: Reading, **values: object) -> str:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, autoescape=True, extensions=["jinja2.ext.i18n"]
    )
    made.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    made.filters["when"] = lambda at: at.isoformat()
    return made.get_template("reading/article.html").render(reading=reading, language="id", **values)


def test_an_article_is_shown_with_all_that_belongs_to_it() -> None:
    live = a_live(
        photo=a_picture(),
        corrections=(Correction(text="Nama <diperbaiki>.", at=later(60), version=3),),
        approved_at=later(60),
    )
    page = shown(Reading.of_live(live))
    for words in (
        '<h1 class="headline">Jembatan Air Rami Dibuka Kembali</h1>',
        '<span class="dateline">Mukomuko –</span>',
        "Jembatan Air Rami, Selasa.",
        "Foto: Rio",
        f"/media/{1:064x}/480.webp 480w",
        'width="960" height="640"',
        "Jalan Lintas Diperbaiki",
        "Pewarta: Rio",
        "Editor: KB1",
        "Nama &lt;diperbaiki&gt;.",
        "Diperbarui",
    ):
        assert words in page
    assert "Berkas foto" not in page


def test_only_the_desk_is_told_that_there_is_no_picture() -> None:
    reading = Reading.of_draft(a_draft(photo=a_photo(alt="Jembatan")))
    assert "Berkas foto" in shown(reading, at_desk=True)
    assert "Berkas foto" not in shown(reading)


def test_of_a_retracted_article_the_reason_is_shown() -> None:
    gone = a_live(
        status="retracted", lead="", body="", photo=None, retraction=Retraction(code="keliru", text="Salah.", at=NOON)
    )
    page = shown(Reading.of_live(gone))
    assert "Salah." in page
    assert "Diperbarui" not in page


@pytest.mark.skipif(not REAL.exists(), reason="the real article lies beside the project, not in it")
def test_a_real_article_is_shown_whole() -> None:
    draft = a_draft(lead="", **{k: v for k, v in as_draft(Path(REAL).read_text()).items() if k != "photo"})
    page = shown(Reading.of_draft(draft, editor="KB1"))
    text = " ".join(Inside(page).text.split())
    for paragraph in re.split(r"\n\s*\n", draft.body):
        assert " ".join(paragraph.removeprefix("BACA JUGA:").split()) in text
    assert page.count('<aside class="related">') == 4
    assert "BENGKULU UTARA – Pemerintah Kabupaten" in text


def test_what_people_wrote_is_escaped_everywhere() -> None:
    bad = "<script>x</script>"
    photo = a_photo(alt=bad, caption=bad, credit=bad)
    page = shown(Reading.of_draft(a_draft(headline=bad, lead=bad, dateline=bad, byline=bad, photo=photo)), at_desk=True)
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 7


def test_a_photo_stands_where_the_body_puts_it_and_the_others_after_the_text() -> None:
    first, second, third = (a_picture(number, caption=f"Foto {number}") for number in (1, 2, 3))
    body = "Satu.\n\nFOTO: 2\n\nDua.\n\nBACA JUGA: Lain\n\nfoto: 2\n\nFOTO: 9\n\nTiga."
    parts = flow(body, "Mukomuko", (first, second, third))
    shown = [part.photo.caption if isinstance(part, Figure) else type(part).__name__ for part in parts]
    assert shown == ["Flow", "Foto 2", "Flow", "Related", "Flow", "Foto 1", "Foto 3"]
    assert "FOTO" not in "".join(part.html for part in parts if isinstance(part, Flow))


def test_words_that_only_begin_with_photo_are_words() -> None:
    (part,) = flow("FOTO: 1 dari banyak foto\n\nFOTO: Rio", photos=(a_picture(),))[:1]
    assert isinstance(part, Flow)
    assert "1 dari banyak foto" in part.html
