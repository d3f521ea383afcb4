"""The status as its reporter reads it."""

from __future__ import annotations

from uuid import uuid4

import pytest

from services.ingest.model import Public, Received, Refusal, Status
from services.ingest.telling import Places, tell
from shared.facts import Change, Finding, Reason, Returned
from shared.status_link import StatusLinks
from tests.builders import ARTICLE, NOON, a_desk, a_submission

LINKS = StatusLinks(b"a secret of at least thirty-two characters", "https://kirim.koran.example")
PLACES = Places("https://koran.example$path?id=$id", LINKS)
RECEIVED = Received.of(a_submission())
CREDIT = Finding(rule="photo-credit", field="photo.credit", level="block")


def test_before_the_desk_has_spoken_it_is_received() -> None:
    told = tell(ARTICLE, Status(received=RECEIVED), "rio", None, PLACES)
    assert (told.state, told.version, told.revision) == ("received", 0, None)
    assert told.headline == "Jembatan Air Rami Dibuka Kembali"


def test_what_is_missing_is_said_in_the_language_asked_for_else_in_the_drafts() -> None:
    def message(language: str, asked: str | None) -> str:
        received = RECEIVED.model_copy(update={"language": language})
        status = Status(received=received, desk=a_desk(findings=(CREDIT,)), desk_version=1)
        return tell(ARTICLE, status, "rio", asked, PLACES).missing[0].message  # type: ignore[arg-type]

    assert message("id", None) == message("en", "id")
    assert message("en", None) == message("id", "en")
    assert message("id", None) != message("en", None)


def test_reasons_stand_at_their_fields_and_say_whether_they_are_solved() -> None:
    reasons = (Reason(field="lead", text="Terlalu panjang", solved=True), Reason(field="photo.credit", text="Siapa?"))
    returned = Returned(summary="Lengkapi", reasons=reasons, at=NOON, by="KB1")
    told = tell(ARTICLE, Status(desk=a_desk(returned=returned), desk_version=3), "rio", None, PLACES)
    assert told.returned is not None
    assert [(one.field, one.solved) for one in told.returned.reasons] == [("lead", True), ("photo.credit", False)]


def test_what_the_editor_changed_is_told_word_by_word() -> None:
    change = Change(field="body", paragraph=2, before="Kami sangat lega", after="Kami lega")
    told = tell(ARTICLE, Status(desk=a_desk(changes=(change,)), desk_version=2), "rio", None, PLACES)
    assert [(one.kind, one.text) for one in told.changes[0].pieces] == [
        ("same", "Kami"),
        ("removed", " sangat"),
        ("same", " lega"),
    ]


def test_the_public_address_has_path_and_id() -> None:
    status = Status(received=RECEIVED, public=Public(version=2, status="published", path="/daerah/jembatan"))
    public = tell(ARTICLE, status, "rio", None, PLACES).public
    assert public is not None
    assert public.url == f"https://koran.example/daerah/jembatan?id={ARTICLE}"


def test_what_is_erased_has_no_address() -> None:
    status = Status(received=RECEIVED, public=Public(version=9, status="erased"))
    public = tell(ARTICLE, status, "rio", None, PLACES).public
    assert public is not None
    assert (public.url, public.path) == (None, None)


@pytest.mark.parametrize("why", ["not_yours", "retracted", "erased", "approved", "nothing_to_withdraw"])
def test_a_stranger_reads_their_refusal_and_nothing_of_the_owners(why: str) -> None:
    refusal = Refusal(submission_id=uuid4(), reporter_id="orang-lain", why=why, at=NOON)
    status = Status(received=RECEIVED, desk=a_desk(findings=(CREDIT,)), desk_version=4, refusals=(refusal,))
    told = tell(ARTICLE, status, "orang-lain", None, PLACES)
    assert (told.state, told.headline, told.version, told.missing) == ("refused", "", 0, ())
    assert told.refusals[0].message not in {"", why}
    assert tell(ARTICLE, status, "rio", None, PLACES).refusals == ()


def test_the_page_of_the_status_is_the_askers_own() -> None:
    status = Status(received=RECEIVED, desk=a_desk(editor="Kartini"), desk_version=1)
    mine, strange = (tell(ARTICLE, status, who, None, PLACES) for who in ("rio", "orang-lain"))
    assert (mine.editor, strange.editor) == ("Kartini", None)
    assert (mine.page, strange.page) == (LINKS.link(ARTICLE, "rio"), LINKS.link(ARTICLE, "orang-lain"))
    assert mine.page != strange.page
