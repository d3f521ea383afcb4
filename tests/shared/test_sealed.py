"""What is sealed, the desk alone can open; tokens are of their secret and of their purpose."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.comment_link import CommentLinks
from shared.form_token import FormTokens
from shared.sealed import Contact, Opener, Sealer, new_keys, public_of
from tests.builders import ARTICLE, NOON

KEYS = new_keys()
CONTACT = Contact(email="sari@contoh.id", address="203.0.113.7")
SECRET = b"a secret of at least thirty-two characters"
LINKS = CommentLinks(SECRET, "https://kirim.koran.example/")
FORMS = FormTokens(SECRET)


def test_what_was_sealed_is_opened_with_the_private_key_alone() -> None:
    sealed = Sealer(KEYS.public).seal(CONTACT)
    assert Opener(KEYS.private).open(sealed) == CONTACT
    assert Opener(new_keys().private).open(sealed) is None
    assert CONTACT.email not in sealed


def test_equal_addresses_cannot_be_told_from_what_is_sealed() -> None:
    sealer = Sealer(KEYS.public)
    assert sealer.seal(CONTACT) != sealer.seal(CONTACT)


@pytest.mark.parametrize("sealed", ["", "c2VhbGVk", "not base64!", "é"])
def test_what_is_nothing_of_ours_opens_to_nothing(sealed: str) -> None:
    assert Opener(KEYS.private).open(sealed) is None


def test_a_pair_belongs_together_and_what_is_no_key_is_said_to_be_none() -> None:
    assert public_of(KEYS.private) == KEYS.public
    for made in (Sealer, Opener, public_of):
        with pytest.raises(ValueError, match="redaksi keys"):
            made("too short")


@given(st.uuids())
def test_a_link_says_whose_comment_it_is_and_for_what(comment_id: UUID) -> None:
    token = LINKS.token("comment", comment_id)
    assert LINKS.comment("comment", token) == comment_id
    assert LINKS.comment("confirm", token) is None, "who sees the status has not shown that the address is theirs"
    assert CommentLinks(b"another secret of thirty-two chars!!", "").comment("comment", token) is None
    assert LINKS.status(comment_id) == f"https://kirim.koran.example/comments/{token}"


@given(st.text(max_size=60))
def test_what_was_not_made_here_says_nothing(token: str) -> None:
    assert LINKS.comment("comment", token) is None
    assert FORMS.made(token, ARTICLE) is None


def test_the_mark_of_a_form_is_of_its_article_and_holds_for_a_day() -> None:
    token = FORMS.token(ARTICLE, NOON)
    made = FORMS.made(token, ARTICLE)
    assert made == NOON.replace(minute=0)
    assert FORMS.made(token, uuid4()) is None
    assert FORMS.token(ARTICLE, NOON + timedelta(minutes=59)) == token, "caches may keep the page for an hour"
    assert FORMS.is_fresh(made, NOON + timedelta(hours=24))
    assert not FORMS.is_fresh(made, NOON + timedelta(hours=26))
    assert not FORMS.is_fresh(made, NOON - timedelta(hours=2))
