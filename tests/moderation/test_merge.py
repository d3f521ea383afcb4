"""Two editors at the same words: what can be joined is joined, and of what cannot nothing is lost."""

from __future__ import annotations

import time
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from services.moderation.model.merge import merge, merge_body
from services.moderation.model.typed import NAMES, Typed
from tests.builders import NOON, a_draft, a_photo

ZONE = "Asia/Jakarta"
BASE = Typed.of(a_draft(), ZONE)
lines = st.text(alphabet="abc ", max_size=4).map(str.strip)
bodies = st.lists(st.sampled_from("ABCDE"), max_size=7).map("\n\n".join)
typed = st.builds(Typed, headline=lines, lead=lines, tags=lines, body=bodies)


def parts(body: str) -> list[str]:
    return body.split("\n\n") if body else []


@given(typed, typed)
def test_where_nobody_else_changed_anything_the_result_is_mine(base: Typed, mine: Typed) -> None:
    assert {field.name: field.result for field in merge(base, base, mine)} == mine.texts()
    assert {field.who for field in merge(base, base, mine)} <= {"nobody", "mine"}


@given(typed, typed)
def test_where_i_changed_nothing_the_result_is_theirs(base: Typed, theirs: Typed) -> None:
    assert {field.name: field.result for field in merge(base, theirs, base)} == theirs.texts()


@given(typed, typed)
def test_where_both_did_the_same_there_is_nothing_to_choose(base: Typed, both: Typed) -> None:
    assert {field.who for field in merge(base, both, both)} <= {"nobody", "alike"}


@given(bodies, bodies, bodies)
@settings(max_examples=300)
def test_no_paragraph_that_either_put_in_is_lost(base: str, theirs: str, mine: str) -> None:
    result = Counter(part for stretch in merge_body(base, theirs, mine) for part in stretch.result)
    was = Counter(parts(base))
    for side in (theirs, mine):
        for part, times in (Counter(parts(side)) - was).items():
            assert result[part] >= times


@given(bodies, bodies, bodies)
@settings(max_examples=300)
def test_the_stretches_are_the_three_bodies_each_in_its_order(base: str, theirs: str, mine: str) -> None:
    stretches = merge_body(base, theirs, mine)
    for name, body in (("base", base), ("theirs", theirs), ("mine", mine)):
        assert [part for stretch in stretches for part in getattr(stretch, name)] == parts(body)


@given(typed, typed, typed)
def test_of_what_both_changed_both_are_there_to_choose_from(base: Typed, theirs: Typed, mine: Typed) -> None:
    for field in merge(base, theirs, mine):
        assert (field.theirs, field.mine) == (theirs.texts()[field.name], mine.texts()[field.name])
        if field.base not in {field.theirs, field.mine} and field.theirs != field.mine:
            assert field.who in {"both", "apart"}


def test_edits_in_different_paragraphs_are_joined() -> None:
    (body,) = [
        field
        for field in merge(
            BASE.model_copy(update={"body": "Satu.\n\nDua.\n\nTiga."}),
            BASE.model_copy(update={"body": "Satu!\n\nDua.\n\nTiga.\n\nEmpat."}),
            BASE.model_copy(update={"body": "Satu.\n\nDua.\n\nTiga, ya."}),
        )
        if field.name == "body"
    ]
    assert (body.who, body.result) == ("both", "Satu!\n\nDua.\n\nTiga.\n\nEmpat.\n\nTiga, ya.")
    apart = merge(
        BASE.model_copy(update={"body": "Satu.\n\nDua.\n\nTiga."}),
        BASE.model_copy(update={"body": "Satu!\n\nDua.\n\nTiga."}),
        BASE.model_copy(update={"body": "Satu.\n\nDua?\n\nTiga.\n\nEmpat."}),
    )
    assert [(f.who, f.result) for f in apart if f.name == "body"] == [("apart", "Satu!\n\nDua?\n\nTiga.\n\nEmpat.")]


def test_two_paragraphs_put_in_at_the_same_place_are_both_kept_and_shown() -> None:
    (one, two, three) = merge_body("A\n\nB", "A\n\nX\n\nB", "A\n\nY\n\nB")
    assert (one.who, three.who) == ("nobody", "nobody")
    assert (two.who, two.base, two.result) == ("both", (), ("X", "Y"))


def test_bodies_that_were_made_to_be_slow_are_not() -> None:
    same, other = "A\n\n" * 100_000, "\n\n".join(str(n) for n in range(60_000))
    began = time.process_time()
    assert [stretch.who for stretch in merge_body(same, same + "B", same + "C")] == ["both"]
    assert merge_body(other, other + "\n\nX", "Y\n\n" + other)[0].result == ("Y",)
    assert time.process_time() - began < 5


def test_only_what_was_touched_is_an_edit() -> None:
    draft = a_draft(publish_at=NOON.replace(second=7), photo=a_photo(media="m1"), tags=("a, b", "c"))
    shown = Typed.of(draft, ZONE)
    assert shown.publish_at == "2026-11-24T12:00"
    assert shown.changed(draft, ZONE) == {}
    touched = shown.model_copy(update={"headline": "Lain", "photo_alt": "Lain", "publish_at": "", "tags": "x, y,, x"})
    photo = (
        {"media": "m1", "sizes": (), "alt": "Lain", "caption": draft.photo.caption, "credit": "Rio"}
        if draft.photo
        else None
    )
    assert touched.changed(draft, ZONE) == {"headline": "Lain", "photo": photo, "publish_at": None, "tags": ["x", "y"]}


def test_a_time_is_read_in_the_newsrooms_zone() -> None:
    timed = BASE.model_copy(update={"publish_at": "2026-11-24T10:15"})
    assert timed.changed(a_draft(), ZONE) == {"publish_at": "2026-11-24T10:15:00+07:00"}


def test_a_photo_without_any_text_is_none() -> None:
    bare = BASE.model_copy(update={"photo_alt": "", "photo_caption": "", "photo_credit": ""})
    assert bare.changed(a_draft(), ZONE) == {"photo": None}
    assert Typed.of(a_draft(photo=None), ZONE).changed(a_draft(photo=None), ZONE) == {}


def test_a_form_gives_its_fields_with_lines_that_end_as_everywhere_else() -> None:
    read = Typed.from_texts({"body": "Satu.\r\n\r\nDua. ", "photo.alt": "x", "verb": "y"})
    assert (read.body, read.photo_alt, read.headline) == ("Satu.\n\nDua.", "x", "")
    assert set(read.texts()) == set(NAMES)
