"""A status link opens one article to one reporter, and cannot be made or changed without the secret."""

from __future__ import annotations

import string
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from shared.status_link import StatusLinks
from tests.builders import ARTICLE

SECRET = b"a secret of at least thirty-two characters"
LINKS = StatusLinks(SECRET, "https://kirim.koran.example/")
ALPHABET = string.ascii_letters + string.digits + "-_"


@given(st.uuids(), st.text())
def test_a_token_says_which_article_and_is_of_its_reporter_alone(article_id: UUID, reporter: str) -> None:
    holder = LINKS.holder(LINKS.token(article_id, reporter))
    assert holder is not None
    assert holder.article_id == article_id
    assert LINKS.is_of(holder, reporter)
    assert not LINKS.is_of(holder, reporter + "x")


def test_the_link_stands_under_the_address_of_the_door() -> None:
    link = LINKS.link(ARTICLE, "rio")
    assert link == f"https://kirim.koran.example/status/{LINKS.token(ARTICLE, 'rio')}"
    assert set(link.rpartition("/")[2]) <= set(ALPHABET)


def test_every_process_with_the_secret_makes_and_reads_the_same() -> None:
    elsewhere = StatusLinks(SECRET, "http://127.0.0.1:8001")
    assert elsewhere.token(ARTICLE, "rio") == LINKS.token(ARTICLE, "rio")
    assert elsewhere.holder(LINKS.token(ARTICLE, "rio")) == LINKS.holder(LINKS.token(ARTICLE, "rio"))


@given(st.integers(0, 53), st.sampled_from(ALPHABET))
def test_a_token_with_one_character_changed_opens_nothing(place: int, other: str) -> None:
    token = LINKS.token(ARTICLE, "rio")
    assert len(token) == 54
    changed = token[:place] + other + token[place + 1 :]
    assert (LINKS.holder(changed) is not None) == (changed == token)


@given(st.text(max_size=80))
def test_whatever_is_written_as_a_token_is_read_without_trouble(text: str) -> None:
    assert LINKS.holder(text) is None


def test_another_secret_opens_nothing() -> None:
    other = StatusLinks(b"another secret of thirty-two characters", LINKS.door)
    assert other.holder(LINKS.token(ARTICLE, "rio")) is None


def test_a_token_does_not_name_its_reporter() -> None:
    token = LINKS.token(uuid4(), "rio")
    assert "rio" not in token
    holder, same = LINKS.holder(token), LINKS.holder(LINKS.token(ARTICLE, "rio"))
    assert holder is not None
    assert same is not None
    assert holder.mark == same.mark
