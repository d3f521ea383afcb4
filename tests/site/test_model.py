"""Where an article stands on the site."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from redaksi_client import PublishedArticle, PublishedComment

from services.site.addresses import Addresses, List, share
from services.site.house import DEFAULT, House, house
from services.site.model import bounds, is_place, months, people, place, standing, tail, threads
from shared.facts import ArticlePublished, Front, encode
from tests.builders import ARTICLE, NOON, a_live, later

NAMELESS = "name = 'Kabar'\n[publisher]\nname = 'PT Kabar'\naddress = 'Jalan 1'\n"


@pytest.mark.parametrize(
    ("byline", "slugs"),
    [
        ("Rio", ["rio"]),
        ("Rio, Dewi Anggraini", ["rio", "dewi-anggraini"]),
        ("Rio dan Dewi", ["rio", "dewi"]),
        ("Dandan Ramdani", ["dandan-ramdani"]),
        ("Rio & Rio", ["rio"]),
        ("", []),
    ],
)
def test_a_byline_names_each_of_those_who_wrote(byline: str, slugs: list[str]) -> None:
    assert [one.slug for one in people(byline)] == slugs


def test_places_sort_as_times_do_and_are_known_again() -> None:
    later = place(NOON + timedelta(microseconds=1), ARTICLE)
    assert place(NOON, ARTICLE) < later
    assert is_place(later)
    for other in ("", "2026", f"{later}x", "'; drop"):
        assert not is_place(other)


def test_the_tail_of_a_path_is_the_begin_of_an_articles_id() -> None:
    assert tail("/daerah/jembatan-dibuka-0b9d2f8e") == "0b9d2f8e"
    assert str(ARTICLE).startswith(tail("/daerah/0b9d2f8e"))
    assert tail("/daerah/jembatan") == tail("/") == ""


def test_months_are_the_newsrooms_own() -> None:
    last = datetime(2026, 12, 31, 18, 0, tzinfo=UTC)  # 1 January in Jakarta
    assert months(datetime(2026, 11, 2, tzinfo=UTC), last, "Asia/Jakarta") == ("2027-01", "2026-12", "2026-11")
    begin, after = bounds("2027-01", "Asia/Jakarta")
    assert begin <= last < after
    for other in ("2027-13", "2027", "kemarin", "", "0001-01", "9999-12"):
        with pytest.raises(ValueError, match="data"):
            bounds(other, "Asia/Jakarta")


def test_a_name_without_letters_leads_to_the_front_page() -> None:
    assert (List("section", "").path, List("section", "daerah").path) == ("/", "/rubrik/daerah")


def a_comment(**other: object) -> PublishedComment:
    usual = {
        "comment_id": uuid4(),
        "article_id": ARTICLE,
        "version": 2,
        "status": "published",
        "name": "Sari",
        "text": "Baik.",
        "html": "<p>Baik.</p>",
        "written_at": NOON,
        "at": NOON,
    }
    return PublishedComment.model_validate({**usual, **other})


def test_a_removed_comment_stands_only_where_it_was_answered() -> None:
    gone, lonely, kept = a_comment(status="removed"), a_comment(status="removed"), a_comment()
    answer = a_comment(parent_id=gone.comment_id)
    hidden = a_comment(parent_id=kept.comment_id, status="removed")
    found = threads([gone, lonely, kept], [answer, hidden])
    assert [(one.head, one.answers) for one in found] == [(gone, (answer,)), (kept, ())]


def test_the_settings_that_come_with_it_are_right_and_a_wrong_one_is_named() -> None:
    assert house(DEFAULT).section("daerah") == "Daerah"
    assert house(DEFAULT).section("hukum dan-politik") == "Hukum dan politik"
    with pytest.raises(ValueError, match=r"(?s)publisher\.responsible.*Field required"):
        House.model_validate({"name": "Kabar", "publisher": {"name": "PT", "address": "Jalan 1"}})
    with pytest.raises(ValueError, match=r"(?s)colours\.light"):
        House.model_validate({**house(DEFAULT).model_dump(), "colours": {"light": "red; } body { display: none"}})


def test_every_share_link_carries_the_articles_own_address_and_nothing_of_the_reader() -> None:
    url = Addresses("https://kabar.example/", "").whole("/daerah/a-0b9d2f8e")
    assert url == "https://kabar.example/daerah/a-0b9d2f8e"
    for name, link in share(url, "Judul & “kutip”"):
        assert "kabar.example%2Fdaerah%2Fa-0b9d2f8e" in link, name
        assert "utm" not in link


def test_a_list_has_an_address_for_itself_and_for_its_feeds() -> None:
    assert (List().path, List().feed("rss.xml")) == ("/", "/rss.xml")
    assert List("person", "rio").feed("feed.json") == "/pewarta/rio/feed.json"


def on_the_front(place: str | None = None, *, since: float = 0, until: float | None = None) -> PublishedArticle:
    front = Front(place=place, since=later(since), until=later(until) if until else None) if place else None
    said = encode(ArticlePublished.of(uuid4(), a_live(front=front))).value
    return PublishedArticle.model_validate_json(said or b"")


def test_the_front_page_begins_with_what_the_desk_put_there() -> None:
    lead, former = on_the_front("lead", since=30), on_the_front("lead", since=20)
    pin, over = on_the_front("pin", since=10), on_the_front("pin", until=50)
    plain = on_the_front()
    placed, newest = [lead, former, pin, over], [plain, former, over, pin]
    assert standing(placed, newest, later(100)) == (lead, pin, plain, former, over)
    assert standing(placed, newest, later(40))[:3] == (lead, pin, over)


def test_without_a_lead_of_the_desks_it_is_the_newest_that_is_not_pinned() -> None:
    pin, first, second = on_the_front("pin"), on_the_front(), on_the_front()
    assert standing([pin], [pin, first, second], NOON) == (first, pin, second)
    assert standing([pin], [pin], NOON) == (pin,)
    assert standing([], [], NOON) == ()
