"""Where a newsroom on one machine sends its letters, as it says itself."""

from __future__ import annotations

from pathlib import Path

from redaksi.runner.access import Secrets
from redaksi.runner.mail import mail_of, where_letters_go

DATA = Path("/somewhere/var")
SERVER = {"REDAKSI_SMTP_URL": "smtp://a:geheim@surat.contoh.id:2525", "REDAKSI_MAIL_FROM": "Meja <meja@contoh.id>"}


def test_without_a_server_letters_are_kept_in_the_data_folder() -> None:
    assert mail_of({}, DATA)["mail_folder"] == str(DATA / "mail")
    assert str(DATA / "mail") in where_letters_go({}, DATA)


def test_with_a_server_they_are_handed_in_there_and_its_password_is_not_told() -> None:
    assert mail_of(SERVER, DATA) == {
        "smtp_url": SERVER["REDAKSI_SMTP_URL"],
        "mail_from": "Meja <meja@contoh.id>",
        "mail_folder": "",
    }
    assert "surat.contoh.id" in where_letters_go(SERVER, DATA)
    assert "geheim" not in where_letters_go(SERVER, DATA)


def test_a_newsroom_keeps_its_secret_and_an_older_one_is_given_one(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text('{"editor_password": "x", "reporter_key": "rdk_1"}')
    first, second = Secrets.of(tmp_path), Secrets.of(tmp_path)
    assert len(first.status_secret) >= 32
    assert first == second
    assert first.reporter_key == "rdk_1"
